/** <div data-reveal="seconds">: a value that goes away by itself, with or without a server. <div data-reveal-asks>: why. */
import { Behaviour, behave } from "ui/behaviour.js";

class Reveal extends Behaviour {
  #timer;
  #endsAt;

  connect() {
    this.#endsAt = Date.now() + Number(this.element.dataset.reveal) * 1000;
    this.#tick();
    this.#timer = setInterval(() => this.#tick(), 1000);
    this.element.querySelector("[data-reveal-value]").focus({ preventScroll: true });
  }

  disconnect() {
    clearInterval(this.#timer);
  }

  #tick() {
    const left = Math.ceil((this.#endsAt - Date.now()) / 1000);
    if (left <= 0) return this.#mask();
    const seconds = String(left % 60).padStart(2, "0");
    this.element.querySelector("[data-reveal-left]").textContent = `${Math.floor(left / 60)}:${seconds}`;
  }

  #mask() {
    clearInterval(this.#timer);
    this.element.querySelector("[data-reveal-seen]").remove();
    this.element.querySelector("[data-reveal-masked]").hidden = false;
  }
}

class Asks extends Behaviour {
  connect() {
    const radios = [...this.element.querySelectorAll("input[type=radio]")];
    const words = this.element.querySelector("[name=words]");
    words.addEventListener("input", () => (radios.at(-1).checked = true));
    (radios.find((each) => each.checked) ?? radios[0])?.focus();
  }
}

behave("data-reveal", Reveal);
behave("data-reveal-asks", Asks);
