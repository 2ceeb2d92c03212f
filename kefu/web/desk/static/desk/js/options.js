/** A listbox of [data-choice] whose keys another element hears: which one is chosen, told to a screen reader by that element. */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

export class Options {
  #list;
  #field;

  constructor(list, field) {
    this.#list = list;
    this.#field = field;
    list.addEventListener("mousedown", (event) => event.target.closest("[data-choice]") && event.preventDefault());
  }

  get #all() {
    return [...this.#list.querySelectorAll("[data-choice]:not([hidden])")];
  }

  get chosen() {
    return this.#list.querySelector("[data-choice][aria-selected=true]");
  }

  choose(number) {
    const all = this.#all;
    if (this.chosen) this.chosen.ariaSelected = "false";
    if (all[number]) all[number].ariaSelected = "true";
    this.#field.setAttribute("aria-activedescendant", all[number]?.id ?? "");
    all[number]?.scrollIntoView({ block: "nearest" });
  }

  /** True if the key moves the choice. */
  moves(key) {
    const all = this.#all;
    if (STEPS[key]) this.choose((all.indexOf(this.chosen) + STEPS[key] + all.length) % all.length);
    return key in STEPS;
  }
}
