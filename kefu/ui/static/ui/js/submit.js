/** <form data-submit>: Ctrl or Cmd with Enter sends it. */
import { Behaviour, behave } from "ui/behaviour.js";

class Submit extends Behaviour {
  connect() {
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      if (event.isComposing || event.keyCode === 229) return; // an input method is at work; some only say so by the number
      event.preventDefault();
      this.element.requestSubmit();
    });
  }
}

behave("data-submit", Submit);
