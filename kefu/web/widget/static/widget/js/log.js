/*
 * The one conversation as we know it: a cursor that takes entries strictly by number. A hole is never shown:
 * we ask again from the last good number.
 * A conversation that was merged into another one leads there.
 * Events: entry {detail}, changed {detail: entry}, caught_up, marks, followed, cleared,
 * put_back (what was acknowledged may be lost again).
 */
import * as store from "./store.js";

export class Log extends EventTarget {
  #line;
  #session;
  #isAsked = false;
  id = null;
  last = 0;
  entries = new Map();
  isCaughtUp = false;
  #goesOn = null; // where, if it was merged and stayed so
  marks = { delivered: 0, read: 0 }; // how far support got
  readByMe = 0;

  constructor(line, session) {
    super();
    this.#line = line;
    this.#session = session;
    line.addEventListener("ready", () => this.#subscribe());
    line.addEventListener("lost", () => (this.#isAsked = false));
    line.addEventListener("frame", ({ detail }) => this.#hear(detail));
  }

  follow(id) {
    if (!id || id === this.id) return;
    if (this.id) this.clear();
    this.id = id;
    store.write(store.keyOf(this.#session.who, "conversation"), id);
    store.forget(store.keyOf(this.#session.who, "anew"));
    this.#subscribe();
    this.dispatchEvent(new Event("followed"));
  }

  /* It is not ours (any more). */
  lose(id) {
    if (id !== this.id) return;
    store.forget(store.keyOf(this.#session.who, "conversation"));
    this.clear();
  }

  /* The next words begin a conversation of their own. */
  beginAnew() {
    store.write(store.keyOf(this.#session.who, "anew"), true);
    this.lose(this.id);
  }

  get isAnew() {
    return this.id === null && store.read(store.keyOf(this.#session.who, "anew")) === true;
  }

  clear() {
    if (this.id && this.#isAsked) this.#line.send({ type: "unsubscribe", conversation: this.id });
    this.id = null;
    this.last = this.readByMe = 0;
    this.entries.clear();
    this.isCaughtUp = this.#isAsked = false;
    this.#goesOn = null;
    this.marks = { delivered: 0, read: 0 };
    this.dispatchEvent(new Event("cleared"));
  }

  #subscribe() {
    if (!this.id || this.#isAsked) return;
    this.#isAsked = this.#line.send({ type: "subscribe", conversation: this.id, after: this.last });
  }

  #hear(frame) {
    if (!this.id || frame.conversation !== this.id) return;
    if (frame.type === "entry") {
      this.#take(frame);
    } else if (frame.type === "subscribed") {
      if (frame.last < frame.after) return this.#startAnew();
      this.#mark(frame.delivered?.staff, frame.read?.staff);
      this.readByMe = Math.max(this.readByMe, frame.read?.customer ?? 0);
    } else if (frame.type === "caught_up") {
      if (frame.seq > this.last) return this.#askAgain();
      this.isCaughtUp = true;
      this.dispatchEvent(new Event("caught_up"));
      this.follow(this.#goesOn);
    } else if (frame.type === "receipt") {
      if (frame.side === "staff") this.#mark(frame.delivered, frame.read);
      else this.#seen(frame.read);
    } else if (frame.type === "error" && frame.code === "not_found" && !frame.client_msg_id) {
      this.lose(this.id);
    }
  }

  #take(entry) {
    if (entry.seq <= this.last) return; // known
    if (entry.seq > this.last + 1) return this.#askAgain();
    this.last = entry.seq;
    this.entries.set(entry.seq, entry);
    this.#apply(entry);
    this.dispatchEvent(new CustomEvent("entry", { detail: entry }));
    this.#lead(entry);
  }

  /* Only the end of the log says whether it still goes on elsewhere: a merge may have been taken back. */
  #lead({ kind, data }) {
    if (kind === "merged_into" || (kind === "unsplit" && data.leaves && data.joins)) this.#goesOn = data.conversation;
    else if (kind === "unmerged" && data.leaves) this.#goesOn = null;
    else return;
    if (this.isCaughtUp) this.follow(this.#goesOn);
  }

  /* An edit or a removal changes the entry it names, unless that was fetched as changed already. */
  #apply({ kind, body, version, data }) {
    const target = this.entries.get(data?.target);
    if (!target || (kind !== "edited" && kind !== "redacted")) return; // ticks are counted elsewhere
    if (kind === "edited") Object.assign(target, { body, version, data: { ...target.data, cut: data.cut }, isEdited: true });
    else Object.assign(target, { body: "", version, data: { ...target.data, files: [] }, isRemoved: true });
    this.dispatchEvent(new CustomEvent("changed", { detail: target }));
  }

  #askAgain() {
    this.#line.send({ type: "unsubscribe", conversation: this.id });
    this.#isAsked = false;
    this.#subscribe();
  }

  /* The server's log is older than ours: it was put back from a backup, and its numbers mean other entries. */
  #startAnew() {
    const { id } = this;
    this.clear();
    this.id = id;
    this.#subscribe();
    this.dispatchEvent(new Event("put_back"));
  }

  #mark(delivered = 0, read = 0) {
    this.marks = { delivered: Math.max(this.marks.delivered, delivered), read: Math.max(this.marks.read, read) };
    this.dispatchEvent(new Event("marks"));
  }

  #seen(read = 0) {
    this.readByMe = Math.max(this.readByMe, read);
    this.dispatchEvent(new Event("marks"));
  }
}
