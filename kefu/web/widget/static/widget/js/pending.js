/* The messages of one tab that are not stored yet, kept in its box. Events: changed. */
import { Box } from "./box.js";

export class Pending extends EventTarget {
  #box = null;
  items = [];

  /* Another person: what the one before had written was removed from storage already. */
  restart(who, takeOver) {
    this.items = [];
    this.#box = new Box(who, takeOver);
    this.dispatchEvent(new Event("changed"));
  }

  get place() {
    return this.#box.place;
  }

  adopt() {
    this.#box?.adopt();
  }

  holdFiles(holds) {
    this.#box?.holdFiles(holds);
  }

  get(id) {
    return this.items.find((item) => item.id === id) ?? {};
  }

  put(id, change) {
    this.set(this.items.map((item) => (item.id === id ? { ...item, ...change } : item)));
  }

  /* What was acknowledged may be lost again. */
  sendAgain() {
    for (const { id, state } of this.items) if (state === "sent") this.put(id, { state: "queued", seq: 0 });
  }

  remove(id) {
    this.set(this.items.filter((item) => item.id !== id));
  }

  /* Full if no more can be kept. */
  set(items) {
    this.#box.keep(items);
    this.items = items;
    this.dispatchEvent(new Event("changed"));
  }
}
