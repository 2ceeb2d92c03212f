/**
 * <div data-view>: the entries of a conversation and of what was merged into it or split off to it. Each of those logs is
 * followed by its own cursor (<i data-source="id" data-last="12">); when one moves, or two are joined, the view is drawn anew.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { fragment } from "ui/html.js";
import htmx from "htmx";
import { JOINS } from "desk/head.js";
import { live } from "desk/socket.js";

const SETTLE_MS = 80;

class View extends Behaviour {
  #lasts = new Map();
  #timer;
  #listening = new AbortController();

  connect() {
    const { signal } = this.#listening;
    this.#follow();
    live.on("entry", (frame) => this.#heard(frame), { signal });
  }

  disconnect() {
    this.#listening.abort();
    clearTimeout(this.#timer);
    for (const id of this.#lasts.keys()) live.leave(id);
  }

  get #thread() {
    return this.element.closest("[data-thread]");
  }

  #follow() {
    const told = new Map();
    for (const { dataset } of this.element.querySelectorAll("[data-source]")) told.set(dataset.source, Number(dataset.last));
    for (const id of this.#lasts.keys()) if (!told.has(id)) live.leave(id);
    for (const [id, last] of told) {
      const isNew = !this.#lasts.has(id);
      this.#lasts.set(id, Math.max(last, this.#lasts.get(id) ?? 0));
      if (isNew) live.watch(id, () => this.#lasts.get(id));
    }
  }

  #heard({ conversation, seq, kind }) {
    const isOwn = conversation === this.#thread.dataset.thread;
    if (isOwn ? !JOINS.has(kind) : !(seq > (this.#lasts.get(conversation) ?? Infinity))) return;
    if (!isOwn) this.#lasts.set(conversation, seq);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draw(), SETTLE_MS);
  }

  async #draw() {
    const thread = this.#thread;
    const answer = await fetch(thread.dataset.entriesUrl);
    if (!answer.ok || !this.element.isConnected) return;
    this.element.replaceChildren(fragment(await answer.text()));
    htmx.process(this.element);
    this.#follow();
    thread.dispatchEvent(new CustomEvent("htmx:after:swap")); // the thread arranges what was put in
  }
}

behave("data-view", View);
