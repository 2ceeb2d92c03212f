/** <div data-inserts> in a dialog: what is chosen is put into the text; a link goes around what was selected there. */
import { Behaviour, behave } from "ui/behaviour.js";
import { comeBack, put, selected } from "editor/caret.js";

class Inserts extends Behaviour {
  connect() {
    this.element.addEventListener("click", ({ target }) => this.#insert(target.closest(".insert")));
    this.element.addEventListener("keydown", (event) => this.#walk(event));
    this.element.querySelector("[data-new-picture]")?.addEventListener("click", () => this.#new());
  }

  #insert(choice) {
    if (!choice) return;
    this.element.closest("dialog").close();
    comeBack();
    const { target, title, text } = choice.dataset;
    put(target ? `[${selected() || title}](${target})` : text);
  }

  #new() {
    this.element.closest("dialog").close();
    document.dispatchEvent(new CustomEvent("editor:picture", { detail: {} }));
  }

  /** From the search field down to what was found, and back. */
  #walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const found = [...this.element.querySelectorAll(".insert")];
    if (event.key === "Enter" && event.target.matches("input") && found[0]) {
      event.preventDefault();
      this.#insert(found[0]);
    }
    if (!step) return;
    event.preventDefault();
    const at = found.indexOf(document.activeElement) + step;
    (found[at] ?? this.element.querySelector("input")).focus();
  }
}

behave("data-inserts", Inserts);
