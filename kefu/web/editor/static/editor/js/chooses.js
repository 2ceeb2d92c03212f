/** <form data-chooses>: what is chosen in a list shows at once; without scripts its button does. */
import { Behaviour, behave } from "ui/behaviour.js";

class Chooses extends Behaviour {
  connect() {
    this.element.addEventListener("change", ({ target }) => target.matches("select") && this.element.requestSubmit());
    this.element.addEventListener("submit", () => this.#leaveOutEmpty());
  }

  /** Addresses that people send each other are short. */
  #leaveOutEmpty() {
    for (const field of this.element.elements) if (field.name && !field.value) field.disabled = true;
    setTimeout(() => [...this.element.elements].forEach((field) => (field.disabled = false)));
  }
}

behave("data-chooses", Chooses);
