/** The search field is gone to: what suggests while one types is loaded. Until then, and without it, the form searches. */
import { Behaviour, behave } from "ui/behaviour.js";

class Near extends Behaviour {
  connect() {
    const says = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
    for (const [name, value] of Object.entries(says)) this.element.querySelector("input[type=search]").setAttribute(name, value);
    const load = () => import("help/suggesting.js").catch(() => {});
    if (this.element.contains(document.activeElement)) load();
    else this.element.addEventListener("focusin", load, { once: true });
  }
}

behave("data-suggest-near", Near);
