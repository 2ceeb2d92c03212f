/* Tells the server what reached this device and what a person saw; counts what was not seen. */
const SETTLE_MS = 250;

export class Reading extends EventTarget {
  #log;
  #line;
  #view;
  #page;
  #told = { delivered: 0, read: 0 };
  #timer = null;

  constructor({ log, line, view, page }) {
    super();
    this.#log = log;
    this.#line = line;
    this.#view = view;
    this.#page = page;
    const soon = () => this.#soon();
    for (const event of ["entry", "caught_up", "marks"]) log.addEventListener(event, soon);
    log.addEventListener("cleared", () => {
      this.#told = { delivered: 0, read: 0 };
      soon();
    });
    line.addEventListener("ready", () => (this.#told = { delivered: 0, read: 0 }));
    view.addEventListener("scrolled", soon);
    page.addEventListener("shown", soon);
    document.addEventListener("visibilitychange", soon);
  }

  get isSeen() {
    return this.#page.isShown && document.visibilityState === "visible" && this.#view.isAtEnd;
  }

  #soon() {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#tell();
    }, SETTLE_MS);
  }

  #tell() {
    const { last, id } = this.#log;
    if (id && this.#log.isCaughtUp) {
      this.#report("delivered", last);
      if (this.isSeen) this.#report("read", last);
    }
    this.#page.unread(this.#unread());
  }

  #report(type, seq) {
    if (seq <= this.#told[type]) return;
    if (!this.#line.send({ type, conversation: this.#log.id, seq })) return;
    this.#told[type] = seq;
    if (type === "read") this.#log.readByMe = Math.max(this.#log.readByMe, seq);
  }

  #unread() {
    let count = 0;
    for (const entry of this.#log.entries.values()) {
      if (entry.seq > this.#log.readByMe && entry.kind === "message" && !entry.mine) count += 1;
    }
    return count;
  }
}
