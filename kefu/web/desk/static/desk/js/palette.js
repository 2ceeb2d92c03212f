/** <dialog data-palette data-url>: type a part of what you want, arrows choose, Enter does it. Opened by the key `palette`. */
import { Behaviour, behave } from "ui/behaviour.js";
import { fit } from "ui/fuzzy.js";
import { bind } from "ui/keys.js";
import htmx from "htmx";
import { commands } from "desk/commands.js";
import { drawGroups } from "desk/palette_list.js";
import { choose, chosen, opened } from "desk/recent.js";
import { searchFor } from "desk/search.js";

const WAIT_MS = 120;
const MOST = 24; // of a group
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

  get #options() {
    return [...this.#list.querySelectorAll("[role=option]")];
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

  /** Customers and conversations are the server's to find; what it finds for an older question is not shown. */
  async #ask(wanted) {
    const answer = await fetch(`${this.element.dataset.url}?q=${encodeURIComponent(wanted)}`).catch(() => null);
    if (!answer?.ok || wanted !== this.#input.value.trim()) return;
    const { conversations, customers } = await answer.json();
    this.#found = [...conversations.map(conversation), ...customers.map(customer)];
    this.#show();
  }

  #show() {
    const wanted = this.#input.value.trim();
    const groups = grouped(wanted ? this.#fitting(wanted) : this.#lately());
    const before = this.#active?.dataset.key;
    drawGroups(this.#list, groups.map(({ name, items }) => ({ name, label: this.element.dataset[name], items: items.slice(0, MOST) })));
    const options = this.#options;
    this.#select(options.find(({ dataset }) => wanted && dataset.key === before) ?? options[0]);
    this.element.querySelector("[data-nothing]").hidden = options.length > 0;
  }

  #fitting(wanted) {
    const lately = chosen();
    const ranked = this.#all
      .map((item) => ({ item, score: Math.max(fit(item.label, wanted), fit(item.also ?? "", wanted) - 1) })) // its own name first
      .filter(({ score }) => score > 0)
      .map(({ item, score }) => ({ item, score: score + (lately.includes(item.key) ? LATELY : 0) }))
      .sort((one, other) => other.score - one.score);
    return [...ranked.map(({ item }) => item), ...this.#found, searchFor(wanted, this.element.dataset)];
  }

  #lately() {
    const lately = chosen();
    const first = lately.map((key) => this.#all.find((item) => item.key === key)).filter(Boolean);
    const rest = this.#all.filter((item) => !first.includes(item));
    const actions = ["ticked", "actions"].flatMap((name) => [...first, ...rest].filter(({ group }) => group === name));
    return [...actions, ...opened().slice(0, 5).map(conversation), ...first, ...rest];
  }

  #walk(event) {
    if (event.isComposing) return;
    const options = this.#options;
    const [at, step] = [options.indexOf(this.#active), { ArrowDown: 1, ArrowUp: -1 }[event.key]];
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
    if (option.dataset.kind === "action") choose(option.dataset.key);
    this.element.close();
    run();
  }
}

/** Groups in the order in which their best stand, each thing once. */
function grouped(items) {
  const groups = new Map();
  for (const item of new Map(items.map((each) => [each.key, each])).values()) {
    if (!groups.has(item.group)) groups.set(item.group, []);
    groups.get(item.group).push(item);
  }
  return [...groups].map(([name, found]) => ({ name, items: found }));
}

function conversation({ id, who, url, said = "" }) {
  return { key: `conversation:${id}`, group: "conversations", label: who, said, kind: "conversation", run: () => show(url) };
}

function customer({ id, who, url, said }) {
  return { key: `customer:${id}`, group: "customers", label: who, said, kind: "customer", run: () => show(url) };
}

/** Opened beside the list where there is one; from another page by going there. */
function show(url) {
  if (!document.getElementById("stage")) return location.assign(url);
  htmx.ajax("GET", url, { target: "#stage", swap: "innerHTML", push: url });
}

behave("data-palette", Palette);
