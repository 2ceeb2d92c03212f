/** <div data-presence>: the faces of colleagues who look at the same conversation, and whether the customer is there. */
import { Behaviour, behave } from "ui/behaviour.js";
import { live } from "desk/socket.js";

const known = new Map();
live.on("presence", (frame) => {
  known.set(frame.conversation, frame);
  document.dispatchEvent(new CustomEvent("desk:presence", { detail: frame }));
});
live.on("lost", () => known.clear());

class Presence extends Behaviour {
  #listening = new AbortController();

  connect() {
    const { signal } = this.#listening;
    document.addEventListener("desk:presence", ({ detail }) => this.#show(detail), { signal });
    this.#show(known.get(this.#thread?.dataset.thread));
  }

  disconnect() {
    this.#listening.abort();
  }

  get #thread() {
    return this.element.closest("[data-thread]");
  }

  #show(frame) {
    if (!frame || frame.conversation !== this.#thread?.dataset.thread) return;
    const me = document.querySelector("[data-desk]").dataset.me;
    const others = frame.people.filter((person) => person.id !== me);
    this.element.replaceChildren(...others.map(face));
    const online = document.querySelector("[data-online]");
    if (online) online.hidden = !frame.customer_online;
  }
}

function face({ name }) {
  const element = document.createElement("span");
  element.className = "avatar avatar--small";
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", name);
  element.title = name;
  element.textContent = [...name.trim()].slice(0, 1).join("").toUpperCase();
  return element;
}

behave("data-presence", Presence);
