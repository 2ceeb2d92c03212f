/** Votes without leaving the article: a "no" counts as soon as its reasons are opened, and the reason joins it. */
import { Behaviour, behave } from "ui/behaviour.js";
import { announce } from "ui/announce.js";
import { word } from "ui/words.js";
import { send } from "help/ask.js";

class Vote extends Behaviour {
  #isCounted = false;

  connect() {
    this.element.addEventListener("submit", (event) => this.#send(event));
    this.element.querySelector("details").addEventListener("toggle", ({ target }) => this.#opened(target));
  }

  async #opened(details) {
    if (!details.open || this.#isCounted) return;
    this.#isCounted = true;
    await send(details.querySelector("form").action, { helpful: "no" });
  }

  async #send(event) {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.target, event.submitter));
    if (await send(event.target.action, fields)) this.#thank();
    else this.#complain(event.target);
  }

  #thank() {
    const thanks = document.createElement("p");
    thanks.className = "vote__thanks";
    thanks.tabIndex = -1;
    thanks.textContent = word("thanks");
    this.element.querySelector(".vote__choices").replaceWith(thanks);
    thanks.focus();
    announce(word("thanks"));
  }

  #complain(form) {
    const said = form.querySelector(".vote__failed") ?? form.appendChild(document.createElement("p"));
    said.className = "vote__failed";
    said.textContent = word("failed");
    announce(word("failed"));
  }
}

behave("data-vote", Vote);
