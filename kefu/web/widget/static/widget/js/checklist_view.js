/* A checklist in the log: real checkboxes, so that keyboards and screen readers know what they are. */
import { make } from "./dom.js";
import { proofOf } from "./real/proof_view.js";
import { words } from "./words.js";

export const isChecklist = ({ kind, data }) => kind === "checklist" && Array.isArray(data?.items);

export function checklistItem(entry, { ticks, proof }) {
  const { title, items } = entry.data;
  const id = `checklist-${entry.seq}`;
  const boxes = items.map((_, at) => make("input", { type: "checkbox", class: "checklist__box" }));
  const lines = items.map((text, at) => make("li", {}, make("label", { class: "checklist__item" }, boxes[at], make("span", { text, dir: "auto" }))));
  const count = make("p", { class: "checklist__count", role: "status" });
  const list = make("ul", { class: "checklist__items", role: "group", "aria-labelledby": id }, ...lines);
  const item = make("li", { class: "checklist", "data-seq": entry.seq }, make("p", { class: "checklist__title", id, text: title, dir: "auto" }), list, count, ...proofOf(entry, { proof }));
  const show = () => {
    boxes.forEach((box, at) => (box.checked = ticks.isDone(entry.seq, at + 1)));
    const done = boxes.filter((box) => box.checked).length;
    const text = words(ticks.isWaiting(entry.seq) ? "steps_waiting" : "steps_done", { done, total: items.length });
    if (count.textContent !== text) count.textContent = text;
  };
  boxes.forEach((box, at) => box.addEventListener("change", () => ticks.set(entry.seq, at + 1, box.checked)));
  const changed = ({ detail }) => {
    if (!item.isConnected) ticks.removeEventListener("changed", changed);
    else if (detail === entry.seq) show();
  };
  ticks.addEventListener("changed", changed);
  show();
  return item;
}
