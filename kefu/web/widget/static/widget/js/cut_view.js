/* Under one's own message: what was taken out of it before it was stored, and what to do now. */
import { icon, make } from "./dom.js";
import { words } from "./words.js";

export function cutView(cut) {
  return make("div", { class: "message__cut", role: "note" }, ...cut.map(advice));
}

function advice({ text, link }) {
  const told = make("p", { class: "message__advice" }, icon("shield"), make("span", { text }));
  if (!link) return told;
  const there = make("a", { class: "message__now", href: link, target: "_blank", rel: "noopener", text: words("change_now") });
  return make("div", {}, told, there);
}
