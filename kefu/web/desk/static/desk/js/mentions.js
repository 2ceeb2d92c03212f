/**
 * <div data-mentions data-url> in a composer: "@" in a note offers colleagues. Arrows choose, Enter or Tab inserts, Esc leaves it
 * at what was typed. What calls nobody is told under the text before it is sent, once the name is typed. Replies call no one.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { word } from "ui/words.js";
import { begunIn, colleagues, fitting, uncalled } from "desk/colleagues.js";
import { Options } from "desk/options.js";

const MOST = 8;
const CALM_MS = 400;

class Mentions extends Behaviour {
  #options;
  #calm;

  connect() {
    this.#options = new Options(this.element, this.#text);
    for (const type of ["input", "compositionend"]) this.#text.addEventListener(type, (event) => this.#typed(event));
    for (const type of ["change", "composer:changed", "composer:sending"]) {
      this.#form.addEventListener(type, () => this.#close());
    }
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    this.#text.addEventListener("blur", () => this.#close());
    this.element.addEventListener("click", ({ target }) => this.#insert(target.closest("[data-choice]")));
    this.#check();
  }

  disconnect() {
    clearTimeout(this.#calm);
  }

  get #form() {
    return this.element.closest("form");
  }

  get #text() {
    return this.#form.elements.body;
  }

  get #isNote() {
    return this.#form.elements.kind.value === "note";
  }

  get #begun() {
    const { value, selectionStart, selectionEnd } = this.#text;
    return selectionStart === selectionEnd ? begunIn(value.slice(0, selectionStart)) : undefined;
  }

  /** All but the name that is being typed while one can still choose whom it calls. */
  get #typedOut() {
    const { value, selectionStart } = this.#text;
    if (this.element.hidden || this.#begun === undefined) return value;
    return value.slice(0, selectionStart - this.#begun.length - 1) + value.slice(selectionStart);
  }

  async #typed({ isComposing }) {
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => this.#check(), CALM_MS);
    if (isComposing) return;
    if (!this.#isNote || this.#begun === undefined) return this.#close();
    const people = (await colleagues(this.element.dataset.url)) ?? [];
    const begun = this.#begun;
    this.#offer(begun === undefined ? [] : fitting(people, begun).slice(0, MOST));
  }

  #offer(people) {
    this.element.firstElementChild.replaceChildren(...people.map(option));
    this.element.hidden = !people.length;
    this.#options.choose(0);
  }

  #close() {
    if (!this.element.hidden) this.#offer([]);
    this.#check();
  }

  #key(event) {
    const { key, isComposing, keyCode, ctrlKey, metaKey } = event;
    if (this.element.hidden || isComposing || keyCode === 229 || ctrlKey || metaKey) return;
    if (key === "Enter" || key === "Tab") this.#insert(this.#options.chosen);
    else if (key === "Escape") this.#close();
    else if (!this.#options.moves(key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** As if typed, so that the browser can undo it. */
  #insert(choice) {
    if (!choice) return;
    const caret = this.#text.selectionStart;
    this.#text.setSelectionRange(caret - this.#begun.length - 1, caret);
    document.execCommand("insertText", false, `@${choice.dataset.name} `);
    this.#close();
  }

  async #check() {
    const text = this.#text.value;
    const people = this.#isNote && /[@＠]/.test(text) ? await colleagues(this.element.dataset.url) : [];
    const lost = this.#isNote && people ? uncalled(people, this.#typedOut) : [];
    const told = lost.length ? word("callsNobody", { names: lost.join(", ") }) : "";
    const place = this.#form.querySelector("[data-calls-nobody]");
    if (place.textContent !== told) place.textContent = told;
  }
}

function option({ name, alias }, at) {
  const item = Object.assign(document.createElement("li"), { className: "choice", role: "option", id: `mention-${at}` });
  Object.assign(item.dataset, { choice: "", name });
  item.append(Object.assign(document.createElement("b"), { textContent: name }));
  if (alias && alias !== name) item.append(" ", Object.assign(document.createElement("span"), { className: "muted", textContent: alias }));
  return item;
}

behave("data-mentions", Mentions);
