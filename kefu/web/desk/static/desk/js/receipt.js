/** <section data-thread data-own data-delivered data-read>: how far our last message got. */
import { Behaviour, behave } from "ui/behaviour.js";
import { word } from "ui/words.js";
import { live } from "desk/socket.js";

class Receipt extends Behaviour {
  #listening = new AbortController();

  connect() {
    const { signal } = this.#listening;
    live.on("receipt", (frame) => this.#told(frame), { signal });
    live.on("subscribed", (frame) => this.#subscribed(frame), { signal });
    this.#thread.addEventListener("thread:appended", ({ detail }) => this.#appended(detail), { signal });
    this.#place();
  }

  disconnect() {
    this.#listening.abort();
  }

  get #thread() {
    return this.element.closest("[data-thread]");
  }

  #told({ conversation, side, delivered, read }) {
    const { dataset } = this.#thread;
    if (conversation !== dataset.thread || side !== "customer") return;
    dataset.delivered = delivered;
    dataset.read = read;
    this.#show();
  }

  #subscribed({ conversation, delivered, read }) {
    if (delivered && read) this.#told({ conversation, side: "customer", delivered: delivered.customer, read: read.customer });
  }

  #appended({ element, seq }) {
    if (element.dataset.kind === "message") this.#thread.dataset.own = element.dataset.side === "customer" ? 0 : seq;
    this.#show();
  }

  #show() {
    const { own, delivered, read } = this.#thread.dataset;
    const seq = Number(own);
    const far = Number(read) >= seq ? "read" : Number(delivered) >= seq ? "delivered" : "sent";
    this.element.textContent = seq ? word(far) : "";
    this.#place();
  }

  /* Under our message, whatever follows it: a note is never said to have been read. */
  #place() {
    const log = this.#thread.querySelector("[data-log]");
    const message = log.querySelector(`[data-seq="${this.#thread.dataset.own}"]`);
    if (message?.nextElementSibling) message.after(this.element);
    else log.append(this.element);
  }
}

behave("data-receipt", Receipt);
