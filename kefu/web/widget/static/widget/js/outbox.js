/*
 * What is not yet acknowledged. One message travels at a time, in the order written; one whose files are still on their way
 * lets those behind it go first. A retry keeps its client_msg_id, so nothing doubles.
 * Events: changed, gone {detail: id}, left {detail: uploads of no message}.
 */
import { Cargo } from "./cargo.js";
import { Flight } from "./flight.js";
import { Pending } from "./pending.js";
import * as store from "./store.js";
import { alone } from "./tabs.js";

const ASK_LATER = new Set(["rate_limited", "try_again", "not_signed_in", "not_open"]);

export class Outbox extends EventTarget {
  #line;
  #log;
  #session;
  #page;
  #files;
  #cargo;
  #flight;
  #pending = new Pending();
  #isBusy = false;

  constructor({ line, log, session, page, files }) {
    super();
    this.#line = line;
    this.#log = log;
    this.#session = session;
    this.#page = page;
    this.#files = files;
    this.#cargo = new Cargo(files);
    this.#flight = new Flight(line);
    this.#pending.addEventListener("changed", () => this.dispatchEvent(new Event("changed")));
    line.addEventListener("ready", () => this.pump());
    log.addEventListener("entry", ({ detail }) => this.#arrived(detail));
    log.addEventListener("put_back", () => this.#pending.sendAgain());
    log.addEventListener("caught_up", () => this.pump()); // by now what the server has still is out of here
    files.addEventListener("changed", () => this.#filesChanged());
    files.addEventListener("ready", () => this.pump());
  }

  get items() {
    return this.#pending.items;
  }

  restart() {
    this.#flight.end();
    this.#pending.restart(this.#session.who, (left, place) => this.#takeOver(left, place));
    this.#files.restart({ who: this.#session.who, place: this.#pending.place });
    this.#pending.adopt();
  }

  adopt() {
    this.#pending.adopt();
  }

  /* `told`: what goes before the first words. */
  add(body, uploads, told) {
    const what = { body, told, uploads: uploads.map(({ key }) => key) };
    this.#pending.set([...this.items, { id: crypto.randomUUID(), ...what, at: new Date().toISOString(), state: "queued" }]);
    this.pump();
  }

  discard(id) {
    this.#cargo.cancel(this.#pending.get(id));
    this.#pending.remove(id);
  }

  /* To be written anew; its files. */
  takeBack(id) {
    const uploads = this.#cargo.of(this.#pending.get(id));
    this.#pending.remove(id);
    return uploads;
  }

  async pump() {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let item; this.#line.isReady && (item = this.#cargo.next(this.items)); ) {
        if (this.#log.id) await this.#send(item);
        else await alone(`opening:${this.#session.who}`, () => this.#open(item));
      }
    } finally {
      this.#isBusy = false;
    }
  }

  async #open(item) {
    this.#log.follow(store.read(store.keyOf(this.#session.who, "conversation")));
    await this.#send(item);
  }

  async #send(item) {
    const { id, body } = item;
    const frame = { type: "send", client_msg_id: id, conversation: this.#log.id, body, ...this.#cargo.named(item) };
    if (!this.#log.id) Object.assign(frame, this.#page.address && { page: this.#page.address }, item.told && { particulars: item.told }, this.#log.isAnew && { anew: true });
    this.#pending.put(id, { state: "sending" });
    const result = await this.#flight.send(frame);
    if (result === "lost") return this.#pending.put(id, { state: "queued" });
    if (result.type === "ack") return this.#acknowledged(id, result);
    return this.#refused(id, frame, result);
  }

  #acknowledged(id, { conversation, seq }) {
    this.#log.follow(conversation);
    if (this.#log.last >= seq) this.#arrived({ client_msg_id: id });
    else this.#pending.put(id, { state: "sent", seq });
  }

  async #refused(id, { conversation }, { code, message, retry_after_ms: wait }) {
    if (code === "not_found" && conversation) {
      this.#log.lose(conversation); // not ours any more: the same message opens a new one
      this.#pending.put(id, { state: "queued" });
    } else if (ASK_LATER.has(code)) {
      this.#pending.put(id, { state: "queued", reason: message });
      await new Promise((done) => setTimeout(done, wait ?? 1_000));
    } else {
      this.#pending.put(id, { state: "failed", reason: message });
    }
  }

  #arrived(entry) {
    const item = this.items.find(({ id, seq }) => id === entry.client_msg_id || (seq && seq === entry.seq));
    if (!item) return;
    this.#flight.landed(item.id, { conversation: this.#log.id, seq: this.#log.last });
    this.#pending.remove(item.id);
    this.#cargo.forget(item);
    this.dispatchEvent(new CustomEvent("gone", { detail: item.id }));
  }

  /* A message whose file was refused waits for its writer, with the reason. */
  #filesChanged() {
    this.#pending.holdFiles(!this.#files.isEmpty);
    for (const item of this.items) {
      const refused = item.state === "queued" && this.#cargo.refused(item);
      if (refused) this.#pending.put(item.id, { state: "failed", reason: refused.reason });
    }
  }

  async #takeOver(left, place) {
    const loose = await this.#cargo.adopt(place, left);
    if (loose.length) this.dispatchEvent(new CustomEvent("left", { detail: loose }));
    const known = new Set([...this.items, ...this.#log.entries.values()].map(({ id, client_msg_id: key }) => key ?? id));
    const taken = left.filter(({ id }) => !known.has(id)).map((item) => this.#cargo.taken(item));
    this.#pending.set([...taken, ...this.items]);
    this.pump();
  }
}
