/* The word by which who sits here knows us: chosen in the panel, shown in the head, gone with the person. */
import { make } from "../dom.js";
import { words } from "../words.js";

export class OwnWord {
  #session;
  #place;
  #word = "";

  constructor({ session, place }) {
    this.#session = session;
    this.#place = place;
  }

  show(word) {
    this.#word = word;
    this.#place.textContent = word ? words("word_in_head", { word }) : "";
    this.#place.hidden = !word;
  }

  /* A form; nothing for guests, who could not be shown it again. */
  form() {
    if (!this.#session.isSigned) return [make("p", { class: "sheet__note", text: words("word_guests") })];
    const input = make("input", { class: "real__input", name: "word", maxlength: 32, autocomplete: "off", spellcheck: "false", label: words("word_title"), value: this.#word });
    const told = make("p", { class: "sheet__note", role: "status" });
    const save = make("button", { class: "button", type: "submit", text: words("word_save") });
    const forget = make("button", { class: "button button--quiet", type: "button", text: words("word_forget"), hidden: !this.#word });
    const form = make("form", { class: "real__line", method: "dialog" }, input, save, forget);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#change("PUT", { word: input.value }, { told, input, forget });
    });
    forget.addEventListener("click", () => this.#change("DELETE", undefined, { told, input, forget }));
    return [make("p", { class: "sheet__note", text: words("word_about") }), form, told];
  }

  async #change(method, body, { told, input, forget }) {
    const { who } = this.#session;
    try {
      const kept = await this.#session.call("/own-word", { method, body });
      if (who !== this.#session.who) return;
      this.show(kept.word ?? "");
      input.value = this.#word;
      forget.hidden = !this.#word;
      told.textContent = words(this.#word ? "word_kept" : "word_gone");
    } catch (error) {
      told.textContent = error.message || words("real_failed");
    }
  }
}
