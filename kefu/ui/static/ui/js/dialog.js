/** <button data-opens="id"> opens the dialog of that id; a click on its backdrop or [data-closes] closes it. */
import { Behaviour, behave } from "ui/behaviour.js";

class Opens extends Behaviour {
  connect() {
    this.element.addEventListener("click", () => document.getElementById(this.element.dataset.opens)?.showModal());
  }
}

class Dialog extends Behaviour {
  connect() {
    this.element.addEventListener("click", (event) => {
      const { target } = event;
      const closer = target.closest("[data-closes]");
      if (target !== this.element && !closer) return;
      event.preventDefault();
      this.element.close();
    });
  }
}

/** What htmx puts into <dialog data-dialog data-opens-itself> opens it; nothing closes it. */
document.addEventListener("htmx:after:swap", ({ detail }) => {
  const target = detail.ctx.target;
  const dialog = target instanceof Element ? target.closest("[data-opens-itself]") : null;
  if (dialog && !dialog.open && dialog.textContent.trim()) dialog.showModal();
  for (const open of document.querySelectorAll("[data-opens-itself][open]")) {
    if (!open.textContent.trim()) open.close();
  }
});

behave("data-opens", Opens);
behave("data-dialog", Dialog);
