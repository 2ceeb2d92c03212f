/**
 * <header data-head data-url>: the bar of the open conversation, drawn anew after every entry that changes what it says,
 * whoever wrote it. A menu that is open in it, or a choice on its way, stays; then it is drawn once that is over.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { fragment } from "ui/html.js";
import htmx from "htmx";
import { live } from "desk/socket.js";

export const JOINS = new Set(["merged_from", "merged_into", "unmerged", "split_to", "split_from", "unsplit"]);
const STEPS = ["warned", "paused", "ended", "appealed", "appeal_decided"];
const IDENTITY = ["identity_asked", "identity_checked"];
const KINDS = new Set(["assigned", "closed", "reopened", "snoozed", "woken", ...IDENTITY, ...STEPS, ...JOINS]);
const BUSY = ":popover-open, .htmx-request";

class Head extends Behaviour {
  #isStale = false;
  #isAsking = false;
  #timer;
  #listening = new AbortController();

  connect() {
    const { signal } = this.#listening;
    live.on("entry", (frame) => this.#heard(frame), { signal });
    const { renewIn } = this.element.dataset; // then what it says of the identity is another
    if (renewIn) this.#timer = setTimeout(() => this.#renew(), Number(renewIn) * 1000);
    this.element.addEventListener("toggle", () => this.#isStale && this.#renew(), { capture: true });
    this.element.addEventListener("htmx:finally:request", () => this.#isStale && this.#renew());
  }

  disconnect() {
    this.#listening.abort();
    clearTimeout(this.#timer);
  }

  #heard({ conversation, kind }) {
    const isOwn = conversation === this.element.closest("[data-thread]")?.dataset.thread;
    if (isOwn && KINDS.has(kind)) this.#renew();
  }

  get #isBusy() {
    return Boolean(this.element.querySelector(BUSY));
  }

  /** What changes while the answer is on its way is asked for once more. */
  async #renew() {
    this.#isStale = true;
    if (this.#isAsking || this.#isBusy) return;
    this.#isAsking = true;
    let text = "";
    while (this.#isStale) {
      this.#isStale = false;
      const answer = await fetch(this.element.dataset.url).catch(() => null);
      text = answer?.ok ? await answer.text() : "";
    }
    this.#isAsking = false;
    this.#isStale = Boolean(text) && this.#isBusy;
    if (text && !this.#isStale && this.element.isConnected) this.#draw(text);
  }

  #draw(text) {
    const drawn = fragment(text).firstElementChild;
    const focused = this.element.contains(document.activeElement) && document.activeElement.dataset.key;
    this.element.replaceWith(drawn);
    htmx.process(drawn);
    if (focused) drawn.querySelector(`[data-key="${focused}"]`)?.focus({ preventScroll: true });
  }
}

behave("data-head", Head);
