/** <span data-copy="whole text"><button>: copies, and says so. */
import { Behaviour, behave } from "ui/behaviour.js";
import { announce } from "ui/announce.js";
import { word } from "ui/words.js";

class Copy extends Behaviour {
  connect() {
    this.element.querySelector("button").addEventListener("click", () => this.#copy());
  }

  async #copy() {
    await navigator.clipboard.writeText(this.element.dataset.copy);
    this.element.dataset.copied = "";
    announce(word("copied"));
    setTimeout(() => delete this.element.dataset.copied, 1500);
  }
}

behave("data-copy", Copy);
