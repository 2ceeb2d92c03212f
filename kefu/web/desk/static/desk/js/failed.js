/** <div data-list-problem> in a list: what a list says that did not come, and the way to ask for it again. */
import { Behaviour, behave } from "ui/behaviour.js";
import { word } from "ui/words.js";

class Failed extends Behaviour {
  #asked;

  connect() {
    const list = this.element.closest("[data-list]");
    list.addEventListener("kefu:refused", (event) => this.#refused(event));
    this.element.querySelector("[data-retry]").addEventListener("click", () => this.#again());
  }

  #refused(event) {
    if (!event.target.matches(".tab, [data-more], .filters")) return;
    event.preventDefault();
    this.#asked = event.target;
    this.element.querySelector("[data-problem-text]").textContent = word("listFailed");
    this.element.hidden = false;
    this.element.closest("[data-list]").toggleAttribute("data-has-failed", !this.#asked.matches("[data-more]"));
  }

  /** The tabs may have been drawn anew meanwhile: the same address is asked for. */
  #again() {
    this.element.hidden = true;
    this.element.closest("[data-list]").removeAttribute("data-has-failed");
    const href = this.#asked.getAttribute("href");
    const link = this.#asked.isConnected ? this.#asked : document.querySelector(`#boxes [href="${href}"]`);
    if (link instanceof HTMLFormElement) link.requestSubmit();
    else link?.click();
  }
}

behave("data-list-problem", Failed);
