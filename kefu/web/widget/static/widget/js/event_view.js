/*
 * What happened, in a sentence the server worded; where it leads to another of the person's conversations, a way there.
 * What was said before, there, is fetched when it is asked for.
 */
import { make } from "./dom.js";
import { proofOf } from "./real/proof_view.js";
import { isAsked, stepUpItem } from "./stepup_view.js";
import { words } from "./words.js";

const OWN_WORDS = new Set(["closed", "reopened"]);
const TOLD = new Set(["warned", "paused", "ended", "appealed", "appeal_decided"]);
const LEADS_ON = new Set(["split_to"]);
const CAME_FROM = new Set(["merged_from", "split_from"]);
const JOINS = new Set(["merged_into", "unmerged", "unsplit", ...LEADS_ON, ...CAME_FROM]);
const PLAIN = new Set(["particulars", "broken", "diagnosed", "handed_over", "papers", "identity_checked"]); // one that has no receipt (any more) is a sentence

export const isEvent = (entry) => isAsked(entry) || hasSentence(entry);
const hasSentence = ({ kind }) => OWN_WORDS.has(kind) || PLAIN.has(kind) || TOLD.has(kind) || JOINS.has(kind);

export function eventItem(entry, parts) {
  if (isAsked(entry)) return stepUpItem(entry, parts);
  const { earlier, onFollow, proof, papers } = parts;
  const text = OWN_WORDS.has(entry.kind) ? words(entry.kind) : (entry.text ?? "");
  const item = make("li", { class: "event", "data-seq": entry.seq }, make("p", { text }));
  item.classList.toggle("event--about", entry.kind === "particulars");
  item.classList.toggle("event--handed", entry.kind === "handed_over");
  if (TOLD.has(entry.kind) || entry.kind === "papers") {
    item.classList.add("event--told");
    if (entry.body) item.append(make("blockquote", { class: "event__words", dir: "auto", text: entry.body }));
    item.append(...proofOf(entry, { proof }));
  }
  if (entry.kind === "papers" && papers) item.append(papers.way(entry));
  if (LEADS_ON.has(entry.kind)) item.append(button(words("go_there"), () => onFollow(entry.data.conversation)));
  if (CAME_FROM.has(entry.kind)) item.append(button(words("show_earlier"), (own) => earlier(entry, item, own)));
  if (entry.kind === "split_from") item.append(button(words("go_back"), () => onFollow(entry.data.conversation)));
  return item;
}

function button(text, act) {
  const made = make("button", { class: "button event__button", type: "button", text });
  made.addEventListener("click", () => act(made));
  return made;
}
