/* What helps before the first words: the text and trail handed over by the help centre, and its articles, loaded when needed. */
import { HandedOver } from "./handed_over.js";

export class Guide {
  #one;
  #isBegun;
  #handed;
  #answers = null;
  #loading = null;
  #isTold = false;

  constructor({ one, isBegun, isFramed }) {
    this.#one = one;
    this.#isBegun = isBegun;
    this.#handed = new HandedOver({ isFramed });
  }

  begin(drafts, { isFirst }) {
    if (isFirst) this.#handed.into(drafts);
    else this.#forget();
    setTimeout(() => !this.#isBegun() && (this.#loading ??= this.#load())); // by then a conversation that goes on is known
  }

  /* What goes before the first words. */
  told(particulars) {
    return this.#handed.with(particulars, this.#answers?.read ?? []);
  }

  sent() {
    this.#forget();
    this.#answers?.end();
  }

  /* A message is with us: the help centre's visit in this browser, if there is one, ended with a contact. */
  stored() {
    if (this.#isTold) return;
    this.#isTold = true;
    fetch(`${document.body.dataset.help}visits/contacts`, { method: "POST", keepalive: true }).catch(() => {});
  }

  #forget() {
    this.#handed.forget();
    this.#answers?.forget();
  }

  async #load() {
    try {
      const { Answers } = await import("./help/answers.js");
      const text = this.#one("composer").elements.text;
      const places = { start: this.#one("answers"), best: this.#one("best"), text };
      this.#answers = new Answers({ ...places, isBegun: this.#isBegun });
    } catch {
      this.#loading = null; // no connection: the chat is there without articles
    }
  }
}
