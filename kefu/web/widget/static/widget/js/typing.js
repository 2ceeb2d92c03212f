/* Typing, both ways: ours at most every three seconds, theirs forgotten after six. */
import { words } from "./words.js";

const TELL_EVERY_MS = 3_000;
const FORGET_MS = 6_000;

export class Typing {
  #log;
  #line;
  #place;
  #view;
  #toldAt = 0;
  #timer = null;

  constructor({ log, line, composer, place, view }) {
    this.#log = log;
    this.#line = line;
    this.#place = place;
    this.#view = view;
    composer.addEventListener("typing", ({ detail }) => this.#tell(detail));
    line.addEventListener("frame", ({ detail }) => this.#hear(detail));
    line.addEventListener("lost", () => this.#show(""));
    log.addEventListener("entry", ({ detail }) => !detail.mine && this.#show(""));
    log.addEventListener("cleared", () => this.#show(""));
  }

  #tell(on) {
    const isFresh = Date.now() - this.#toldAt < TELL_EVERY_MS;
    if (!this.#log.id || (on ? isFresh : !this.#toldAt)) return;
    this.#toldAt = on ? Date.now() : 0;
    this.#line.send({ type: "typing", conversation: this.#log.id, on });
  }

  #hear({ type, conversation, who, on }) {
    if (type !== "typing" || conversation !== this.#log.id || who?.kind === "customer") return;
    this.#show(on ? words("typing", { name: who?.name || words("support") }) : "");
  }

  #show(text) {
    clearTimeout(this.#timer);
    const wasAtEnd = this.#view.isAtEnd;
    this.#place.querySelector("[data-text]").textContent = text;
    this.#place.hidden = text === "";
    if (text) this.#timer = setTimeout(() => this.#show(""), FORGET_MS);
    if (wasAtEnd) this.#view.toEnd();
  }
}
