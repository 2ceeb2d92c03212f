/**
 * <i data-deliveries="url" data-conversation>: puts under each message of ours how far it is on its way to a customer who
 * reads outside, and to whoever else gets it. With data-at-once asked when it appears; anew when something was said here, and when a nudge says that a step was made.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { fragment } from "ui/html.js";
import htmx from "htmx";
import { live } from "desk/socket.js";

const SETTLE_MS = 150;

class Deliveries extends Behaviour {
  #timer;
  #listening = new AbortController();

  connect() {
    const { signal } = this.#listening;
    const { conversation: own } = this.element.dataset;
    live.on("entry", ({ conversation }) => conversation === own && this.#soon(), { signal });
    live.on("nudge", ({ conversation, about }) => conversation === own && about === "delivery" && this.#soon(), { signal });
    if ("atOnce" in this.element.dataset) this.#soon();
  }

  disconnect() {
    this.#listening.abort();
    clearTimeout(this.#timer);
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#pull(), SETTLE_MS);
  }

  async #pull() {
    const answer = await fetch(this.element.dataset.deliveries).catch(() => null);
    if (!answer?.ok || !this.element.isConnected) return;
    for (const drawn of [...fragment(await answer.text()).children]) this.#put(drawn);
  }

  /** The line of its customer, or those of whoever else gets it. */
  #put(drawn) {
    const { deliveryOf, copiesOf } = drawn.dataset;
    const entry = document.getElementById(`entry-${deliveryOf ?? copiesOf}`);
    const old = entry?.querySelector(deliveryOf ? "[data-delivery-of]" : "[data-copies-of]");
    if (!entry || old?.outerHTML === drawn.outerHTML) return;
    if (old) old.replaceWith(drawn);
    else entry.append(drawn);
    htmx.process(drawn);
  }
}

behave("data-deliveries", Deliveries);
