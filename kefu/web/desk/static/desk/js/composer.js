/**
 * <form data-composer="id">: what is typed is never lost. It is kept through reloads and leaves the box when it is sent, for the
 * log's end (`desk/sending.js`); refused it is back. The key belongs to the words: the same words again carry the same
 * key and cannot double, other words get a new one. `desk/draft.js` keeps them on the server, `desk/mode.js` for whom.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { keep, kept, newKey } from "desk/kept.js";
import { Mode } from "desk/mode.js";
import { tell } from "desk/problem.js";
import { Refusal } from "desk/refusal.js";

class Composer extends Behaviour {
  #sent;
  #refusal;
  isSending = false;
  #listening = new AbortController();

  connect() {
    this.mode = new Mode(this.element);
    this.#refusal = new Refusal(this.element);
    this.#restore();
    this.element.addEventListener("input", () => this.keep({ dirty: true }));
    this.element.addEventListener("change", () => this.keep({ dirty: true }));
    this.element.addEventListener("submit", (event) => this.#submit(event), { capture: true });
    this.element.addEventListener("desk:stored", () => this.#stored());
    this.element.addEventListener("htmx:before:request", ({ target }) => target === this.element && this.#leaves());
    this.element.addEventListener("htmx:finally:request", () => this.#back()); // without `desk:stored` it was not stored
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
    return { body: this.text.value, kind: this.mode.kind, uploads };
  }

  get key() {
    return this.element.elements.key.value;
  }

  /** It was sent and no answer came: whether it is stored, only the server knows. */
  get isUnheard() {
    return Boolean(this.#sent) && !this.isSending;
  }

  choose(kind) {
    if (!this.mode.choose(kind)) return;
    this.text.focus();
    this.element.dispatchEvent(new Event("change")); // as if it had been clicked
  }

  /** What was typed in another window of the same agent. */
  put({ body, mode, key, files }) {
    this.text.value = body;
    this.element.elements.key.value = key || newKey();
    this.#sent = undefined;
    this.mode.adopt(mode, { isEmpty: !body && !files.length });
    this.element.querySelector("[data-attached]").dispatchEvent(new CustomEvent("desk:attach", { detail: files }));
    this.keep({ dirty: false });
    this.#tell("composer:changed");
  }

  /** In this tab, for what the server does not have yet: a reload or a lost connection takes nothing away. */
  keep({ dirty }) {
    keep(this.element.dataset.composer, { ...this.#whole, key: this.key, sent: this.#sent, dirty });
  }

  /** With what is on its way and may come back; what was written for colleagues comes back for them alone. */
  get #whole() {
    const { body, kind } = this.state;
    if (!this.isSending) return { body, kind };
    const whole = [this.#sent.body, body].filter(Boolean).join("\n");
    return { body: whole, kind: body && this.#sent.kind !== "note" ? kind : this.#sent.kind };
  }

  #submit(event) {
    const { body, key } = this.element.elements;
    const isEmpty = !body.value.trim() && !this.element.querySelector("[name=upload]");
    if (isEmpty || this.isSending || this.#refusal.isFresh) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isEmpty) body.focus();
      return;
    }
    if (this.#sent && JSON.stringify(this.#sent) !== JSON.stringify(this.state)) key.value = newKey();
    this.#sent = this.state;
    this.element.querySelector("[data-seen]").value = this.element.closest("[data-thread]").dataset.seen;
  }

  /** The request holds the words; what is typed from now on is the next thing to say. */
  #leaves() {
    this.isSending = true;
    this.text.value = "";
    this.keep({ dirty: true });
    this.#tell("composer:sending", { ...this.#sent, key: this.key });
  }

  #back() {
    if (!this.isSending) return;
    const { body, kind } = this.#whole;
    this.isSending = false;
    this.text.value = body;
    this.mode.set(kind);
    this.keep({ dirty: true });
    this.#tell("composer:back", { key: this.key });
    this.#tell("composer:changed");
  }

  /** The answer to what was sent from the box that stood here before this one, and was kept over to it. */
  #heard({ target, detail }) {
    if (target !== document || detail.conversation !== this.element.dataset.composer || detail.key !== this.key) return;
    this.element.dispatchEvent(new CustomEvent("desk:stored", { detail }));
  }

  #stored() {
    const { text } = this;
    const isWhole = this.#sent && text.value.startsWith(this.#sent.body);
    if (!this.isSending) text.value = isWhole ? text.value.slice(this.#sent.body.length).trimStart() : "";
    this.element.elements.key.value = newKey();
    this.#sent = undefined;
    this.isSending = false;
    this.mode.stored();
    this.keep({ dirty: Boolean(text.value) });
    tell(this.element, "");
    this.#tell("composer:changed");
  }

  #restore() {
    const typed = kept(this.element.dataset.composer);
    if (!typed?.dirty && !typed?.sent) return;
    this.text.value = typed.body;
    this.element.elements.key.value = typed.key;
    this.#sent = typed.sent;
    this.mode.set(typed.kind);
  }

  #tell(type, detail) {
    this.element.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

behave("data-composer", Composer);
