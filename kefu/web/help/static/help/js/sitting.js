/** Tells that an article was in front of somebody for a while, and which result of a search was opened. */
import { Behaviour, behave } from "ui/behaviour.js";
import { send } from "help/ask.js";

const READ_AFTER_MS = 5_000;
const home = () => location.pathname.split("/").slice(0, 3).join("/");

class Article extends Behaviour {
  #left = READ_AFTER_MS;
  #since = 0;
  #timer = null;
  #isTold = false;

  connect() {
    document.addEventListener("visibilitychange", () => this.#look());
    this.#look();
  }

  /* Only while it is in sight. */
  #look() {
    clearTimeout(this.#timer);
    if (document.visibilityState === "visible") {
      this.#since = performance.now();
      this.#timer = setTimeout(() => this.#read(), this.#left);
    } else if (this.#since) {
      this.#left = Math.max(0, this.#left - (performance.now() - this.#since));
    }
  }

  #read() {
    if (this.#isTold) return;
    this.#isTold = true;
    send(`${home()}/visits/pages`, { slug: this.element.dataset.article });
  }
}

class Lookup extends Behaviour {
  connect() {
    this.element.addEventListener("click", ({ target }) => {
      const link = target.closest("[data-slug]");
      const { lookup } = this.element.dataset;
      if (link && lookup) send(`${home()}/visits/clicks`, { lookup, slug: link.dataset.slug });
    });
  }
}

behave("data-article", Article);
behave("data-lookup", Lookup);
