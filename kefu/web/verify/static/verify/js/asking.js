/**
 * Sends a form for whoever is signed in to the chat, so that they are told of their own messages, and puts the answer's main
 * part in place of this one. Without a token, or where that fails, the browser sends it as ever.
 */
import { fragment } from "ui/html.js";
import { signed } from "ui/signed.js";
import { zone } from "ui/zone.js";

const PATIENCE_MS = 20_000;
let isBusy = false;

/** What only somebody whom the chat knows may send. */
function show() {
  for (const part of document.querySelectorAll("[data-signed]")) part.hidden = !signed().token;
}
show();

document.addEventListener("submit", (event) => {
  const form = event.target;
  const { token } = signed();
  if (form.method !== "post" || !form.closest("main") || !token) return;
  event.preventDefault();
  if (!isBusy) send(form, token);
});

async function send(form, token) {
  busy(form, true);
  const page = await answered(form, token);
  busy(form, false);
  const next = page?.querySelector("main");
  if (!next) {
    form.submit(); // no answer to show: the browser asks again, and shows what it gets
    return;
  }
  document.title = page.querySelector("title")?.textContent.trim() ?? document.title;
  document.querySelector("main").replaceWith(next);
  show();
  const told = next.querySelector("[autofocus]") ?? document.getElementById("verdict") ?? next;
  if (told.tabIndex < 0) told.tabIndex = -1;
  told.focus({ preventScroll: true });
  told.scrollIntoView({ block: "nearest" });
}

async function answered(form, token) {
  const body = new FormData(form);
  body.set("zone", zone);
  const request = { method: "POST", body, credentials: "omit", headers: { Authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(PATIENCE_MS) };
  try {
    const answer = await fetch(form.action, request);
    return fragment(await answer.text());
  } catch {
    return null;
  }
}

function busy(form, is) {
  isBusy = is;
  form.setAttribute("aria-busy", String(is));
}
