/** Through the list by keyboard: the next conversation is open when the key comes up. A key that is held only moves. */
import { bind } from "ui/keys.js";
import { ahead } from "desk/ahead.js";

const HELD_MS = 120;
const NEAR_END = 8;
let timer;

bind("next", (event) => walk(1, event));
bind("previous", (event) => walk(-1, event));

function walk(step, { repeat } = {}) {
  const links = [...document.querySelectorAll("#lines .line")];
  const focused = links.indexOf(document.activeElement?.closest?.(".line"));
  const from = focused >= 0 ? focused : links.findIndex((link) => link.getAttribute("aria-current"));
  const to = beside(links, from, step);
  const next = links[to];
  if (!next) return false;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  clearTimeout(timer);
  if (repeat) timer = setTimeout(() => next.click(), HELD_MS);
  else if (to !== from || !next.hasAttribute("aria-current")) next.click();
  ahead([links[beside(links, to, step)], links[beside(links, to, -step)]]);
  if (to > links.length - NEAR_END) document.querySelector("#lines [data-more]:not(.htmx-request)")?.click();
  return true;
}

/** The next place that way whose line still belongs here; the same one at the end of the list. */
function beside(links, from, step) {
  for (let at = from + step; links[at]; at += step) {
    if (!links[at].closest("[data-gone]")) return at;
  }
  return Math.max(0, from);
}
