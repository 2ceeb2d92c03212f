/** Marks in "on this page" which part is being read. */
import { Behaviour, behave } from "ui/behaviour.js";

class Prose extends Behaviour {
  #observer;

  connect() {
    const headings = this.element.querySelectorAll("h2[id], h3[id]");
    this.#observer = new IntersectionObserver((seen) => this.#see(seen), { rootMargin: "0px 0px -65% 0px" });
    for (const heading of headings) this.#observer.observe(heading);
  }

  disconnect() {
    this.#observer.disconnect();
  }

  #see(seen) {
    const last = seen.filter((each) => each.isIntersecting).at(-1);
    if (!last) return;
    for (const link of document.querySelectorAll(".toc a")) {
      const isHere = decodeURIComponent(link.hash) === `#${last.target.id}`;
      if (isHere) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  }
}

behave("data-prose", Prose);
