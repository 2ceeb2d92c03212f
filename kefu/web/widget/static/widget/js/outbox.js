/*
 * What was written and is not yet acknowledged. One message travels at a time, so order holds; a retry keeps its
 * client_msg_id, so nothing doubles.
 * Events: changed, gone {detail: id}.
 */
import { Box } from "./box.js";
import * as store from "./store.js";
import { alone } from "./tabs.js";

const ACK_PATIENCE_MS = 15_000;
const ASK_LATER = new Set(["rate_limited", "try_again", "file_not_ready", "not_signed_in"]);

export class Outbox extends EventTarget {
  #line;
  #log;
  #session;
  #page;
  #box = null;
  #flying = null; // {id, settle}: waits for its ack
  #isBusy = false;
  items = [];

  constructor({ line, log, session, page }) {
    super();
    this.#page = page;
    this.#line = line;
    this.#log = log;
    this.#session = session;
    line.addEventListener("ready", () => this.pump());
    line.addEventListener("lost", () => this.#flying?.settle("lost"));
    line.addEventListener("frame", ({ detail }) => this.#hear(detail));
    log.addEventListener("entry", ({ detail }) => this.#arrived(detail));
    log.addEventListener("put_back", () => {
      for (const { id, state } of this.items) if (state === "sent") this.#put(id, { state: "queued", seq: 0 });
    });
    log.addEventListener("caught_up", () => this.pump()); // by now what the server has still is out of here
  }

  /* Another person: what the one before had written was removed from storage already. */
  restart() {
    this.#flying?.settle("lost");
    this.items = [];
    this.#box = new Box(this.#session.who, (left) => this.#takeOver(left));
    this.dispatchEvent(new Event("changed"));
    this.#box.adopt();
  }

  /* Take over what closed tabs left. */
  adopt() {
    this.#box?.adopt();
  }

  /* Full if no more can be kept. `told`: what goes before the first words. */
  add(body, files, told) {
    const item = { id: crypto.randomUUID(), body, files, told, at: new Date().toISOString(), state: "queued" };
    this.#set([...this.items, item]);
    this.pump();
  }

  discard(id) {
    this.#set(this.items.filter((item) => item.id !== id));
  }

  async pump() {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      let item;
      while (this.#line.isReady && (item = this.items.find(({ state }) => state === "queued"))) {
        if (this.#log.id) await this.#send(item);
        else await alone(`opening:${this.#session.who}`, () => this.#open(item));
      }
    } finally {
      this.#isBusy = false;
    }
  }

  /* The first message opens a conversation, unless another tab's just did. */
  async #open(item) {
    this.#log.follow(store.read(store.keyOf(this.#session.who, "conversation")));
    await this.#send(item);
  }

  async #send(item) {
    const { id, body, files } = item;
    const frame = { type: "send", client_msg_id: id, conversation: this.#log.id, body };
    if (files.length) frame.files = files.map((file) => file.id);
    if (!this.#log.id && this.#page.address) frame.page = this.#page.address;
    if (!this.#log.id && item.told) frame.particulars = item.told;
    const answer = new Promise((settle) => (this.#flying = { id, settle }));
    const timer = setTimeout(() => this.#line.again(), ACK_PATIENCE_MS);
    this.#put(id, { state: "sending" });
    if (!this.#line.send(frame)) this.#flying.settle("lost");
    const result = await answer;
    clearTimeout(timer);
    this.#flying = null;
    if (result === "lost") return this.#put(id, { state: "queued" });
    if (result.type === "ack") return this.#acknowledged(id, result);
    return this.#refused(id, frame, result);
  }

  #acknowledged(id, { conversation, seq }) {
    this.#log.follow(conversation);
    if (this.#log.last >= seq) this.#arrived({ client_msg_id: id });
    else this.#put(id, { state: "sent", seq });
  }

  async #refused(id, { conversation }, { code, message, retry_after_ms: wait }) {
    if (code === "not_found" && conversation) {
      this.#log.lose(conversation); // not ours any more: the same message opens a new one
      this.#put(id, { state: "queued" });
    } else if (ASK_LATER.has(code)) {
      this.#put(id, { state: "queued", reason: message });
      await new Promise((done) => setTimeout(done, wait ?? 1_000));
    } else {
      this.#put(id, { state: "failed", reason: message });
    }
  }

  #hear(frame) {
    const isMine = frame.client_msg_id && frame.client_msg_id === this.#flying?.id;
    if (isMine && (frame.type === "ack" || frame.type === "error")) this.#flying.settle(frame);
  }

  #arrived(entry) {
    const item = this.items.find(({ id, seq }) => id === entry.client_msg_id || (seq && seq === entry.seq));
    if (!item) return;
    if (this.#flying?.id === item.id) this.#flying.settle({ type: "ack", conversation: this.#log.id, seq: this.#log.last });
    this.discard(item.id);
    this.dispatchEvent(new CustomEvent("gone", { detail: item.id }));
  }

  #takeOver(left) {
    const known = new Set([...this.items, ...this.#log.entries.values()].map(({ id, client_msg_id: key }) => key ?? id));
    const taken = left.filter(({ id }) => !known.has(id));
    if (!taken.length) return;
    this.#set([...taken.map((item) => (item.state === "failed" ? item : { ...item, state: "queued" })), ...this.items]);
    this.pump();
  }

  #put(id, change) {
    this.#set(this.items.map((item) => (item.id === id ? { ...item, ...change } : item)));
  }

  #set(items) {
    this.#box.keep(items);
    this.items = items;
    this.dispatchEvent(new Event("changed"));
  }
}
