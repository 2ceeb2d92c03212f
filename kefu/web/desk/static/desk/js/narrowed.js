/**
 * <div data-narrowed> with a field and a listbox of links: what is typed leaves those it fits, in either language; the best is
 * chosen. Arrows move the choice, Enter follows it. As long as nothing is typed all of them stand there, the likely first.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { fit } from "ui/fuzzy.js";
import { Options } from "desk/options.js";

class Narrowed extends Behaviour {
  #options;

  connect() {
    this.#options = new Options(this.element.querySelector("[role=listbox]"), this.#field);
    this.#field.addEventListener("input", () => this.#narrow());
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#options.choose(0);
  }

  get #field() {
    return this.element.querySelector("input");
  }

  #narrow() {
    const wanted = this.#field.value.trim();
    const left = [...this.element.querySelectorAll("[data-choice]")].filter((each) => {
      each.score = wanted ? fit(each.textContent, wanted) + within(each.dataset.also, wanted) : 1;
      each.hidden = each.score <= 0;
      return !each.hidden;
    });
    for (const group of this.element.querySelectorAll("[role=group]")) group.hidden = !group.querySelector("[data-choice]:not([hidden])");
    this.element.querySelector("[data-nothing]").hidden = left.length > 0;
    const scores = left.map(({ score }) => score);
    this.#options.choose(scores.indexOf(Math.max(...scores)));
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter") this.#options.chosen?.click();
    else if (!this.#options.moves(event.key)) return;
    event.preventDefault();
  }
}

/** All words, as they are written; the nearer to the beginning, where titles stand, the better. */
function within(text, wanted) {
  const plain = text.normalize("NFKC").toLocaleLowerCase();
  const places = wanted.normalize("NFKC").toLocaleLowerCase().split(/\s+/).map((word) => plain.indexOf(word));
  return Math.min(...places) < 0 ? 0 : 30 + 30 / (1 + Math.max(...places));
}

behave("data-narrowed", Narrowed);
