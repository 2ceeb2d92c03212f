/*
 * The way to the page where identity papers are sent: a ticket of a minute, in a form that opens a page of its own. Nothing of a
 * paper passes through the chat.
 */
import { make } from "./dom.js";
import { words } from "./words.js";

export class Papers {
  #session;

  constructor({ session }) {
    this.#session = session;
  }

  /* To what can be sent now; else to all of one's own, and who opened them. */
  way({ data }) {
    const isOpen = Boolean(data.until) && Date.parse(data.until) > Date.now();
    const said = make("span", { role: "status" });
    const look = `button event__button${isOpen ? " button--primary" : ""}`;
    const button = make("button", { class: look, type: "button", text: words(isOpen ? "papers_send" : "papers_own") });
    button.addEventListener("click", () => this.#open(isOpen ? data.ask : "", { button, said }));
    return make("p", {}, button, said);
  }

  async #open(ask, { button, said }) {
    button.disabled = true;
    said.textContent = "";
    try {
      const { ticket } = await this.#session.call("/vault/tickets", { method: "POST" });
      enter({ ticket, ask });
    } catch {
      said.textContent = words("papers_not_opened");
    } finally {
      button.disabled = false;
    }
  }
}

/* `ask`: which, or "account-appeals"; `target`: a window that is open already, by its name. */
export function enter({ ticket, ask }, target = "_blank") {
  const told = { ticket, ask, locale: document.body.dataset.locale ?? "" };
  const fields = Object.entries(told).map(([name, value]) => make("input", { type: "hidden", name, value }));
  const form = make("form", { method: "post", action: "/vault/entrance", target, rel: target === "_blank" ? "noopener" : "", hidden: true }, ...fields);
  document.body.append(form);
  form.submit();
  form.remove();
}
