/** Puts the safe words in place of the sentence that was refused; undoing brings it back. What is not found any more stays, and they follow. */
import { tell } from "desk/problem.js";

/** A point within a link ends no sentence. */
const ENDS = /^(?:[。！？\n]|[.!?](?:\s|$))/;

export function putSafeWords(form) {
  const safe = form.querySelector("[data-safe]");
  const { body } = form.elements;
  if (!safe) return;
  body.focus();
  body.setSelectionRange(...placeOf(body.value, safe.dataset.meant));
  if (!document.execCommand("insertText", false, safe.textContent.trim())) body.setRangeText(safe.textContent.trim());
  body.dispatchEvent(new Event("input", { bubbles: true }));
  tell(form, "");
}

function placeOf(text, meant) {
  const at = meant ? text.indexOf(meant) : -1;
  if (at < 0) return [text.length, text.length];
  let begins = at;
  let ends = at + meant.length;
  while (begins > 0 && !endsAt(text, begins - 1)) begins -= 1;
  while (ends < text.length && !endsAt(text, ends)) ends += 1;
  if (endsAt(text, ends) && text[ends] !== "\n") ends += 1;
  while (begins < at && text[begins] === " ") begins += 1;
  return [begins, ends];
}

function endsAt(text, at) {
  return ENDS.test(text.slice(at, at + 2));
}
