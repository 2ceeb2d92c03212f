/* What could not be added, a sentence each, in sight until the person puts it away or goes on to a second message. */
import { icon, make } from "./dom.js";
import { words } from "./words.js";

const MOST = 10;

export class Refused {
  #list;

  constructor(list) {
    this.#list = list;
  }

  add(text) {
    const away = make("button", { class: "refused__away", type: "button", label: words("put_away", { text }) }, icon("x"));
    const item = make("li", { class: "refused__item" }, icon("alert"), make("span", { class: "refused__text", dir: "auto", text }), away);
    away.addEventListener("click", () => this.#remove(item));
    this.#list.append(item);
    while (this.#list.childElementCount > MOST) this.#list.firstElementChild.remove();
    this.#list.hidden = false;
  }

  /* A message went: what already stood beside the one before has been seen. */
  sent() {
    for (const item of [...this.#list.children]) {
      if (item.dataset.seen) this.#remove(item);
      else item.dataset.seen = "yes";
    }
  }

  clear() {
    this.#list.replaceChildren();
    this.#list.hidden = true;
  }

  #remove(item) {
    item.remove();
    this.#list.hidden = this.#list.childElementCount === 0;
  }
}
