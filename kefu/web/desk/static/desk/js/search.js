/**
 * <main data-search>: the desk's search under the hand. Arrows (j and k where nobody types) walk through what was found;
 * what did not come back says so. The keys that open it act on every page of the desk.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { bind, isTyping } from "ui/keys.js";

bind("search", open);
bind("macros", () => {
  const button = document.querySelector('[data-key="macros"]:not(:disabled)');
  if (!button?.checkVisibility()) return open();
  button.click();
});

/** What the palette offers for whatever is typed. */
export function searchFor(wanted, { searchUrl, searchWords }) {
  const label = searchWords.replace("{words}", wanted);
  return { key: "search", group: "go", label, kind: "search", run: () => location.assign(`${searchUrl}?q=${encodeURIComponent(wanted)}`) };
}

function open() {
  const field = document.querySelector("[data-search-field]");
  field?.focus();
  field?.select();
  const door = document.querySelector("[data-search-door]");
  if (!field) door?.click();
  return Boolean(field ?? door);
}

class Search extends Behaviour {
  connect() {
    this.element.addEventListener("keydown", (event) => this.#walk(event));
    this.element.addEventListener("htmx:before:request", () => this.#show({ failed: false }));
    this.element.addEventListener("kefu:refused", (event) => this.#refused(event));
    this.element.querySelector("[data-search-again]").addEventListener("click", () => this.#form.requestSubmit());
    for (const choice of this.#form.querySelectorAll("select, [type=checkbox], [type=date]"))
      choice.addEventListener("change", () => this.#field.value.trim() && this.#form.requestSubmit());
  }

  get #form() {
    return this.element.querySelector("form");
  }

  get #field() {
    return this.element.querySelector("[data-search-field]");
  }

  get #links() {
    return [...this.element.querySelectorAll("[data-found]")];
  }

  #walk(event) {
    const { key, target } = event;
    const isLetter = key === "j" || key === "k";
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || (isLetter && isTyping(target))) return;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[key];
    if (!step || target.matches("select, [type=date]")) return;
    const to = this.#links.indexOf(target) + step;
    const next = to < 0 ? this.#field : this.#links[to];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  }

  #refused(event) {
    event.preventDefault();
    this.#show({ failed: true });
  }

  #show({ failed }) {
    this.element.querySelector("[data-search-failed]").hidden = !failed;
    this.element.querySelector("#found").hidden = failed;
  }
}

behave("data-search", Search);
