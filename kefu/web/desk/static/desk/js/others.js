/**
 * <section data-others data-url>: the customer's other conversations, drawn anew when this one is joined or parted, and
 * when one that is listed changes.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { fragment } from "ui/html.js";
import htmx from "htmx";
import { JOINS } from "desk/head.js";
import { live } from "desk/socket.js";

const SETTLE_MS = 150;

class Others extends Behaviour {
  #timer;
  #listening = new AbortController();

  connect() {
    const { signal } = this.#listening;
    live.on("entry", ({ conversation, kind }) => conversation === this.element.dataset.others && JOINS.has(kind) && this.#soon(), { signal });
    live.on("inbox", ({ changed }) => changed.some((id) => this.#lists(id)) && this.#soon(), { signal });
  }

  disconnect() {
    this.#listening.abort();
    clearTimeout(this.#timer);
  }

  #lists(id) {
    return Boolean(this.element.querySelector(`[data-other="${id}"]`));
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draw(), SETTLE_MS);
  }

  async #draw() {
    const answer = await fetch(this.element.dataset.url).catch(() => null);
    if (!answer?.ok || !this.element.isConnected) return;
    const focused = this.element.contains(document.activeElement) && document.activeElement.dataset.other;
    const drawn = fragment(await answer.text()).firstElementChild;
    this.element.replaceWith(drawn);
    htmx.process(drawn);
    if (focused) drawn.querySelector(`[data-other="${focused}"]`)?.focus({ preventScroll: true });
  }
}

behave("data-others", Others);
