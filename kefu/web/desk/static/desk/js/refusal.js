/** What a reply box is told when it was not sent: the sentence beside the words, or the question with what came in. */
import { behaviourOf } from "ui/behaviour.js";
import { word } from "ui/words.js";
import { tell } from "desk/problem.js";
import { putSafeWords } from "desk/safe_words.js";
import { live } from "desk/socket.js";

const TWICE_MS = 700; // a second press of the same keys must not push through what the first one was refused for

export class Refusal {
  #form;
  #askedAt = -TWICE_MS;

  constructor(form) {
    this.#form = form;
    form.addEventListener("kefu:refused", (event) => this.#told(event));
    form.addEventListener("htmx:after:swap", () => this.#asked());
    form.addEventListener("click", ({ target }) => {
      if (target.closest("[data-keeps-writing]")) this.#writeOn();
      if (target.closest("[data-becomes-note]")) this.#becomeNote();
      if (target.closest("[data-puts-safe]")) putSafeWords(form);
    });
  }

  get isFresh() {
    return performance.now() - this.#askedAt < TWICE_MS;
  }

  #told(event) {
    event.preventDefault();
    tell(this.#form, navigator.onLine && live.ready ? event.detail.text : word("notSent"));
  }

  #asked() {
    if (this.#form.querySelector("[data-news]")) this.#askedAt = performance.now();
  }

  /** That is a decision: the next press of the keys is meant. */
  #becomeNote() {
    this.#askedAt = -TWICE_MS;
    behaviourOf(this.#form, "data-composer").choose("note");
  }

  #writeOn() {
    tell(this.#form, "");
    this.#form.elements.body.focus();
  }
}
