/**
 * <form data-composer="id">: what is typed is never lost. It is kept through reloads, stays on every failure, and is
 * cleared only when the server stored it; typing on meanwhile is kept too. The key belongs to the words: the same words
 * again carry the same key and cannot double, other words get a new one.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { word } from "ui/words.js";
import { live } from "desk/socket.js";

class Composer extends Behaviour {
  #sent;

  connect() {
    this.#restore();
    this.element.addEventListener("input", () => this.#keep());
    this.element.addEventListener("change", () => this.#keep());
    this.element.addEventListener("submit", (event) => this.#submit(event), { capture: true });
    this.element.addEventListener("desk:stored", () => this.#stored());
    this.element.addEventListener("kefu:refused", (event) => this.#refused(event));
  }

  get #text() {
    return this.element.elements.body;
  }

  get #kind() {
    return this.element.elements.kind.value;
  }

  get #uploads() {
    return [...this.element.querySelectorAll("[name=upload]")].map((upload) => upload.value);
  }

  get #store() {
    return `kefu-draft-${this.element.dataset.composer}`;
  }

  choose(kind) {
    const choice = this.element.querySelector(`[name=kind][value=${kind}]`);
    if (!choice) return;
    choice.checked = true;
    this.#text.focus();
    this.#keep();
  }

  #submit(event) {
    const { body, key } = this.element.elements;
    if (!body.value.trim() && !this.element.querySelector("[name=upload]")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      body.focus();
      return;
    }
    const now = { body: body.value, kind: this.#kind, uploads: this.#uploads };
    if (this.#sent && JSON.stringify(this.#sent) !== JSON.stringify(now)) key.value = newKey();
    this.#sent = now;
    this.#keep();
  }

  #stored() {
    const text = this.#text;
    const typedOn = this.#sent && text.value.startsWith(this.#sent.body) ? text.value.slice(this.#sent.body.length) : "";
    text.value = typedOn.trimStart();
    this.element.elements.key.value = newKey();
    this.#sent = undefined;
    this.#keep();
    this.#problem("");
  }

  #keep() {
    const { body, key } = this.element.elements;
    if (!body.value) sessionStorage.removeItem(this.#store);
    else {
      const kept = { body: body.value, kind: this.#kind, key: key.value, sent: this.#sent };
      sessionStorage.setItem(this.#store, JSON.stringify(kept));
    }
  }

  #restore() {
    const kept = JSON.parse(sessionStorage.getItem(this.#store) ?? "null");
    if (!kept || this.#text.value) return;
    this.#text.value = kept.body;
    this.element.elements.key.value = kept.key;
    this.#sent = kept.sent;
    const choice = this.element.querySelector(`[name=kind][value=${kept.kind}]`);
    if (choice) choice.checked = true;
  }

  /** The sentence stands beside what was typed, not in a corner. */
  #refused(event) {
    event.preventDefault();
    this.#problem(navigator.onLine && live.ready ? event.detail.text : word("notSent"));
  }

  #problem(text) {
    const place = this.element.querySelector("#problem");
    place.replaceChildren();
    if (!text) return;
    const banner = place.appendChild(document.createElement("p"));
    banner.className = "banner banner--danger";
    banner.textContent = text;
  }
}

function newKey() {
  return crypto.randomUUID();
}

behave("data-composer", Composer);
