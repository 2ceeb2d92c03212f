/* What a check found: the verdict, a line for each thing looked at, and what to do next. Never by colour alone. */
import { icon, make } from "./dom.js";
import { proofOf } from "./real/proof_view.js";
import { exactly, timeOf } from "./times.js";
import { words } from "./words.js";

const OF_STATE = { fine: "check", waiting: "clock", act: "alert", person: "chat" };
const OF_MARK = { ok: "check", wait: "clock", bad: "alert", unknown: "unknown" };
const PERSON = "contact";

export const isReceipt = ({ kind, data }) => kind === "diagnosed" && Boolean(data?.verdict);
export const spoken = ({ title, verdict }) => `${title} ${verdict}`;

export function receiptItem(entry, parts = {}) {
  const { seq, at, data } = entry;
  const found = new Date(at);
  const time = make("time", { datetime: at, title: exactly(found), text: timeOf(found) });
  const card = receipt(data);
  if (data.may_appeal && parts.appeals) card.append(make("p", { class: "receipt__steps" }, parts.appeals.button()));
  return make("li", { class: "found", "data-seq": seq }, card, make("p", { class: "message__meta" }, time), ...proofOf(entry, parts));
}

/* `onContact`: where a person is behind what is shown, the way back to them; in the log they answer anyhow. */
export function receipt({ title, verdict, state, lines = [], steps = [] }, { onContact = null } = {}) {
  const heads = make("span", { class: "found__heads" }, make("span", { class: "receipt__title", text: title }), make("strong", { class: "receipt__verdict", text: verdict }));
  const node = make("section", { class: `receipt receipt--${state}`, label: title }, make("p", { class: "receipt__sum" }, icon(OF_STATE[state] ?? "info"), heads));
  if (lines.length) node.append(make("ul", { class: "receipt__lines" }, ...lines.map(line)));
  const ways = steps.map((each) => way(each, onContact)).filter(Boolean);
  ways[0]?.classList.add("button--primary");
  if (ways.length) node.append(make("p", { class: "receipt__steps" }, ...ways));
  return node;
}

function line({ mark, text }) {
  const said = OF_MARK[mark] ? [make("span", { class: "visually-hidden", text: `${words(`mark_${mark}`)}: ` })] : [];
  return make("li", { class: `receipt__line receipt__line--${mark}` }, icon(OF_MARK[mark] ?? "info"), ...said, make("span", { text, dir: "auto" }));
}

function way({ kind, text, href }, onContact) {
  if (kind === PERSON) return onContact && button(text, onContact);
  return href && make("a", { class: "button", href, target: "_blank", rel: "noopener noreferrer", text });
}

function button(text, act) {
  const made = make("button", { class: "button", type: "button", text });
  made.addEventListener("click", act);
  return made;
}
