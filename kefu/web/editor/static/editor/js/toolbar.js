/**
 * <div data-toolbar> above the text: data-wrap puts marks around what is selected, data-begin begins its line, data-block puts
 * a part of its own. The text keeps its selection: a press on a button does not take the focus away.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { body, put, putBlock, selected } from "editor/caret.js";

class Toolbar extends Behaviour {
  connect() {
    this.element.addEventListener("pointerdown", (event) => event.target.closest("[data-wrap], [data-begin]") && event.preventDefault());
    this.element.addEventListener("click", ({ target }) => this.#press(target.closest("button")));
    this.element.addEventListener("keydown", (event) => this.#walk(event));
  }

  #press(button) {
    const { wrap, begin, block } = button?.dataset ?? {};
    if (wrap) this.#wrap(wrap);
    else if (begin) this.#begin(begin);
    else if (block) {
      button.closest("[popover]")?.hidePopover();
      putBlock(block);
    }
  }

  #wrap(mark) {
    const field = body();
    const [start, text] = [field.selectionStart, selected()];
    put(mark + text + mark);
    field.setSelectionRange(start + mark.length, start + mark.length + text.length);
  }

  #begin(mark) {
    const field = body();
    const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
    field.focus();
    field.setSelectionRange(start, start);
    put(mark);
  }

  #walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.target.closest("[popover]")) return;
    const buttons = [...this.element.querySelectorAll(":scope > button")];
    buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length)?.focus();
    event.preventDefault();
  }
}

behave("data-toolbar", Toolbar);
