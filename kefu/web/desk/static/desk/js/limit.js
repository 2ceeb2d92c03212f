/** <form data-limit="8000"> with <span data-left>: how many characters are left, once it matters. Nothing typed is cut. */
import { Behaviour, behave } from "ui/behaviour.js";
import { word } from "ui/words.js";

const TOLD_BELOW = 500;

class Limit extends Behaviour {
  connect() {
    this.element.addEventListener("input", () => this.#show());
    this.element.addEventListener("composer:changed", () => this.#show());
    this.#show();
  }

  #show() {
    const { value } = this.element.elements.body;
    const most = Number(this.element.dataset.limit);
    // counted as the server counts, but only where the count can matter
    const left = value.length < most - TOLD_BELOW ? most : most - [...value.trim()].length;
    const place = this.element.querySelector(".composer__left");
    const text = left < TOLD_BELOW ? word(left < 0 ? "tooMany" : "left", { count: Math.abs(left) }) : "";
    if (place.textContent !== text) place.textContent = text;
    place.toggleAttribute("data-over", left < 0);
  }
}

behave("data-limit", Limit);
