/** <div role="tablist" data-tabs> of buttons: chooses one, tells the panel's form; arrow keys walk. */
import { Behaviour, behave } from "ui/behaviour.js";

class Tabs extends Behaviour {
  connect() {
    this.element.addEventListener("click", ({ target }) => this.choose(target.closest("[role=tab]")));
    this.element.addEventListener("keydown", (event) => this.#walk(event));
  }

  get #tabs() {
    return [...this.element.querySelectorAll("[role=tab]")];
  }

  choose(tab) {
    if (!tab) return;
    for (const other of this.#tabs) {
      other.setAttribute("aria-selected", String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
    }
    this.element.dispatchEvent(new CustomEvent("tabs:chosen", { bubbles: true, detail: { name: tab.dataset.tab } }));
  }

  #walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const tabs = this.#tabs;
    const next = tabs.at((tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length);
    this.choose(next);
    next.focus();
  }
}

behave("data-tabs", Tabs);
