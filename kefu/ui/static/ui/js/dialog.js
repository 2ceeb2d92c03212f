/** <button data-opens="id"> opens the dialog of that id; a click on its backdrop or [data-closes] closes it. */
import { Behaviour, behave } from "ui/behaviour.js";

class Opens extends Behaviour {
  connect() {
    this.element.addEventListener("click", () => document.getElementById(this.element.dataset.opens)?.showModal());
  }
}

class Dialog extends Behaviour {
  connect() {
    this.element.addEventListener("click", ({ target }) => {
      if (target === this.element || target.closest("[data-closes]")) this.element.close();
    });
  }
}

/** What htmx puts into a dialog opens it: <dialog data-dialog data-opens-itself> */
document.addEventListener("htmx:after:swap", ({ detail }) => {
  const target = detail.ctx.target;
  const dialog = target instanceof Element ? target.closest("[data-opens-itself]") : null;
  if (dialog && !dialog.open && dialog.textContent.trim()) dialog.showModal();
});

behave("data-opens", Opens);
behave("data-dialog", Dialog);
