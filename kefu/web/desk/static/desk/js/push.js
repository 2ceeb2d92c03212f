/**
 * This browser's subscription belongs to the session that asked; after the next sign-in of the same person it is bound to
 * the new one. Nobody else is told in their place. A clicked notice opens its conversation in the desk that is there.
 */
import { held, onLead } from "ui/push.js";

export const WORKER = "/desk/worker.js";
export const SCOPE = "/desk/";
const STORE = "kefu-push";

const desk = () => document.querySelector("[data-desk]").dataset;
const kept = () => JSON.parse(localStorage.getItem(STORE) ?? "null");

export const isMine = () => kept()?.me === desk().me;

export async function enrol(subscription, url) {
  const headers = { "X-CSRFToken": desk().csrf, "Content-Type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(subscription.toJSON()) });
  if (!answer.ok) throw new Error(`not taken: ${answer.status}`);
  localStorage.setItem(STORE, JSON.stringify({ me: desk().me, id: (await answer.json()).id }));
}

/** Where to say that it is no more, if it was ever said. */
export function forget() {
  const before = kept();
  localStorage.removeItem(STORE);
  return before?.me === desk().me ? `/desk/notices/browsers/${before.id}/removal` : "";
}

export async function renew(url) {
  const subscription = isMine() ? await held(SCOPE) : null;
  if (subscription) await enrol(subscription, url).catch(() => null); // the next page tries again
}

/** In the list it is opened as by a click, so that what is typed elsewhere stays; a page that has no list goes there. */
onLead((url) => {
  const link = [...document.querySelectorAll("[data-line] a")].find(({ pathname }) => pathname === url);
  if (link) link.click();
  else location.assign(url);
});
