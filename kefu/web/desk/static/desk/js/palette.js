/** <dialog data-palette data-url>: type a part of what you want, arrows choose, Enter does it. Opened by the key `palette`. */
import { Behaviour, behave } from "ui/behaviour.js";
import { fit } from "ui/fuzzy.js";
import { bind } from "ui/keys.js";
import htmx from "htmx";
import { commands } from "desk/commands.js";
import { choose, chosen, opened } from "desk/recent.js";

const WAIT_MS = 120;
const MOST = 40;
const LATELY = 8;

class Palette extends Behaviour {
  #all = [];
  #found = [];
  #timer;

  connect() {
    bind("palette", () => (this.element.open ? this.element.close() : this.#open()));
    this.#input.addEventListener("input", () => this.#typed());
    this.#input.addEventListener("keydown", (event) => this.#walk(event));
    this.#list.addEventListener("click", ({ target }) => this.#run(target.closest("[role=option]")));
    this.element.addEventListener("close", () => this.#list.replaceChildren());
  }

  get #input() {
    return this.element.querySelector("input");
  }

  get #list() {
    return this.element.querySelector("[role=listbox]");
  }

  get #active() {
    return this.#list.querySelector("[aria-selected=true]");
  }

  #open() {
    if (document.querySelector("dialog[open]")) return false;
    this.#all = commands();
    this.#found = [];
    this.#input.value = "";
    this.#show();
    this.element.showModal();
    return true;
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#show();
    const wanted = this.#input.value.trim();
    if (!wanted) this.#found = [];
    else this.#timer = setTimeout(() => this.#ask(wanted), WAIT_MS);
  }

  /** Conversations are the server's to find; what it finds for an older question is not shown. */
  async #ask(wanted) {
    const answer = await fetch(`${this.element.dataset.url}?q=${encodeURIComponent(wanted)}`).catch(() => null);
    if (!answer?.ok || wanted !== this.#input.value.trim()) return;
    this.#found = (await answer.json()).conversations.map(conversation);
    this.#show();
  }

  #show() {
    const wanted = this.#input.value.trim();
    const items = wanted ? this.#fitting(wanted) : this.#lately();
    const before = this.#active?.dataset.key;
    this.#list.replaceChildren(...items.slice(0, MOST).map(drawn));
    this.#list.querySelectorAll("[role=option]").forEach((option, at) => (option.run = items[at].run));
    this.#select([...this.#list.children].find(({ dataset }) => wanted && dataset.key === before) ?? this.#list.firstElementChild);
    this.element.querySelector("[data-nothing]").hidden = items.length > 0;
  }

  #fitting(wanted) {
    const lately = chosen();
    const ranked = this.#all
      .map((item) => ({ item, score: fit(item.label, wanted) }))
      .filter(({ score }) => score > 0)
      .map(({ item, score }) => ({ item, score: score + (lately.includes(item.key) ? LATELY : 0) }))
      .sort((one, other) => other.score - one.score);
    return [...ranked.map(({ item }) => item), ...this.#found];
  }

  #lately() {
    const lately = chosen();
    const first = lately.map((key) => this.#all.find((item) => item.key === key)).filter(Boolean);
    return [...first, ...opened().slice(0, 5).map(conversation), ...this.#all.filter((item) => !first.includes(item))];
  }

  #walk(event) {
    if (event.isComposing) return;
    const options = [...this.#list.children];
    const at = options.indexOf(this.#active);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") this.#run(this.#active);
    else if (step && options.length) this.#select(options[(at + step + options.length) % options.length]);
    else return;
    event.preventDefault();
  }

  #select(option) {
    this.#active?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", option?.id ?? "");
  }

  /** Focus goes back first: what is done may put it elsewhere. */
  #run(option) {
    if (!option) return;
    const { run } = option;
    if (!option.dataset.key.startsWith("conversation:")) choose(option.dataset.key);
    this.element.close();
    run();
  }
}

/** Opened beside the list where there is one; from another page by going there. */
function conversation({ id, who, url, said = "" }) {
  const hasStage = Boolean(document.getElementById("stage"));
  const run = () => (hasStage ? htmx.ajax("GET", url, { target: "#stage", swap: "innerHTML", push: url }) : location.assign(url));
  return { key: `conversation:${id}`, label: who, said, kind: "conversation", run };
}

function drawn({ key, label, hint, said, kind }, at) {
  const option = document.createElement("li");
  Object.assign(option, { id: `palette-${at}`, className: "palette__item", role: "option" });
  Object.assign(option.dataset, { key, kind: kind ?? "action" });
  option.append(span("palette__label", label), ...(said ? [span("palette__said", said)] : []));
  if (hint) option.append(Object.assign(document.createElement("kbd"), { className: "key push", textContent: hint }));
  return option;
}

function span(className, textContent) {
  return Object.assign(document.createElement("span"), { className, textContent });
}

behave("data-palette", Palette);
