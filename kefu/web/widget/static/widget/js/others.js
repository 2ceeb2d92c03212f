/*
 * The person's other conversations. What support says or decides there is told in a line here, with a way there: nobody is
 * moved while they read or type. The newest few are listened to.
 */
import { make } from "./dom.js";
import { words } from "./words.js";

const MOST = 8;
const MOST_CHARS = 140;
const FROM_ITS_END = 2 ** 31 - 1; // the server answers where that is, and how far the person read
const NEWS = new Set(["message", "checklist", "warned", "paused", "ended", "appeal_decided", "identity_asked"]);
const COMES = new Set(["split_to", "unmerged"]);
const GOES = new Set(["merged_from", "unsplit"]);

export class Others extends EventTarget {
  #log;
  #line;
  #place;
  #announcer;
  #known = new Map(); // id -> {isAsked, read, news: entry, count}

  constructor({ log, line, person, place, announcer }) {
    super();
    this.#log = log;
    this.#line = line;
    this.#place = place;
    this.#announcer = announcer;
    person.addEventListener("own", ({ detail }) => detail.slice(0, MOST).reverse().forEach(({ conversation }) => this.#add(conversation.id)));
    person.addEventListener("changed", () => this.#forgetAll());
    line.addEventListener("ready", () => this.#askAll());
    line.addEventListener("lost", () => this.#known.forEach((one) => (one.isAsked = false)));
    line.addEventListener("frame", ({ detail }) => this.#hear(detail));
    log.addEventListener("entry", ({ detail }) => this.#lead(detail));
    for (const event of ["followed", "cleared"]) log.addEventListener(event, () => this.#turned());
  }

  #add(id) {
    if (!this.#known.has(id)) this.#known.set(id, { isAsked: false, read: 0, news: null, count: 0 });
    for (const old of [...this.#known.keys()].slice(0, -MOST)) this.#leave(old);
    this.#ask(id);
  }

  #leave(id) {
    this.#known.delete(id);
    if (id !== this.#log.id) this.#line.send({ type: "unsubscribe", conversation: id });
  }

  /* The one on the screen has a cursor of its own; what is left for another is listened to from then on. */
  #turned() {
    const { id } = this.#log;
    if (id) {
      this.#known.delete(id); // it is read here: nothing of it is news
      this.#add(id);
    }
    this.#askAll();
    this.#show();
  }

  #askAll() {
    for (const id of this.#known.keys()) this.#ask(id);
  }

  #ask(id, after = FROM_ITS_END) {
    const one = this.#known.get(id);
    if (id === this.#log.id || (one.isAsked && after === FROM_ITS_END)) return;
    one.isAsked = this.#line.send({ type: "subscribe", conversation: id, after });
  }

  #hear({ type, conversation: id, ...frame }) {
    const one = this.#known.get(id);
    if (!one || id === this.#log.id) return;
    if (type === "subscribed") {
      const read = frame.read?.customer ?? 0;
      if (frame.after > frame.last && read < frame.last) this.#ask(id, Math.max(read, one.read));
      one.read = Math.max(read, one.read);
    } else if (type === "entry" && frame.seq > one.read) {
      one.read = frame.seq;
      this.#take(one, frame);
    } else if (type === "error" && frame.code === "not_found") {
      this.#known.delete(id);
      this.#show();
    }
  }

  #take(one, entry) {
    if (entry.mine || !NEWS.has(entry.kind)) return;
    one.news = entry;
    one.count += 1;
    this.#show();
    this.#announcer.say(this.#sentence(entry));
  }

  /* Joins and partings are told in the log that is read. */
  #lead({ kind, data }) {
    if (!data?.conversation) return;
    if (COMES.has(kind)) this.#add(data.conversation);
    else if (GOES.has(kind) && !data.leaves) this.#known.delete(data.conversation);
    this.#show();
  }

  #forgetAll() {
    this.#known.clear();
    this.#show();
  }

  #sentence({ kind, text, body }) {
    const said = kind === "message" ? body || words("a_file", { name: "" }) : text || body;
    return words("elsewhere", { text: said.length > MOST_CHARS ? `${said.slice(0, MOST_CHARS)}…` : said });
  }

  #show() {
    const told = [...this.#known].filter(([id, { news }]) => news && id !== this.#log.id);
    this.#place.hidden = !told.length;
    this.#place.replaceChildren(...told.map(([id, one]) => this.#row(id, one)));
  }

  #row(id, { news, count }) {
    const open = make("button", { class: "button others__open", type: "button", text: words("go_there") });
    open.addEventListener("click", () => this.#log.follow(id));
    const mark = make("span", { class: "others__count", text: count, "aria-hidden": "true" });
    return make("li", { class: "others__row" }, mark, make("span", { class: "others__text", dir: "auto", text: this.#sentence(news) }), open);
  }
}
