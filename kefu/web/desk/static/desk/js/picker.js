/**
 * <div data-picker data-url> in a composer: "/" where a word could begin opens the list of macros, filled in for this
 * customer. Arrows choose, Enter inserts at the caret (and can be undone), Esc goes back; "/" once more is a slash.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { fragment } from "ui/html.js";
import { Options } from "desk/options.js";

const GATHER_MS = 80;

class Picker extends Behaviour {
  #options;
  #timer;
  #asked = 0;
  #from;

  connect() {
    this.#options = new Options(this.element, this.#query);
    this.#text.addEventListener("input", (event) => this.#typed(event));
    this.#query.addEventListener("input", (event) => this.#narrow(event));
    this.#query.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("focusout", ({ relatedTarget }) => this.#left(relatedTarget));
    this.element.addEventListener("click", ({ target }) => this.#insert(target.closest("[data-choice]")));
    this.#form.addEventListener("desk:stored", () => this.#tell(""));
    this.#form.querySelector("[data-picks]").addEventListener("click", () => this.#open());
  }

  disconnect() {
    clearTimeout(this.#timer);
  }

  get #form() {
    return this.element.closest("form");
  }

  get #text() {
    return this.#form.elements.body;
  }

  get #query() {
    return this.element.querySelector("input");
  }

  /** A Chinese input method writes 、 for the same key. */
  #typed({ data, isComposing }) {
    if (isComposing || (data !== "/" && data !== "、")) return;
    const { value, selectionStart: caret } = this.#text;
    const before = value.slice(0, caret - 1);
    if (!(data === "/" ? /(^|\s)$/ : /(^|\n)$/).test(before)) return;
    this.#text.setSelectionRange(caret - 1, caret);
    document.execCommand("delete");
    this.#open();
  }

  #open() {
    this.#from = document.activeElement;
    this.element.hidden = false;
    this.#query.value = "";
    this.#query.focus();
    this.#fetch();
  }

  #close() {
    clearTimeout(this.#timer);
    this.#put();
    this.#text.focus();
  }

  /** What was offered goes: another picker of the page names its own list the same. */
  #put() {
    this.element.hidden = true;
    this.element.querySelector("[data-choices]").replaceChildren();
  }

  /** Back to where one was: who came by key from the list goes on there, and letters typed next are keys again. */
  #leave() {
    const from = this.#from;
    this.#close();
    if (this.#form.contains(from)) return;
    this.#text.blur();
    from?.focus();
  }

  #left(to) {
    if (to && !this.element.contains(to)) this.#put();
  }

  #narrow(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    clearTimeout(this.#timer);
    if (this.#query.value === "/") this.#write("/");
    else this.#timer = setTimeout(() => this.#fetch(), GATHER_MS);
  }

  async #fetch() {
    const asked = (this.#asked += 1);
    const answer = await fetch(`${this.element.dataset.url}?q=${encodeURIComponent(this.#query.value)}`).catch(() => null);
    if (!answer?.ok || asked !== this.#asked) return;
    this.element.querySelector("[data-choices]").replaceChildren(fragment(await answer.text()));
    this.#options.choose(0);
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter") this.#insert(this.#options.chosen);
    else if (event.key === "Escape") this.#leave();
    else if (!this.#options.moves(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #insert(choice) {
    if (!choice) return;
    this.#write(choice.dataset.text);
    this.#tell(choice.querySelector("[data-told]").textContent.trim());
  }

  #tell(text) {
    this.#form.querySelector("[data-left-out]").textContent = text;
  }

  /** As if typed, so that the browser can undo it. */
  #write(text) {
    this.#close();
    document.execCommand("insertText", false, text);
  }
}

behave("data-picker", Picker);
