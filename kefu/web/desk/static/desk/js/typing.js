/** <p data-typing-line>: who types on the other side. And tells the other side that we do, for replies only. */
import { Behaviour, behave } from "ui/behaviour.js";
import { word } from "ui/words.js";
import { live } from "desk/socket.js";

const EVERY_MS = 3000;
const FORGET_MS = 6000;

class TypingLine extends Behaviour {
  #listening = new AbortController();
  #forget;
  #toldAt = 0;

  connect() {
    const { signal } = this.#listening;
    live.on("typing", (frame) => this.#heard(frame), { signal });
    this.#thread.addEventListener("input", (event) => this.#typed(event), { signal });
    this.#thread.addEventListener("thread:appended", () => this.#show(""), { signal });
  }

  disconnect() {
    this.#listening.abort();
    clearTimeout(this.#forget);
  }

  get #thread() {
    return this.element.closest("[data-thread]");
  }

  #heard({ conversation, who, on }) {
    if (conversation !== this.#thread.dataset.thread) return;
    const name = who.kind === "customer" ? this.#thread.dataset.customer : who.name;
    this.#show(on ? word("typing", { name }) : "");
  }

  #show(text) {
    clearTimeout(this.#forget);
    if (this.element.textContent !== text) this.element.textContent = text;
    if (text) this.#forget = setTimeout(() => this.#show(""), FORGET_MS);
  }

  #typed({ target }) {
    const isReply = target.form?.elements.kind?.value === "message";
    if (target.name !== "body" || !isReply || Date.now() - this.#toldAt < EVERY_MS) return;
    this.#toldAt = Date.now();
    live.send({ type: "typing", conversation: this.#thread.dataset.thread, on: Boolean(target.value) });
  }
}

behave("data-typing-line", TypingLine);
