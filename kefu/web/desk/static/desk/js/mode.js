/**
 * Reply or note: who will see what stands in the box. A person chooses it, and nothing changes it under their hand: after a
 * saved note the box stays one while they are in it. Left empty after that, or in a new window, it begins with a reply.
 */
import { announce } from "ui/announce.js";

export class Mode {
  #form;
  #isOver = false;

  constructor(form) {
    this.#form = form;
    form.addEventListener("change", ({ target }) => target.name === "kind" && this.#chosen());
    form.addEventListener("focusout", (event) => this.#left(event));
    this.#show();
  }

  get kind() {
    return this.#form.elements.kind.value;
  }

  /** Somebody is in the box. A window that lies behind another has a focus too: they are not in that one. */
  get isInUse() {
    return document.hasFocus() && this.#form.contains(document.activeElement);
  }

  /** False if this agent may not. */
  set(kind) {
    const choice = this.#form.querySelector(`[name=kind][value=${kind}]`);
    if (!choice) return false;
    choice.checked = true;
    this.#isOver = false;
    this.#show();
    return true;
  }

  choose(kind) {
    const isSet = this.set(kind);
    if (isSet) announce(this.#text.placeholder);
    return isSet;
  }

  /** The mode of words from elsewhere comes with them; without words it is no reason to change anything here. */
  adopt(kind, { isEmpty }) {
    if (!isEmpty || !this.isInUse) this.set(kind);
    else this.#isOver = true;
  }

  /** What was written is sent: until the agent leaves, the next words are meant for the same eyes. */
  stored() {
    this.#isOver = true;
    if (!this.isInUse) this.#beginAnew();
  }

  get #text() {
    return this.#form.elements.body;
  }

  #chosen() {
    this.#isOver = false;
    this.#show();
  }

  #left({ relatedTarget }) {
    if (!this.#form.contains(relatedTarget) && document.hasFocus()) this.#beginAnew();
  }

  #beginAnew() {
    const isEmpty = !this.#text.value && !this.#form.querySelector("[name=upload]");
    if (this.#isOver && isEmpty) this.set("message");
  }

  #show() {
    this.#text.placeholder = this.#text.dataset[this.kind === "note" ? "forNote" : "forReply"];
  }
}
