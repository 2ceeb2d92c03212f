/**
 * The desk's one socket (docs/protocol.md). Frames arrive as events named by their type; whoever shows a conversation
 * watches it with a function that says which number it has, so that every reconnect resumes exactly there.
 */
import { locale } from "ui/words.js";
import { zone } from "ui/zone.js";

const FIRST_WAIT = { min_ms: 500, max_ms: 2000 };
const LONGEST_WAIT_MS = 30_000;
const PING_MS = 25_000;
const DWELL_MS = 250;
const SIGNED_OUT = 4401;

class Live extends EventTarget {
  #socket;
  #watched = new Map();
  #passing = new Map();
  #wait = FIRST_WAIT;
  #tries = 0;
  #timer;
  #ping;
  ready = false;

  async open() {
    clearTimeout(this.#timer);
    const ticket = await this.#ticket();
    if (!ticket) return;
    const socket = new WebSocket(`${ticket.live_url}/live?desk`);
    this.#socket = socket;
    socket.addEventListener("open", () => this.#put({ type: "hello", token: ticket.token, locale, zone }));
    socket.addEventListener("message", ({ data }) => this.#heard(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => this.#lost(code));
  }

  on(type, listener, options) {
    this.addEventListener(type, ({ detail }) => listener(detail), options);
  }

  /**
   * `last()` says the newest number shown; entries after it are sent, now and after each reconnect. What one only walks
   * past is not watched: nobody is told that we are there, and nothing counts as read.
   */
  watch(conversation, last) {
    const dwell = setTimeout(() => {
      this.#passing.delete(conversation);
      this.#watched.set(conversation, last);
      if (this.ready) this.#subscribe(conversation, last);
    }, DWELL_MS);
    this.#passing.set(conversation, dwell);
  }

  leave(conversation) {
    clearTimeout(this.#passing.get(conversation));
    if (!this.#watched.delete(conversation)) return;
    this.send({ type: "presence", conversation, here: false });
    this.send({ type: "unsubscribe", conversation });
  }

  /** True if it went out; what must not be lost is never sent this way. */
  send(frame) {
    if (this.ready) this.#put(frame);
    return this.ready;
  }

  async #ticket() {
    const { ticketUrl, csrf } = document.querySelector("[data-desk]").dataset;
    try {
      const answer = await fetch(ticketUrl, { method: "POST", headers: { "X-CSRFToken": csrf } });
      if (answer.ok) return await answer.json();
      if (answer.status === 401 || answer.status === 403) this.#tell("signed-out");
      else this.#again();
    } catch {
      this.#again();
    }
    return null;
  }

  #put(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #heard(frame) {
    if (frame.type === "welcome") this.#welcome(frame);
    this.#tell(frame.type, frame);
  }

  #welcome(frame) {
    this.ready = true;
    this.#tries = 0;
    this.#wait = frame.reconnect ?? FIRST_WAIT;
    clearInterval(this.#ping);
    this.#ping = setInterval(() => this.#put({ type: "ping" }), PING_MS);
    this.#put({ type: "subscribe_inbox" });
    for (const [conversation, last] of this.#watched) this.#subscribe(conversation, last);
  }

  #subscribe(conversation, last) {
    this.#put({ type: "subscribe", conversation, after: last(), format: "html" });
    this.#put({ type: "presence", conversation, here: true });
  }

  #lost(code) {
    const isEnded = this.ready && code === SIGNED_OUT;
    this.ready = false;
    clearInterval(this.#ping);
    this.#tell("lost", { code });
    // whether the session ended, or goes on with other rights, the ticket tells at once
    if (isEnded) this.open();
    else this.#again();
  }

  #again() {
    const { min_ms: least, max_ms: most } = this.#wait;
    const longest = Math.min(LONGEST_WAIT_MS, most * 2 ** this.#tries);
    this.#tries += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.open(), least + Math.random() * (longest - least));
  }

  #tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

export const live = new Live();
