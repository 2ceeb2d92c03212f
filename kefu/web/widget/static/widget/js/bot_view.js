/*
 * What the assistant says: plainly marked as no person, with its source, and buttons below it as long as it spoke last.
 * What is chosen stands in the log as the customer's own words.
 */
import { make } from "./dom.js";
import { withProof } from "./real/proof_view.js";
import { exactly, timeOf } from "./times.js";
import { words } from "./words.js";

export const isSaid = ({ kind, data }) => kind === "bot_said" && Boolean(data?.act);
export const isChosen = ({ kind }) => kind === "chosen";
export const isHandedOver = ({ kind }) => kind === "handed_over";
export const spoken = ({ text, body }) => [text, body].filter(Boolean).join(" ");

/* A choice as a message of one's own. */
export const asMessage = (entry) => ({ ...entry, body: entry.text ?? "" });

export function saidItem(entry, { choices, announce, proof }) {
  const { data } = entry;
  const at = new Date(entry.at);
  const mark = make("span", { class: "said__mark", text: words("bot_mark") });
  const author = make("p", { class: "message__author said__author" }, make("span", { text: entry.author?.name ?? "" }), mark);
  const bubble = make("div", { class: "message__bubble" }, make("p", { class: "said__text", dir: "auto", text: data.text }));
  if (entry.body) bubble.append(make("p", { class: "message__body said__passage", dir: "auto", text: entry.body }));
  if (data.source) bubble.append(way(data.source.href, words("bot_source")));
  if (data.search) bubble.append(way(data.search, words("bot_search")));
  const meta = make("p", { class: "message__meta" }, make("time", { datetime: entry.at, title: exactly(at), text: timeOf(at) }));
  const item = make("li", { class: "message message--theirs said", "data-seq": entry.seq }, author, withProof(bubble, entry, { proof }), meta);
  if (data.options?.length) item.append(options(entry, { choices, announce }));
  return item;
}

/* Only what was said last can be answered by a button. */
export function withdrawOptions(list) {
  for (const group of list.querySelectorAll(".said__options")) group.remove();
}

function way(href, text) {
  return make("p", { class: "said__source" }, make("a", { href, target: "_blank", rel: "noopener noreferrer", text }));
}

function options(entry, { choices, announce }) {
  const problem = make("p", { class: "said__problem", role: "status" });
  const buttons = entry.data.options.map(({ choice, label }) => make("button", { class: `button said__option said__option--${kindOf(choice)}`, type: "button", text: label }));
  const group = make("div", { class: "said__options", role: "group", label: words("bot_options") }, ...buttons, problem);
  const press = async (button, choice) => {
    for (const each of buttons) each.disabled = true;
    button.setAttribute("aria-pressed", "true");
    problem.textContent = "";
    if (await choices.choose(entry.seq, choice)) return;
    for (const each of buttons) each.disabled = false;
    button.removeAttribute("aria-pressed");
    problem.textContent = words("bot_not_sent");
    announce(words("bot_not_sent"));
  };
  buttons.forEach((button, at) => button.addEventListener("click", () => press(button, entry.data.options[at].choice)));
  return group;
}

const kindOf = (choice) => (choice.includes(":") ? "answer" : choice);
