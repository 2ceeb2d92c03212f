/*
 * Somebody of ours asks who sits here to confirm that it is them: who, why, for how long, and two ways of one tap each, after
 * which the device or the exchange's app asks for the second. There is no field: nothing is ever typed for this.
 */
import { icon, make } from "./dom.js";
import { proofOf } from "./real/proof_view.js";
import { exactly, timeOf } from "./times.js";
import { words } from "./words.js";

const TICK_MS = 10_000;
const SIGN = { asked: "lock", passed: "check", failed: "alert", expired: "clock", cancelled: "info", over: "clock" };

export const isAsked = ({ kind }) => kind === "identity_asked";

export function stepUpItem(entry, { stepups, proof }) {
  const body = make("div", { class: "stepup__body" });
  const head = make("p", { class: "stepup__head" });
  const item = make("li", { class: "stepup", "data-seq": entry.seq }, head, make("p", { class: "stepup__why", text: entry.text, dir: "auto" }), body, ...proofOf(entry, { proof }));
  let shown = "";
  let timer = null;
  const show = () => {
    const { state, card } = stepups.of(entry);
    if (`${state} ${Boolean(card)}` === shown) return;
    shown = `${state} ${Boolean(card)}`;
    item.dataset.state = state;
    head.replaceChildren(icon(SIGN[state] ?? "info"), make("strong", { text: words(state === "asked" ? "stepup_title" : `stepup_${state}`) }));
    body.replaceChildren(...(state === "asked" ? ways(entry, card, stepups) : []));
    if (state !== "asked") clearInterval(timer);
  };
  const changed = ({ detail }) => {
    if (!item.isConnected) stop();
    else if (detail === entry.data.ref) show();
  };
  const stop = () => {
    stepups.removeEventListener("changed", changed);
    clearInterval(timer);
  };
  stepups.addEventListener("changed", changed);
  timer = setInterval(() => (item.isConnected ? show() : stop()), TICK_MS);
  show();
  return item;
}

function ways({ data: { until } }, card, stepups) {
  const ends = new Date(until);
  const time = make("time", { datetime: until, title: exactly(ends), text: words("stepup_until", { time: timeOf(ends) }) });
  const never = make("p", { class: "stepup__never" }, icon("shield"), make("span", { text: words("stepup_never") }));
  if (!card) return [make("p", { class: "stepup__note", role: "status", text: words("loading") }), never];
  const who = make("p", { class: "stepup__note", text: words("stepup_who", { name: card.asked_by, badge: card.badge }) });
  const app = card.app_url ? [numberOf(card), link(card.app_url, "stepup_app")] : [];
  const passkey = card.passkey_url ? [link(`${card.passkey_url}?locale=${document.body.dataset.locale}`, "stepup_passkey")] : [];
  const links = [...app, ...passkey];
  links.find(({ tagName }) => tagName === "A")?.classList.add("button--primary");
  return [who, ...links, never, make("p", { class: "stepup__foot" }, time, refusing(stepups))];
}

function numberOf({ number }) {
  return make("p", { class: "stepup__number" }, make("span", { text: words("stepup_number") }), make("strong", { text: number }));
}

function link(href, key) {
  return make("a", { class: "button stepup__way", href, target: "_blank", rel: "noopener noreferrer", text: words(key) });
}

function refusing(stepups) {
  const button = make("button", { class: "button button--quiet stepup__no", type: "button", text: words("stepup_no") });
  button.addEventListener("click", async () => {
    button.disabled = true;
    await stepups.decline().catch(() => (button.disabled = false));
  });
  return button;
}
