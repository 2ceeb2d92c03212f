/** <form data-submit>: Ctrl or Cmd with Enter sends it. */
import { Behaviour, behave } from "ui/behaviour.js";

class Submit extends Behaviour {
  connect() {
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      this.element.requestSubmit();
    });
  }
}

behave("data-submit", Submit);
