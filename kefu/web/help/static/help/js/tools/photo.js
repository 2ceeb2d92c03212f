/** <section data-photo>: a photo of a document is looked at in this browser, before anything is sent. It is sent nowhere. */
import { Behaviour, behave } from "ui/behaviour.js";
import { locale } from "ui/words.js";

const sides = new Intl.ListFormat(locale, { type: "conjunction" });

class Photo extends Behaviour {
  #chosen = 0;

  connect() {
    this.element.hidden = false;
    this.element.addEventListener("change", ({ target }) => this.#look(target));
  }

  /** Of two photos chosen one after the other the last one counts. */
  async #look(input) {
    const [file] = input.files;
    input.value = ""; // the same photo may be chosen again
    if (!file) return;
    const chosen = (this.#chosen += 1);
    this.#say(this.element.dataset.looking);
    this.#found.replaceChildren();
    try {
      const { looked } = await import("help/tools/photo/look.js");
      const seen = await looked(file, this.#rules);
      if (chosen === this.#chosen) await this.#show(seen);
    } catch {
      if (chosen === this.#chosen) this.#say(this.element.dataset.failed);
    }
  }

  async #show({ verdict, state, lines, picture }) {
    const { drawn } = await import("help/receipt.js");
    const told = lines.map(({ mark, key, params }) => ({ mark, text: this.#word(key, params) }));
    const { title, next, nextText } = this.element.dataset;
    const steps = state === "fine" && next ? [{ kind: "flow", text: nextText, href: next }] : [];
    const receipt = drawn({ title, verdict: this.#word(`verdict.${verdict}`), state, lines: told, steps }, this.element.dataset);
    this.#say("");
    this.#found.replaceChildren(...(picture ? [picture] : []), receipt);
    receipt.focus({ preventScroll: true });
    this.#found.scrollIntoView({ block: "nearest" });
  }

  /** Named fields; the sides of the picture are words, too. */
  #word(key, params = {}) {
    const texts = this.element.querySelector("template").content;
    const named = params.sides ? { ...params, sides: sides.format(params.sides.map((side) => this.#word(side))) } : params;
    const text = texts.querySelector(`[data-word="${key}"]`).textContent;
    return text.replace(/\{(\w+)\}/g, (whole, field) => named[field] ?? whole);
  }

  get #rules() {
    const { formats, bytes, side } = this.element.dataset;
    return { formats: formats.split(" "), bytes: Number(bytes), side: Number(side) };
  }

  get #found() {
    return this.element.querySelector("[data-found]");
  }

  #say(text) {
    this.element.querySelector("[data-said]").textContent = text;
  }
}

behave("data-photo", Photo);
