/*
 * Whether somebody of ours asks who sits here to confirm that it is them, and how that can be done: what the log says, and the
 * ways that the server gives to this session alone.
 * Events: changed {detail: ref}.
 */
const RETRY_MS = 4_000;

export class StepUps extends EventTarget {
  #session;
  #log;
  #ends = new Map(); // ref -> outcome
  #open = null; // what was asked last and has no end in the log
  #card = null;
  #timer;

  constructor({ session, log }) {
    super();
    this.#session = session;
    this.#log = log;
    log.addEventListener("entry", ({ detail }) => this.#take(detail));
    log.addEventListener("caught_up", () => this.#learn());
    log.addEventListener("cleared", () => this.#forget());
  }

  /* `state`: asked, over or an outcome; `card`: the ways, once they are known. */
  of({ data: { ref, until } }) {
    const isOver = Date.parse(until) <= Date.now();
    const state = this.#ends.get(ref) ?? (isOver ? "over" : "asked");
    return { state, card: state === "asked" && this.#card?.ref === ref ? this.#card : null };
  }

  async decline() {
    await this.#session.call(`/conversations/${this.#log.id}/identity`, { method: "DELETE" });
  }

  #take(entry) {
    if (entry.kind === "identity_asked") {
      this.#open = entry;
      if (this.#log.isCaughtUp) this.#learn();
    } else if (entry.kind === "identity_checked") {
      this.#ends.set(entry.data.ref, entry.data.outcome);
      if (this.#open?.data.ref === entry.data.ref) this.#open = null;
      this.#tell(entry.data.ref);
    }
  }

  async #learn() {
    const asked = this.#open;
    clearTimeout(this.#timer);
    if (!asked || this.of(asked).state !== "asked" || this.#card?.ref === asked.data.ref) return;
    try {
      const { card } = await this.#session.call(`/conversations/${this.#log.id}/identity`);
      if (asked !== this.#open) return;
      this.#card = card;
      this.#tell(asked.data.ref);
    } catch {
      this.#timer = setTimeout(() => this.#learn(), RETRY_MS);
    }
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#ends.clear();
    this.#open = this.#card = null;
  }

  #tell(ref) {
    this.dispatchEvent(new CustomEvent("changed", { detail: ref }));
  }
}
