/**
 * <button data-opens="id"> opens the dialog of that id; a click on its backdrop or [data-closes] closes it. It begins at its
 * first field (of choices: at the one that is made), or without one at the first thing to do, never at the cross.
 */
import { Behaviour, behave } from "ui/behaviour.js";

const RADIO = "input[type=radio]:checked, fieldset:not(:has(:checked)) input[type=radio]";
const FIELD = `[autofocus], :is(input:not([type=hidden], [type=radio]), ${RADIO}, textarea, select):enabled`;
const ACT = ":is(a[href], button:enabled, summary, [tabindex='0'])";

class Opens extends Behaviour {
  connect() {
    this.element.addEventListener("click", () => show(document.getElementById(this.element.dataset.opens)));
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
  if (dialog?.textContent.trim()) show(dialog);
  for (const open of document.querySelectorAll("[data-opens-itself][open]")) {
    if (!open.textContent.trim()) open.close();
  }
});

/** A dialog whose content was changed while it was open begins anew. */
function show(dialog) {
  if (!dialog) return;
  if (!dialog.open) dialog.showModal();
  const found = [FIELD, ACT].flatMap((wanted) => [...dialog.querySelectorAll(wanted)]);
  found.find((each) => !each.closest(".dialog__head") && each.checkVisibility())?.focus();
}

behave("data-opens", Opens);
behave("data-dialog", Dialog);
