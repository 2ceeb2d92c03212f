/**
 * The order of the lines, as the server has it: newest first, or who waits longest first (`data-order` of the list), and of
 * those the urgent ones (whose `data-waits` begins with a 0).
 */

const SLIDE_MS = 160;

/** Somebody's hand is at the lines: nothing may change its place. */
export function isHeld(lines) {
  return lines.matches(":hover") || lines.contains(document.activeElement);
}

export function idsOf(lines) {
  return [...lines.querySelectorAll("[data-line]")].map((line) => line.dataset.line);
}

/** Only what stands in the wrong place moves, and it is seen to move. */
export function sort(lines) {
  const now = [...lines.querySelectorAll("[data-line]")];
  const sorted = now.toSorted(comparing(lines));
  if (sorted.every((line, at) => line === now[at])) return;
  const before = new Map(now.map((line) => [line, line.getBoundingClientRect().top]));
  const focused = document.activeElement;
  sorted.forEach((line, at) => {
    const there = lines.querySelectorAll("[data-line]")[at];
    if (there !== line) lines.insertBefore(line, there);
  });
  if (lines.contains(focused) && document.activeElement !== focused) focused.focus({ preventScroll: true });
  for (const [line, top] of before) slide(line, top - line.getBoundingClientRect().top);
}

function slide(line, from) {
  if (!from || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  line.animate({ translate: [`0 ${from}px`, "0 0"] }, { duration: SLIDE_MS, easing: "ease-out" });
}

/** Puts a new line where it belongs. What would come after the last one comes with the next page, if there is one. */
export function place(lines, line) {
  const compare = comparing(lines);
  const after = [...lines.querySelectorAll("[data-line]")].find((other) => compare(line, other) < 0);
  const more = lines.querySelector(".more");
  if (!after && more) return false;
  lines.insertBefore(line, after ?? more);
  return true;
}

function comparing(lines) {
  return lines.closest("[data-order]").dataset.order === "waiting" ? byWaiting : byNewest;
}

function byNewest(one, other) {
  return other.dataset.at.localeCompare(one.dataset.at);
}

function byWaiting(one, other) {
  const [first, second] = [one.dataset.waits, other.dataset.waits];
  if (first && second) return first.localeCompare(second);
  return first || second ? (first ? -1 : 1) : byNewest(one, other);
}
