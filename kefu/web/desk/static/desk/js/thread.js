/**
 * <section data-thread="id" data-last="12">: the log. Appends each entry once, in order; keeps the reader's place; tells
 * how far was read. The socket brings entries; without it they are fetched after each act. */
import { Behaviour, behave } from "ui/behaviour.js";
import { fragment } from "ui/html.js";
import htmx from "htmx";
import { live } from "desk/socket.js";
import { arrange } from "desk/arrange.js";
import { seenSoon } from "desk/seen.js";

const NEAR_PX = 80;

class Thread extends Behaviour {
  #last;
  #read = 0;
  #wasAtEnd = true;
  #sizes = new ResizeObserver(() => this.#wasAtEnd && this.#toEnd());
  #listening = new AbortController();

  connect() {
    this.#last = Number(this.element.dataset.last);
    const { signal } = this.#listening;
    this.#arrange();
    this.#toEnd();
    for (const sized of [this.log, this.#entries]) this.#sizes.observe(sized); // pictures load, the composer grows
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#newer.addEventListener("click", () => this.#toEnd({ smooth: true }));
    live.on("entry", (frame) => this.#arrived(frame), { signal });
    document.addEventListener("desk:stored", () => live.ready || this.pull(), { signal });
    document.addEventListener("visibilitychange", () => this.#saw(), { signal });
    this.element.addEventListener("htmx:after:swap", () => this.#arrange(), { signal });
    // a log that ends before what is shown was put back from a backup: nothing on this page is of it
    live.on("subscribed", ({ conversation, after, last }) => last < after && location.reload(), { signal });
    live.on("subscribed", ({ conversation }) => conversation === this.id && this.#saw(), { signal });
    live.watch(this.id, () => this.#last);
  }

  disconnect() {
    this.#listening.abort();
    this.#sizes.disconnect();
    live.leave(this.id);
  }

  get id() {
    return this.element.dataset.thread;
  }

  get log() {
    return this.element.querySelector("[data-log]");
  }

  get #entries() {
    return this.element.querySelector("[data-entries]");
  }

  get #newer() {
    return this.element.querySelector("[data-newer]");
  }

  /** What came while there was no socket. */
  async pull() {
    const answer = await fetch(`${this.element.dataset.entriesUrl}?after=${this.#last}`);
    if (!answer.ok) return;
    for (const element of [...fragment(await answer.text()).children]) this.#append(element);
  }

  #arrived({ conversation, seq, html, target }) {
    if (conversation !== this.id || seq !== this.#last + 1) return;
    this.#append(fragment(html).firstElementChild);
    if (target) this.#renew(target);
  }

  #append(element) {
    const seq = Number(element.dataset.seq);
    if (seq <= this.#last) return;
    this.#last = seq;
    const follow = this.#isAtEnd || element.dataset.side === "staff";
    element.classList.add("entry--new");
    this.#entries.append(element);
    htmx.process(element);
    this.#arrange();
    this.#hear(element);
    if (follow) this.#toEnd();
    else this.#newer.hidden = false;
    this.#saw();
    this.element.dispatchEvent(new CustomEvent("thread:appended", { detail: { element, seq } }));
  }

  /** An edited or removed entry, as it reads now. */
  async #renew(seq) {
    const shown = this.#entries.querySelector(`[data-seq="${seq}"]`);
    if (!shown) return;
    const answer = await fetch(`${this.element.dataset.entriesUrl}?after=${seq - 1}&limit=1`);
    if (!answer.ok) return;
    shown.replaceWith(fragment(await answer.text()));
    htmx.process(this.#entries.querySelector(`[data-seq="${seq}"]`));
    this.#arrange();
  }

  #arrange() {
    arrange(this.#entries, this.element);
  }

  #hear(element) {
    const body = element.querySelector(".entry__body")?.textContent ?? element.textContent;
    this.element.querySelector("[data-heard]").textContent = body.trim();
  }

  get #isAtEnd() {
    const { scrollTop, clientHeight, scrollHeight } = this.log;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  #toEnd({ smooth = false } = {}) {
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth ? "smooth" : "instant" });
  }

  #scrolled() {
    this.#wasAtEnd = this.#isAtEnd;
    if (!this.#wasAtEnd) return;
    this.#newer.hidden = true;
    this.#saw();
  }

  /** Read is what stood before a person's eyes: the tab in front, the end of the log in sight. */
  #saw() {
    if (document.hidden || !this.#isAtEnd || this.#read === this.#last) return;
    seenSoon(this.element, this.#last);
    const told = live.send({ type: "read", conversation: this.id, seq: this.#last });
    if (told) this.#read = this.#last;
    document.dispatchEvent(new CustomEvent("desk:read", { detail: { conversation: this.id } }));
  }
}

behave("data-thread", Thread);
