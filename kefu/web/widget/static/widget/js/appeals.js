/* The way to the customer's own page of account appeals: its address is made for this session, when it is asked for. */
import { make } from "./dom.js";
import { words } from "./words.js";

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
    const page = window.open("", "_blank");
    if (page) page.opener = null;
    try {
      const { url } = await this.#session.call("/account-appeals/page", { method: "POST" });
      if (page) page.location.replace(url);
      else location.assign(url);
    } catch (error) {
      page?.close();
      this.#complain(error.message || words("account_appeal_failed"));
    }
  }
}
