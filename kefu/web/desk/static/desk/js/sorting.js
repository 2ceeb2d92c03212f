/**
 * <section data-sorting="id" data-url="...">: what the conversation is sorted by, drawn anew when anybody changes it; not
 * while something is being typed there. S leads to it.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { fragment } from "ui/html.js";
import { bind } from "ui/keys.js";
import htmx from "htmx";
import { live } from "desk/socket.js";

const KINDS = new Set(["sorted", "tagged", "field_set", "assigned"]);

class Sorting extends Behaviour {
  #isStale = false;
  #listening = new AbortController();

  connect() {
    const { signal } = this.#listening;
    live.on("entry", ({ conversation, kind }) => conversation === this.#id && KINDS.has(kind) && this.#draw(), { signal });
    document.addEventListener("desk:acted", () => this.#draw(), { signal });
    this.element.addEventListener("submit", (event) => this.#entered(event), { capture: true });
    this.element.addEventListener("focusout", () => this.#isStale && this.#draw());
  }

  disconnect() {
    this.#listening.abort();
  }

  get #id() {
    return this.element.dataset.sorting;
  }

  get #isTyping() {
    const { activeElement } = document;
    return this.element.contains(activeElement) && activeElement.matches("input") && activeElement.value !== activeElement.defaultValue;
  }

  /** By Enter: what was changed in a field was sent by that alone, and its notice with the way back stays. */
  #entered(event) {
    if (!event.target.matches("[data-hx-trigger]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  async #draw() {
    const answer = await fetch(this.element.dataset.url).catch(() => null);
    if (!answer?.ok || !this.element.isConnected) return;
    this.#isStale = this.#isTyping;
    if (this.#isStale) return;
    const focused = this.element.contains(document.activeElement) ? document.activeElement.id : "";
    const drawn = fragment(await answer.text()).firstElementChild;
    this.element.replaceWith(drawn);
    htmx.process(drawn);
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

bind("sort", () => {
  const first = document.querySelector("#sorting :is(select, input:not([type=hidden]))");
  const side = first?.closest("[popover]");
  if (side && !first.checkVisibility()) side.showPopover();
  first?.focus();
  return Boolean(first);
});

behave("data-sorting", Sorting);
