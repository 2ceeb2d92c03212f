/**
 * <div data-answering data-url data-holder data-left-s data-begun-at>: a colleague is writing an answer here, or has begun
 * one and left it standing; one button takes it over. Whoever it was taken from is told. It ends by itself.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { announce } from "ui/announce.js";
import { word } from "ui/words.js";

const GRACE_MS = 500;

class Answering extends Behaviour {
  #isMine = false;
  #timer;

  connect() {
    const { holder, name, leftS, begunAt } = this.element.dataset;
    this.#form.addEventListener("desk:answering", ({ detail }) => this.#told(detail));
    this.#form.addEventListener("desk:stored", () => (this.#isMine = false));
    this.#form.addEventListener("composer:changed", () => this.#isMine && !this.#form.elements.body.value && this.#give());
    this.element.querySelector("[data-takes]").addEventListener("click", () => this.#take());
    if (holder) this.#told({ id: holder, name, mine: false, left_ms: Number(leftS) * 1000, begun_at: begunAt });
  }

  disconnect() {
    clearTimeout(this.#timer);
    if (this.#isMine) this.#give();
  }

  get #form() {
    return this.element.closest("form");
  }

  #told(holder) {
    clearTimeout(this.#timer);
    const wasMine = this.#isMine;
    this.#isMine = Boolean(holder?.mine);
    const isAnothers = Boolean(holder) && !holder.mine;
    if (isAnothers) this.#show(holder, word(wasMine && !holder.begun_at ? "takenOver" : "isAnswering", holder));
    this.element.hidden = !isAnothers;
    this.element.toggleAttribute("data-taken", isAnothers && wasMine && !holder.begun_at);
    if (holder) this.#timer = setTimeout(() => this.#ended(), holder.left_ms + GRACE_MS);
  }

  #show({ id, name, begun_at: begunAt }, text) {
    Object.assign(this.element.dataset, { holder: id, name, begunAt: begunAt ?? "" });
    const place = this.element.querySelector("[data-answering-text]");
    if (begunAt) place.replaceChildren(word("hasBegun", { name }), " · ", since(begunAt));
    else if (place.textContent !== text) place.textContent = text;
  }

  /** The time is over, unless the holder typed on: ask. */
  async #ended() {
    if (this.#isMine) return (this.#isMine = false);
    const answer = await fetch(this.#form.dataset.box).catch(() => null);
    return this.#told(answer?.ok ? (await answer.json()).answering : null);
  }

  async #take() {
    if (this.element.hidden) return;
    const answer = await this.#post({ from: this.element.dataset.holder });
    if (!answer?.ok) return;
    const { answering } = await answer.json();
    this.#told(answering);
    if (answering?.mine) announce(word("yours"));
    this.#form.elements.body.focus();
  }

  #give() {
    this.#isMine = false;
    this.#post({ leave: "" });
  }

  #post(said) {
    const headers = { "X-CSRFToken": document.querySelector("[data-desk]").dataset.csrf };
    const request = { method: "POST", body: new URLSearchParams(said), headers, keepalive: true };
    return fetch(this.element.dataset.url, request).catch(() => null);
  }
}

function since(at) {
  const time = document.createElement("time");
  time.dateTime = at;
  time.dataset.time = "relative";
  return time;
}

behave("data-answering", Answering);
