/** A toast stays long enough to be read, longer under the pointer or focus, and can be sent away. */
import { Behaviour, behave } from "ui/behaviour.js";

const STAY_MS = 7000;

class Toast extends Behaviour {
  #timer;

  connect() {
    this.#makeRoom();
    this.element.addEventListener("pointerenter", () => this.#hold());
    this.element.addEventListener("focusin", () => this.#hold());
    this.element.addEventListener("pointerleave", () => this.#leave());
    this.element.addEventListener("click", ({ target }) => target.closest("[data-closes]") && this.element.remove());
    this.element.addEventListener("htmx:after:request", () => this.element.remove());
    this.#leave();
  }

  /** The newest tells; what it replaces is gone. */
  #makeRoom() {
    for (const other of this.element.parentElement.querySelectorAll("[data-toast]")) {
      if (other !== this.element) other.remove();
    }
  }

  disconnect() {
    this.#hold();
  }

  #hold() {
    clearTimeout(this.#timer);
  }

  #leave() {
    this.#hold();
    this.#timer = setTimeout(() => this.element.remove(), STAY_MS);
  }
}

behave("data-toast", Toast);

/** `href`: where the words lead. */
export function toast(text, { href } = {}) {
  const element = document.createElement("div");
  element.className = "toast";
  element.dataset.toast = "";
  const line = element.appendChild(document.createElement("p"));
  line.className = "toast__text";
  const words = href ? line.appendChild(document.createElement("a")) : line;
  if (href) words.href = href;
  words.textContent = text;
  document.getElementById("toasts")?.append(element);
}
