/** The contact form: the best articles for what is being written, and what goes along to the chat. Sends in any case. */
import { Behaviour, behave } from "ui/behaviour.js";
import { Latest, later } from "help/ask.js";

const PAUSE_MS = 450;
const LEAST_CHARS = 2;
const DRAFT = "kefu-contact-draft"; // what is written here, for the same page in another language, in this tab alone
const HANDED_OVER = "kefu-handed-over"; // read once by the chat, in this tab alone

class Contact extends Behaviour {
  #text;
  #best;
  #latest = new Latest();

  connect() {
    this.#text = this.element.elements.text;
    this.#best = this.element.querySelector("[data-best]");
    this.element.querySelector("[data-needs-script]")?.removeAttribute("hidden");
    this.#text.value ||= kept(() => sessionStorage.getItem(DRAFT)) ?? "";
    this.#text.addEventListener("input", () => kept(() => sessionStorage.setItem(DRAFT, this.#text.value)));
    this.#text.addEventListener("input", later(() => this.#look(), PAUSE_MS));
    this.element.addEventListener("submit", () => this.#handOver());
  }

  async #look() {
    const text = this.#text.value;
    if (text.trim().length < LEAST_CHARS) return this.#show([]);
    const options = { method: "POST", body: new URLSearchParams({ text }) };
    const found = await this.#latest.json(this.element.dataset.answers, options);
    return found && text === this.#text.value && this.#show(found.articles);
  }

  #show(articles) {
    this.#best.hidden = !articles.length;
    this.#best.querySelector("[data-list]").replaceChildren(...articles.map(item));
  }

  #handOver() {
    const trail = this.element.querySelector("[data-trail]");
    const goesAlong = this.element.querySelector("[data-along]")?.checked ?? false;
    const { read = "", searched = "" } = goesAlong ? trail.dataset : {};
    const told = JSON.stringify({ text: this.#text.value.trim(), read, searched });
    kept(() => sessionStorage.setItem(HANDED_OVER, told));
    kept(() => sessionStorage.removeItem(DRAFT));
  }
}

/** Where a browser keeps nothing, the chat opens empty. */
function kept(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

function item({ title, summary, address, urgent }) {
  const [row, link, name, about] = ["li", "a", "span", "span"].map((each) => document.createElement(each));
  Object.assign(link, { className: "articles__link", href: address, target: "_blank" });
  row.className = "articles__item";
  Object.assign(name, { className: "articles__title", textContent: title });
  Object.assign(about, { className: "articles__summary", textContent: summary });
  if (urgent) Object.assign(link, { className: "articles__link articles__link--urgent", rel: "noopener noreferrer" });
  link.append(name, about);
  row.append(link);
  return row;
}

behave("data-contact", Contact);
