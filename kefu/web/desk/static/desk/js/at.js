/** <div data-at-entry> around the entries of a conversation: an address that ends with #entry-12 is opened at that entry. */
import { Behaviour, behave } from "ui/behaviour.js";
import htmx from "htmx";

const MOST_PAGES = 100; // of a hundred entries each

class AtEntry extends Behaviour {
  connect() {
    const [, sought] = /^#(entry-\d+)$/.exec(location.hash) ?? [];
    if (sought) this.#go(sought);
  }

  /** What is further up is fetched first, page by page. */
  async #go(sought) {
    for (let pages = 0; !document.getElementById(sought) && this.#older && pages < MOST_PAGES; pages++) await this.#fetch(this.#older);
    history.replaceState(history.state, "", location.pathname + location.search); // or the next one opened here begins there too
    const entry = document.getElementById(sought);
    entry?.classList.add("entry--sought");
    for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame); // the log has gone to its end by then
    entry?.scrollIntoView({ block: "center" });
  }

  get #older() {
    return this.element.querySelector(".older a");
  }

  #fetch(link) {
    return htmx.ajax("GET", link.href, { target: link.closest(".older"), swap: "outerHTML" });
  }
}

behave("data-at-entry", AtEntry);
