/* Tells the writer of a secret before it is sent. Whatever is sent all the same is cut by the server before it is stored. */
import { icon, make } from "./dom.js";
import { words } from "./words.js";

const PAUSE_MS = 350;

export class Spotted {
  #text;
  #place;
  #spots = null;
  #timer = 0;
  #asked = 0;

  constructor({ form, place }) {
    this.#text = form.elements.text;
    this.#place = place;
    this.#text.addEventListener("focus", () => this.#load());
    this.#text.addEventListener("input", () => this.#later());
    form.addEventListener("submit", () => this.#show([]));
  }

  /* What has been typed so far: loaded with the first key, in nobody's way. */
  async #load() {
    this.#spots ??= import("./spots.js").then(({ Spots }) => Spots.load());
    return this.#spots.catch(() => {
      this.#spots = null; // no connection: the server looks all the same
      return null;
    });
  }

  #later() {
    clearTimeout(this.#timer);
    if (!this.#text.value.trim()) return this.#show([]);
    this.#timer = setTimeout(() => this.#look(), PAUSE_MS);
    return undefined;
  }

  async #look() {
    const asked = ++this.#asked;
    const text = this.#text.value;
    const spots = await this.#load();
    const found = spots ? await spots.found(text) : [];
    if (asked === this.#asked && text === this.#text.value) this.#show(found);
  }

  #show(found) {
    this.#place.hidden = !found.length;
    if (!found.length) return this.#place.replaceChildren();
    const [{ sort }] = found;
    const text = sort === "may be a private key" ? words("spotted_may_be") : words("spotted", { what: words(`sort_${sort}`) });
    const remove = make("button", { class: "button", type: "button", text: words("spotted_remove") });
    remove.addEventListener("click", () => this.#remove(found));
    const told = make("p", { class: "message__advice" }, icon("shield"), make("span", { text }));
    return this.#place.replaceChildren(told, make("div", { class: "spotted__actions" }, remove));
  }

  #remove(found) {
    let left = this.#text.value;
    for (const { start, end } of [...found].reverse()) left = left.slice(0, start) + left.slice(end);
    this.#text.value = left;
    this.#text.dispatchEvent(new Event("input", { bubbles: true }));
    this.#text.focus();
  }
}
