/*
 * Where one tab's outbox is kept: a box of its own in storage, under a lock the tab holds while it lives. The box of a
 * tab that is gone is taken over by whichever other tab gets its lock.
 */
import * as store from "./store.js";
import { holdForLife, whenFree } from "./tabs.js";

const MOST_MESSAGES = 200;
const MOST_BYTES = 256 * 1024;

export class Full extends Error {}

export class Box {
  #count = 0;
  #start;
  #key;
  #known;
  #takeOver;
  #items = [];
  #holdsFiles = false;

  constructor(who, takeOver) {
    this.#start = store.keyOf(who, "outbox:");
    this.#key = this.#start + crypto.randomUUID();
    this.#known = new Set([this.#key]);
    this.#takeOver = takeOver;
    holdForLife(this.#key);
  }

  /* Full if there are more now, and too many. */
  keep(items) {
    if (items.length > this.#count && isTooMuch(items)) throw new Full();
    this.#count = items.length;
    this.#items = items;
    this.#write();
  }

  /* A box with files and no message is there, too, for whoever takes it over. */
  holdFiles(holds) {
    if (holds === this.#holdsFiles) return;
    this.#holdsFiles = holds;
    this.#write();
  }

  get place() {
    return this.#key;
  }

  #write() {
    if (this.#items.length || this.#holdsFiles) store.write(this.#key, this.#items);
    else store.forget(this.#key);
  }

  adopt() {
    for (const key of store.keys(this.#start)) {
      if (this.#known.has(key)) continue;
      this.#known.add(key);
      whenFree(key, () => this.#empty(key));
    }
  }

  async #empty(key) {
    const left = store.read(key) ?? [];
    await this.#takeOver(left, key); // kept in our own box before it leaves the other
    store.forget(key);
    this.#known.delete(key);
  }
}

function isTooMuch(items) {
  return items.length > MOST_MESSAGES || new TextEncoder().encode(JSON.stringify(items)).length > MOST_BYTES;
}
