/*
 * Articles in the chat, before the first words: what is asked most and a search at the start, and while the first message
 * is written the three that answer best. They stand aside: nothing waits for them, and they can be put away.
 */
import { call } from "../api.js";
import { icon, make } from "../dom.js";
import { words } from "../words.js";
import { Panel } from "./panel.js";

const MOST_AT_START = 4;
const LEAST_CHARS = 2;
const PAUSE_MS = 450;

export class Answers {
  #start;
  #best;
  #panel;
  #locale;
  #address;
  #isPutAway = false;
  #isBegun;
  #asked = 0;
  #timer = null;

  constructor({ start, best, text, isBegun }) {
    const { locale, help } = document.body.dataset;
    this.#start = start;
    this.#best = best;
    this.#isBegun = isBegun;
    this.#locale = locale;
    this.#address = `${help}answers`;
    this.#panel = new Panel({ locale });
    text.addEventListener("input", () => this.#later(() => this.#answer(text.value)));
    const field = start.querySelector("input");
    field.addEventListener("input", () => this.#later(() => this.#search(field.value)));
    start.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(this.#timer);
      this.#searchNow(field.value);
    });
    best.querySelector("button").addEventListener("click", () => this.end());
    this.#offer();
    if (text.value) this.#later(() => this.#answer(text.value)); // somebody was quicker than this file
  }

  /* What was read here, for those who answer. */
  get read() {
    return this.#panel.read;
  }

  forget() {
    this.#panel.read = [];
  }

  /* From the first words on a person answers. */
  end() {
    this.#isPutAway = true;
    this.#asked += 1;
    clearTimeout(this.#timer);
    this.#best.hidden = true;
  }

  #later(act) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, PAUSE_MS);
  }

  async #offer() {
    const { popular = [] } = await call(`/articles?locale=${this.#locale}`).catch(() => ({}));
    if (!popular.length) return;
    this.#list(popular.slice(0, MOST_AT_START), words("asked_most"));
    this.#start.hidden = false;
  }

  async #search(typed) {
    const asked = ++this.#asked;
    const q = typed.trim();
    if (q.length < LEAST_CHARS) return this.#offer();
    const query = new URLSearchParams({ q, locale: this.#locale, limit: MOST_AT_START, as_typed: true });
    const { answers } = await call(`/articles/search?${query}`).catch(() => ({ answers: null }));
    if (asked !== this.#asked || !answers) return undefined;
    const found = answers.map(({ article }) => article);
    return this.#list(found, words(found.length ? "found" : "found_nothing"));
  }

  /* Asked for, not only typed: counted, for those who write the articles. */
  async #searchNow(typed) {
    const asked = ++this.#asked;
    if (typed.trim().length < LEAST_CHARS) return this.#offer();
    const { lookup, articles } = await this.#tell("searches", { q: typed.trim() });
    if (asked !== this.#asked || !articles) return undefined;
    return this.#list(articles, words(articles.length ? "found" : "found_nothing"), lookup);
  }

  async #tell(what, sent) {
    const request = { method: "POST", body: new URLSearchParams(sent) };
    try {
      const answer = await fetch(`${document.body.dataset.help}visits/${what}`, request);
      return answer.ok && answer.status !== 204 ? await answer.json() : {};
    } catch {
      return {}; // no connection: what stands there stays
    }
  }

  #list(articles, title, lookup) {
    this.#start.querySelector("[data-title]").textContent = title;
    this.#start.querySelector("[data-list]").replaceChildren(...articles.map((each) => this.#item(each, lookup)));
  }

  /* What is being written stands in no address, and nothing of it is kept. */
  async #answer(text) {
    if (this.#isPutAway || this.#isBegun()) return;
    const asked = ++this.#asked;
    const found = text.trim().length < LEAST_CHARS ? [] : await this.#ask(text);
    if (asked !== this.#asked || this.#isPutAway) return;
    this.#best.hidden = !found.length;
    this.#best.querySelector("[data-list]").replaceChildren(...found.map((each) => this.#item(each)));
  }

  async #ask(text) {
    const request = { method: "POST", credentials: "omit", body: new URLSearchParams({ text }) };
    try {
      const answer = await fetch(this.#address, request);
      return answer.ok ? (await answer.json()).articles : [];
    } catch {
      return []; // no connection: the message can be written all the same
    }
  }

  #item({ slug, title, address }, lookup) {
    if (!slug) return make("li", {}, make("a", { class: "answer answer--urgent", href: address, target: "_blank", rel: "noopener noreferrer" }, icon("alert"), make("span", { text: title })));
    const button = make("button", { class: "answer", type: "button" }, icon("article"), make("span", { text: title }));
    button.addEventListener("click", () => {
      this.#panel.show(slug);
      if (lookup) this.#tell("clicks", { lookup, slug });
    });
    return make("li", {}, button);
  }
}
