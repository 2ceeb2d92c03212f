/**
 * <section data-renewed-by="diagnosed ..." data-conversation data-url>: drawn anew when an entry of these kinds is written to
 * its conversation, and once at first where it shows a part of what there is (data-is-partial). What was unfolded stays so.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { fragment } from "ui/html.js";
import htmx from "htmx";
import { live } from "desk/socket.js";

const SETTLE_MS = 150;

class Renewed extends Behaviour {
  #timer;
  #listening = new AbortController();

  connect() {
    const kinds = new Set(this.element.dataset.renewedBy.split(" "));
    live.on("entry", ({ conversation, kind }) => conversation === this.element.dataset.conversation && kinds.has(kind) && this.#soon(), {
      signal: this.#listening.signal,
    });
    if ("isPartial" in this.element.dataset) this.#soon();
  }

  disconnect() {
    this.#listening.abort();
    clearTimeout(this.#timer);
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draw(), SETTLE_MS);
  }

  async #draw() {
    const answer = await fetch(this.element.dataset.url).catch(() => null);
    if (!answer?.ok || !this.element.isConnected) return;
    const drawn = fragment(await answer.text()).firstElementChild;
    for (const old of this.element.querySelectorAll("[data-run]")) {
      const same = drawn.querySelector(`[data-run="${old.dataset.run}"]`);
      if (same) same.open = old.open;
    }
    this.element.replaceWith(drawn);
    htmx.process(drawn);
  }
}

behave("data-renewed-by", Renewed);
