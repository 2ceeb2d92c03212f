/** <div data-connection>: says that the connection is lost, once it has been for a moment, and when it is back. */
import { Behaviour, behave } from "ui/behaviour.js";
import { announce } from "ui/announce.js";
import { word } from "ui/words.js";
import { live } from "desk/socket.js";

const PATIENCE_MS = 1500;

class Connection extends Behaviour {
  #timer;

  connect() {
    live.on("lost", () => this.#lost());
    live.on("welcome", () => this.#back());
    window.addEventListener("offline", () => this.#show(word("reconnecting")));
    window.addEventListener("online", () => (live.ready ? this.#back() : live.open()));
  }

  #lost() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(word("reconnecting")), PATIENCE_MS);
  }

  #back() {
    clearTimeout(this.#timer);
    if (!this.element.hidden) announce(word("reconnected"));
    this.element.hidden = true;
  }

  #show(text) {
    this.element.querySelector("[data-connection-text]").textContent = text;
    this.element.hidden = false;
  }
}

behave("data-connection", Connection);
