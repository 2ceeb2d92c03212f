/**
 * <form data-composer="id">: what is typed is never lost. It is kept through reloads, stays on every failure, and is
 * cleared only when the server stored it; typing on meanwhile is kept too. The key belongs to the words: the same words
 * again carry the same key and cannot double, other words get a new one. `desk/draft.js` keeps them on the server.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { word } from "ui/words.js";
import { keep, kept, newKey } from "desk/kept.js";
import { tell } from "desk/problem.js";
import { live } from "desk/socket.js";

const TWICE_MS = 700; // a second press of the same keys must not push through what the first one was refused for

class Composer extends Behaviour {
  #sent;
  #refusedAt = -TWICE_MS;
  isSending = false;
  #listening = new AbortController();

  connect() {
    this.#restore();
    this.element.addEventListener("input", () => this.keep({ dirty: true }));
    this.element.addEventListener("change", () => this.keep({ dirty: true }));
    this.element.addEventListener("submit", (event) => this.#submit(event), { capture: true });
    this.element.addEventListener("click", ({ target }) => target.closest("[data-keeps-writing]") && this.#writeOn());
    this.element.addEventListener("desk:stored", () => this.#stored());
    this.element.addEventListener("kefu:refused", (event) => this.#refused(event));
    this.element.addEventListener("htmx:after:request", () => (this.isSending = false));
    this.element.addEventListener("htmx:after:swap", () => this.#swapped());
    document.addEventListener("desk:stored", (event) => this.#heard(event), { signal: this.#listening.signal });
  }

  disconnect() {
    this.#listening.abort();
  }

  get text() {
    return this.element.elements.body;
  }

  /** What stands in the box now. */
  get state() {
    const uploads = [...this.element.querySelectorAll("[name=upload]")].map((upload) => upload.value);
    return { body: this.text.value, kind: this.element.elements.kind.value, uploads };
  }

  get key() {
    return this.element.elements.key.value;
  }

  /** It was sent and no answer came: whether it is stored, only the server knows. */
  get isUnheard() {
    return Boolean(this.#sent) && !this.isSending;
  }

  choose(kind) {
    if (!this.#mode(kind)) return;
    this.text.focus();
    this.keep({ dirty: true });
  }

  /** What was typed in another window of the same agent. */
  put({ body, mode, key, files }) {
    this.text.value = body;
    this.element.elements.key.value = key || newKey();
    this.#sent = undefined;
    this.#mode(mode);
    this.element.querySelector("[data-attached]").dispatchEvent(new CustomEvent("desk:attach", { detail: files }));
    this.keep({ dirty: false });
    this.#tellChanged();
  }

  /** In this tab, for what the server does not have yet: a reload or a lost connection takes nothing away. */
  keep({ dirty }) {
    const { body, kind } = this.state;
    keep(this.element.dataset.composer, { body, kind, key: this.key, sent: this.#sent, dirty });
  }

  #submit(event) {
    const { body, key } = this.element.elements;
    const isEmpty = !body.value.trim() && !this.element.querySelector("[name=upload]");
    if (isEmpty || this.isSending || performance.now() - this.#refusedAt < TWICE_MS) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isEmpty) body.focus();
      return;
    }
    const now = this.state;
    if (this.#sent && JSON.stringify(this.#sent) !== JSON.stringify(now)) key.value = newKey();
    this.#sent = now;
    this.isSending = true;
    this.element.querySelector("[data-seen]").value = this.element.closest("[data-thread]").dataset.seen;
    this.keep({ dirty: true });
  }

  /** The answer to what was sent from the box that stood here before this one, and was kept over to it. */
  #heard({ target, detail }) {
    if (target !== document || detail.conversation !== this.element.dataset.composer || detail.key !== this.key) return;
    this.element.dispatchEvent(new CustomEvent("desk:stored"));
  }

  #stored() {
    const text = this.text;
    const typedOn = this.#sent && text.value.startsWith(this.#sent.body) ? text.value.slice(this.#sent.body.length) : "";
    text.value = typedOn.trimStart();
    this.element.elements.key.value = newKey();
    this.#sent = undefined;
    this.isSending = false;
    this.keep({ dirty: Boolean(text.value) });
    tell(this.element, "");
    this.#tellChanged();
  }

  #restore() {
    const typed = kept(this.element.dataset.composer);
    if (!typed?.dirty && !typed?.sent) return;
    this.text.value = typed.body;
    this.element.elements.key.value = typed.key;
    this.#sent = typed.sent;
    this.#mode(typed.kind);
  }

  #swapped() {
    if (this.element.querySelector("[data-news]")) this.#refusedAt = performance.now();
  }

  #writeOn() {
    tell(this.element, "");
    this.text.focus();
  }

  #refused(event) {
    event.preventDefault();
    this.isSending = false;
    tell(this.element, navigator.onLine && live.ready ? event.detail.text : word("notSent"));
  }

  #mode(kind) {
    const choice = this.element.querySelector(`[name=kind][value=${kind}]`);
    if (choice) choice.checked = true;
    return choice;
  }

  #tellChanged() {
    this.element.dispatchEvent(new CustomEvent("composer:changed"));
  }
}

behave("data-composer", Composer);
