/** The order of the lines, as the server has it: newest first, or who waits longest first (`data-order` of the list). */

/** Somebody's hand is at the lines: nothing may change its place. */
export function isHeld(lines) {
  return lines.matches(":hover") || lines.contains(document.activeElement);
}

export function sort(lines) {
  const now = [...lines.querySelectorAll("[data-line]")];
  const sorted = now.toSorted(comparing(lines));
  if (sorted.some((line, at) => line !== now[at])) lines.prepend(...sorted);
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
