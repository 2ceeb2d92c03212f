/**
 * <div data-boxes popover>: all lists in a menu, beside their row of tabs where the row is wider than its column; the tab of
 * the list that is shown is always in sight, and what is cut off at an edge fades out there.
 */
import { Behaviour, behave } from "ui/behaviour.js";

const EDGE_PX = 28; // what fades

class Boxes extends Behaviour {
  #sizes = new ResizeObserver(() => this.#fit());
  #changes = new MutationObserver(() => this.#fit());

  connect() {
    this.#sizes.observe(this.#row);
    this.#changes.observe(this.#row, { childList: true });
    this.#row.addEventListener("scroll", () => this.#fade());
    this.element.addEventListener("beforetoggle", ({ newState }) => newState === "open" && this.#fill());
    this.element.addEventListener("click", (event) => this.#choose(event));
  }

  disconnect() {
    this.#sizes.disconnect();
    this.#changes.disconnect();
  }

  get #row() {
    return this.element.parentElement.querySelector(".tabs");
  }

  #fit() {
    const row = this.#row;
    this.element.parentElement.querySelector("[data-boxes-button]").hidden = row.scrollWidth <= row.clientWidth;
    const shown = row.querySelector("[aria-current]");
    if (shown) this.#reveal(shown, row);
    this.#fade();
  }

  #reveal(shown, row) {
    const [inside, tab] = [row.getBoundingClientRect(), shown.getBoundingClientRect()];
    if (tab.right > inside.right - EDGE_PX) row.scrollLeft += tab.right + EDGE_PX - inside.right;
    else if (tab.left < inside.left + EDGE_PX) row.scrollLeft -= inside.left + EDGE_PX - tab.left;
  }

  #fade() {
    const { scrollLeft, scrollWidth, clientWidth, classList } = this.#row;
    const before = Math.abs(scrollLeft);
    classList.toggle("tabs--more-before", before > 1);
    classList.toggle("tabs--more-after", scrollWidth - clientWidth - before > 1);
  }

  #fill() {
    this.element.replaceChildren(...[...this.#row.children].map((tab) => item(tab)));
  }

  /** The tab itself is pressed: it knows what it fetches. */
  #choose(event) {
    const chosen = event.target.closest("a");
    if (!chosen) return;
    event.preventDefault();
    [...this.#row.children].find((tab) => tab.getAttribute("href") === chosen.getAttribute("href"))?.click();
  }
}

function item(tab) {
  const made = document.createElement("a");
  made.className = "menu__item";
  made.href = tab.getAttribute("href");
  if (tab.hasAttribute("aria-current")) made.setAttribute("aria-current", "true");
  for (const part of tab.childNodes) made.append(part.cloneNode(true));
  made.querySelector(".tab__count")?.classList.add("push");
  return made;
}

behave("data-boxes", Boxes);
