/**
 * <form data-composer data-draft="url" data-box="url" data-version="3">: keeps what is typed on the server while it is typed, so that it
 * stands in every other window of the same agent. Each save builds on a version; one that comes too late is refused, and
 * then the words of whoever types stay, the words of nobody are replaced by what is so.
 */
import { Behaviour, behave, behaviourOf } from "ui/behaviour.js";
import { word } from "ui/words.js";
import { draftRequest } from "desk/draft_request.js";
import { live } from "desk/socket.js";

const EVERY_MS = 1000;
const AGAIN_MS = 5000;

class Draft extends Behaviour {
  #composer;
  #version;
  #synced;
  #timer;
  #savedAt = -EVERY_MS;
  #isSaving = false;
  #isPutOff = false;
  #listening = new AbortController();

  connect() {
    const { signal } = this.#listening;
    this.#version = Number(this.element.dataset.version);
    this.#composer = behaviourOf(this.element, "data-composer");
    this.#begin();
    for (const type of ["input", "change", "composer:changed"]) {
      this.element.addEventListener(type, () => this.#changed());
    }
    this.element.addEventListener("focusout", () => this.#save().then(() => this.#isPutOff && this.#pull()));
    this.element.addEventListener("desk:stored", ({ detail }) => this.#sent(detail));
    live.on("nudge", (frame) => this.#nudged(frame), { signal });
    live.on("subscribed", (frame) => frame.conversation === this.element.dataset.composer && this.#pull(), { signal });
    addEventListener("pagehide", () => this.#save(), { signal });
  }

  disconnect() {
    this.#listening.abort();
    this.#save();
  }

  get #now() {
    return JSON.stringify(this.#composer.state);
  }

  get #isDirty() {
    return this.#now !== this.#synced;
  }

  /** What the page came with is what the server has; what the tab kept beyond that is not saved yet. */
  #begin() {
    const { defaultValue, value } = this.#composer.text;
    if (value === defaultValue) this.#synced = this.#now;
    else this.#changed();
  }

  #changed() {
    if (!this.#isDirty) return;
    this.#show("");
    const wait = Math.max(0, this.#savedAt + EVERY_MS - performance.now());
    this.#timer ??= setTimeout(() => this.#save(), wait);
  }

  async #save() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const composer = this.#composer;
    if (this.#isSaving || composer.isSending || !this.#isDirty) return;
    if (!this.#version && !composer.text.value && !composer.state.uploads.length) return;
    const tried = this.#now;
    this.#isSaving = true;
    this.#savedAt = performance.now();
    const answer = await fetch(this.element.dataset.draft, draftRequest(composer.state, { key: composer.key, version: this.#version })).catch(() => null);
    this.#isSaving = false;
    if (answer?.ok) this.#stored(tried, await answer.json());
    else if (answer?.status === 409) this.#overtaken(tried, await answer.json());
    else this.#failed();
  }

  #stored(tried, told) {
    this.#version = told.draft.version;
    this.#synced = tried;
    this.#tell(told);
    if (this.#isDirty) this.#changed();
    else this.#composer.keep({ dirty: false });
    if (!this.#isDirty) this.#show(this.#composer.text.value ? word("saved") : "");
  }

  /** Somebody who types on here wins; a save of what was sent meanwhile does not. */
  #overtaken(tried, told) {
    this.#version = told.draft.version;
    this.#tell(told);
    if (this.#composer.isSending) return;
    const isTypedOn = this.#now !== tried || this.element.contains(document.activeElement);
    if (isTypedOn && this.#composer.text.value) this.#changed();
    else this.#adopt(told.draft);
  }

  #failed() {
    this.#show(word("notSaved"));
    this.#timer ??= setTimeout(() => this.#save(), AGAIN_MS);
  }

  #nudged({ conversation, about, version }) {
    if (conversation !== this.element.dataset.composer) return;
    if (about === "lease" || (version > this.#version && !this.#isSaving)) this.#pull();
  }

  async #pull() {
    const answer = await fetch(this.element.dataset.box).catch(() => null);
    if (!answer?.ok) return;
    const told = await answer.json();
    this.#tell(told);
    if (this.#isSaving || this.#composer.isSending || told.draft.version <= this.#version) return;
    this.#version = told.draft.version;
    if (this.#isDirty && this.#composer.text.value) this.#changed();
    else this.#adopt(told.draft);
  }

  /** An emptied draft answers for what was sent and not heard of: it is stored. Words for other eyes wait until nobody is in the box. */
  #adopt(draft) {
    const isEmpty = !draft.body && !draft.files.length;
    const { mode } = this.#composer;
    this.#isPutOff = !isEmpty && mode.isInUse && draft.mode !== mode.kind;
    if (this.#isPutOff) return (this.#version = draft.version - 1);
    if (this.#composer.isUnheard && isEmpty) this.element.dispatchEvent(new CustomEvent("desk:stored"));
    else this.#composer.put(draft);
    this.#synced = this.#now;
    this.#show(draft.body ? word("saved") : "");
  }

  /** The server emptied it too: what is typed on builds on that. Whatever else it has to tell comes by a nudge. */
  #sent(detail) {
    this.#version = Math.max(this.#version, detail?.version ?? 0);
    if (!this.#composer.text.value) this.#synced = this.#now;
    this.#show("");
  }

  #tell(told) {
    this.element.dispatchEvent(new CustomEvent("desk:answering", { detail: told.answering }));
  }

  #show(text) {
    this.element.querySelector("[data-saved]").textContent = text;
  }
}

behave("data-draft", Draft);
