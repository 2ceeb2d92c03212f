/** <form data-suggest="address">: what may be meant, while somebody types. Arrows choose, Enter goes, Esc closes. */
import { Behaviour, behave } from "ui/behaviour.js";
import { announce } from "ui/announce.js";
import { word } from "ui/words.js";
import { Latest, later } from "help/ask.js";
import { drawn } from "help/suggested.js";

const PAUSE_MS = 140;
let made = 0;

class Suggest extends Behaviour {
  #input;
  #list;
  #latest = new Latest();
  #active = -1;
  #typed = "";

  connect() {
    this.#input = this.element.querySelector("input[type=search]");
    this.#list = document.createElement("div");
    this.#list.className = "suggested";
    this.#list.id = `suggested-${++made}`;
    this.#list.hidden = true;
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", word("questions"));
    this.#input.closest(".search").append(this.#list);
    this.#input.setAttribute("aria-controls", this.#list.id);
    const ask = later(() => this.#ask(), PAUSE_MS);
    this.#input.addEventListener("input", (event) => !event.isComposing && ask());
    this.#input.addEventListener("compositionend", ask);
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("focusout", ({ relatedTarget }) => !this.element.contains(relatedTarget) && this.#close());
    this.#list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    this.#list.addEventListener("click", ({ target }) => this.#choose(target.closest("[role=option]")));
    if (this.#input.value !== this.#input.defaultValue) ask(); // somebody was quicker than this file
  }

  get #options() {
    return [...this.#list.querySelectorAll("[role=option]")];
  }

  async #ask() {
    this.#typed = this.#input.value;
    if (!this.#typed.trim()) return this.#close();
    const found = await this.#latest.json(`${this.element.dataset.suggest}?${new URLSearchParams({ q: this.#typed })}`);
    if (found && this.#typed === this.#input.value && document.activeElement === this.#input) this.#show(found);
  }

  #show(found) {
    this.#list.replaceChildren(...drawn(found, this.#list.id));
    this.#active = -1;
    const count = this.#options.length;
    if (!count) return this.#close();
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
    announce(word("suggested", { count }));
  }

  #close() {
    this.#latest.cancel();
    this.#list.hidden = true;
    this.#active = -1;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method's own arrows and Enter
    const isOpen = !this.#list.hidden;
    if (event.key === "ArrowDown" && !isOpen && this.#input.value.trim()) this.#ask();
    if (!isOpen) return;
    const act = {
      ArrowDown: () => this.#move(1),
      ArrowUp: () => this.#move(-1),
      Escape: () => this.#close(),
      Enter: () => this.#active >= 0 && this.#choose(this.#options[this.#active]),
    }[event.key];
    if (!act || (event.key === "Enter" && this.#active < 0)) return;
    event.preventDefault();
    act();
  }

  /* One place beyond either end is the field itself. */
  #move(step) {
    const options = this.#options;
    this.#active = ((this.#active + 1 + step + options.length + 1) % (options.length + 1)) - 1;
    for (const [at, option] of options.entries()) option.setAttribute("aria-selected", String(at === this.#active));
    const chosen = options[this.#active];
    if (chosen) {
      this.#input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else this.#input.removeAttribute("aria-activedescendant");
  }

  #choose(option) {
    if (!option) return;
    if (option.dataset.address) return location.assign(option.dataset.address);
    this.#input.value = option.dataset.words;
    this.#close();
    this.element.requestSubmit();
  }
}

behave("data-suggest", Suggest);
