/**
 * <div data-list-problem> in a list: what a list says that did not come, and the way to ask for it again. Once there is a
 * connection again it asks by itself; the pages may be back a little later than the socket, so it asks more than once.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { word } from "ui/words.js";
import { live } from "desk/socket.js";

const AGAIN_MS = [2_000, 5_000, 15_000, 30_000];

class Failed extends Behaviour {
  #asked;
  #tries = 0;
  #timer;
  #listening = new AbortController();

  connect() {
    const list = this.element.closest("[data-list]");
    list.addEventListener("kefu:refused", (event) => this.#refused(event));
    this.element.querySelector("[data-retry]").addEventListener("click", () => this.#again());
    live.on("welcome", () => this.#back(), { signal: this.#listening.signal });
  }

  disconnect() {
    this.#listening.abort();
    clearTimeout(this.#timer);
  }

  #back() {
    this.#tries = 0;
    if (!this.element.hidden) this.#again();
  }

  #refused(event) {
    if (!event.target.matches(".tab, [data-more], .filters")) return;
    event.preventDefault();
    this.#asked = event.target;
    this.element.querySelector("[data-problem-text]").textContent = word("listFailed");
    this.element.hidden = false;
    this.element.closest("[data-list]").toggleAttribute("data-has-failed", !this.#asked.matches("[data-more]"));
    clearTimeout(this.#timer);
    const wait = live.ready && AGAIN_MS[this.#tries++];
    if (wait) this.#timer = setTimeout(() => this.#again(), wait);
  }

  /** The tabs may have been drawn anew meanwhile: the same address is asked for. */
  #again() {
    clearTimeout(this.#timer);
    this.element.hidden = true;
    this.element.closest("[data-list]").removeAttribute("data-has-failed");
    const href = this.#asked.getAttribute("href");
    const link = this.#asked.isConnected ? this.#asked : document.querySelector(`#boxes [href="${href}"]`);
    if (link instanceof HTMLFormElement) link.requestSubmit();
    else link?.click();
  }
}

behave("data-list-problem", Failed);
