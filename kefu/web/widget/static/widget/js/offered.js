/* Checks that belong to what it is about: offered below it, in nobody's way. What one needs is loaded when it is opened. */
import { call } from "./api.js";
import { icon, make } from "./dom.js";
import { words } from "./words.js";

export class Offered {
  #place;
  #session;
  #locale = document.body.dataset.locale;
  #known = null;
  #panel = null;
  #wanted = "";

  constructor({ place, session }) {
    this.#place = place;
    this.#session = session;
  }

  async show(category) {
    this.#wanted = category;
    if (!category) return this.#fill([]);
    this.#known ??= call(`/checks?locale=${this.#locale}`);
    const { checks = [] } = await this.#known.catch(() => {
      this.#known = null; // asked again with the next choice
      return {};
    });
    return category === this.#wanted ? this.#fill(checks.filter(({ categories }) => categories.includes(category))) : undefined;
  }

  #fill(checks) {
    this.#place.replaceChildren(...checks.map((check) => this.#button(check)));
    this.#place.hidden = !checks.length;
    if (checks.length) this.#place.scrollIntoView({ block: "nearest" }); // on a phone it would open below the edge
  }

  #button({ key, title }) {
    const told = make("span", { class: "offered__told" }, make("strong", { text: title }), make("span", { text: words("check_now") }));
    const made = make("button", { class: "offered", type: "button" }, icon("search"), told);
    made.addEventListener("click", () => this.#open(key));
    return made;
  }

  async #open(key) {
    try {
      const { CheckPanel } = await import("./help/check_panel.js");
      this.#panel ??= new CheckPanel({ session: this.#session, locale: this.#locale });
      await this.#panel.show(key);
    } catch {
      // no connection: writing goes on all the same
    }
  }
}
