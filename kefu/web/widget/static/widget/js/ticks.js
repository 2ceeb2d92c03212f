/*
 * Which steps of which checklist are done: what the log says, and what was ticked here and is still on its way. A tick made
 * without a connection is kept and sent later; a retry keeps its client_msg_id, so nothing doubles.
 * Events: changed {detail: seq}.
 */
import * as store from "./store.js";

const RETRY_MS = 5_000;
const FINAL = new Set([400, 403, 404, 409]);

export class Ticks extends EventTarget {
  #session;
  #log;
  #done = new Map(); // seq -> Set of items
  #isBusy = false;

  constructor({ session, log, line }) {
    super();
    this.#session = session;
    this.#log = log;
    log.addEventListener("entry", ({ detail }) => this.#take(detail));
    log.addEventListener("cleared", () => this.#done.clear());
    line.addEventListener("ready", () => this.#pump());
  }

  isDone(seq, item) {
    const waiting = this.#waiting.findLast((tick) => tick.conversation === this.#log.id && tick.seq === seq && tick.item === item);
    return waiting ? waiting.on : (this.#done.get(seq)?.has(item) ?? false);
  }

  isWaiting(seq) {
    return this.#waiting.some((tick) => tick.conversation === this.#log.id && tick.seq === seq);
  }

  set(seq, item, on) {
    const tick = { id: crypto.randomUUID(), conversation: this.#log.id, seq, item, on };
    this.#keep([...this.#waiting, tick]);
    this.#tell(seq);
    this.#pump();
  }

  get #key() {
    return store.keyOf(this.#session.who, "ticks");
  }

  get #waiting() {
    return store.read(this.#key) ?? [];
  }

  #keep(ticks) {
    if (ticks.length) store.write(this.#key, ticks);
    else store.forget(this.#key);
  }

  #take({ kind, data }) {
    if (kind !== "checked") return;
    const done = this.#done.get(data.target) ?? new Set();
    if (data.on) done.add(data.item);
    else done.delete(data.item);
    this.#done.set(data.target, done);
    this.#tell(data.target);
  }

  async #pump() {
    if (this.#isBusy) return;
    this.#isBusy = true;
    const { who } = this.#session;
    try {
      for (let tick; who === this.#session.who && (tick = this.#waiting[0]); ) await this.#send(tick);
    } catch {
      setTimeout(() => this.#pump(), RETRY_MS); // no network: it is kept
    } finally {
      this.#isBusy = false;
    }
  }

  async #send({ id, conversation, seq, item, on }) {
    const path = `/conversations/${conversation}/checklists/${seq}/items/${item}`;
    try {
      const { done } = await this.#session.call(path, { method: "PUT", body: { on, client_msg_id: id } });
      if (conversation === this.#log.id) this.#done.set(seq, new Set(done));
    } catch (error) {
      if (!FINAL.has(error.status)) throw error;
    }
    this.#keep(this.#waiting.filter((tick) => tick.id !== id));
    this.#tell(seq);
  }

  #tell(seq) {
    this.dispatchEvent(new CustomEvent("changed", { detail: seq }));
  }
}
