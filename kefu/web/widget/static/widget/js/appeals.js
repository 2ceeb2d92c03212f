/*
 * The way to the customer's own page of account appeals. It leads by the vault's entrance: what is sent from there as an identity
 * paper is let in by the cookie that this browser gets, and by no address.
 */
import { make } from "./dom.js";
import { enter } from "./papers.js";
import { words } from "./words.js";

const WINDOW = "kefu-account-appeals";

export class Appeals {
  #session;
  #complain;

  constructor({ session, line, button, complain }) {
    this.#session = session;
    this.#complain = complain;
    button.addEventListener("click", () => this.open());
    line.addEventListener("ready", () => (button.closest("p").hidden = !session.isSigned));
  }

  /* Under what says that something was decided against them. */
  button() {
    const button = make("button", { class: "button", type: "button", text: words("account_appeal") });
    button.addEventListener("click", () => this.open());
    return button;
  }

  /* The window opens with the press, or the browser would take it for an advertisement. */
  async open() {
    const page = window.open("", WINDOW);
    if (page) page.opener = null;
    try {
      const { ticket } = await this.#session.call("/vault/tickets", { method: "POST" });
      enter({ ticket, ask: "account-appeals" }, page ? WINDOW : "_self");
    } catch (error) {
      page?.close();
      this.#complain(error.message || words("account_appeal_failed"));
    }
  }
}
