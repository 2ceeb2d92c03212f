/** <div class="menu" popover data-menu>: placed beside the button that opens it, walked by arrow keys. */
import { Behaviour, behave } from "ui/behaviour.js";

class Menu extends Behaviour {
  connect() {
    this.element.addEventListener("beforetoggle", (event) => event.newState === "open" && this.#before());
    this.element.addEventListener("toggle", (event) => (event.newState === "open" ? this.#open() : this.#closed()));
    this.element.addEventListener("keydown", (event) => this.#walk(event));
    this.element.addEventListener("input", (event) => this.#narrow(event));
    this.element.addEventListener("submit", () => this.element.hidePopover());
    this.element.addEventListener("click", ({ target }) => target.closest("a") && this.element.hidePopover());
  }

  get #button() {
    return document.querySelector(`[popovertarget="${this.element.getAttribute("id")}"]`); // a form's `id` may be its field
  }

  get #items() {
    return [...this.element.querySelectorAll(".menu__item:not([hidden])")];
  }

  get #first() {
    const item = this.element.querySelector("[data-narrow]") ?? this.#items[0];
    return item ?? this.element.querySelector("select, input:not([type=hidden]), button");
  }

  /** The browser gives what is marked so the focus as it shows the menu: the next key, however soon, is for the menu. */
  #before() {
    for (const marked of this.element.querySelectorAll("[autofocus]")) marked.removeAttribute("autofocus");
    this.#first?.setAttribute("autofocus", "");
  }

  #open() {
    this.#place();
    if (!this.element.contains(document.activeElement)) this.#first?.focus();
  }

  /** Where nothing had the focus before, a field keeps it for a moment though nobody sees it any more. */
  #closed() {
    if (this.element.contains(document.activeElement)) document.activeElement.blur();
  }

  #place() {
    const anchor = this.#button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const isAtEnd = anchor.left + anchor.right > innerWidth;
    const wanted = isAtEnd ? anchor.right - width : anchor.left;
    const below = anchor.bottom + 4 + height <= innerHeight - 8;
    this.element.style.left = `${Math.max(8, Math.min(wanted, innerWidth - width - 8))}px`;
    this.element.style.top = `${below ? anchor.bottom + 4 : Math.max(8, anchor.top - 4 - height)}px`;
  }

  /** Enter in the field that narrows takes the first that is left; as long as nothing is typed, nothing. */
  #take(event) {
    if (event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (event.target.value.trim()) this.#items[0]?.click();
  }

  #walk(event) {
    if (event.key === "Enter" && event.target.matches("[data-narrow]")) this.#take(event);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = this.#items;
    const at = items.indexOf(document.activeElement);
    items.at((at + step + items.length) % items.length)?.focus();
  }

  #narrow({ target }) {
    if (!target.matches("[data-narrow]")) return;
    const wanted = target.value.trim().toLocaleLowerCase();
    for (const item of this.element.querySelectorAll(".menu__item")) {
      item.hidden = !(item.dataset.name ?? item.textContent).toLocaleLowerCase().includes(wanted);
    }
  }
}

behave("data-menu", Menu);
