/*
 * Who sits before the screen. When somebody else does, everything of the one before goes before anything is shown;
 * then the conversation they were in is continued, else their newest. Events: changed, own {detail: conversations}.
 */
import { chosenLocale, goToLocale } from "./language.js";
import * as store from "./store.js";

const RETRY_MS = 4_000;

export class Person extends EventTarget {
  #page;
  #session;
  #line;
  #log;
  #outbox;
  #status;
  #timer = null;
  #isFirst = true;

  constructor({ page, session, line, log, outbox, status }) {
    super();
    this.#page = page;
    this.#session = session;
    this.#line = line;
    this.#log = log;
    this.#outbox = outbox;
    this.#status = status;
    session.addEventListener("person", () => this.#greet());
    session.addEventListener("renewed", () => this.#continue());
    page.addEventListener("changed", () => this.begin());
    page.addEventListener("locale", ({ detail }) => goToLocale(detail, session.jwt));
  }

  async begin() {
    clearTimeout(this.#timer);
    try {
      await this.#session.learn();
    } catch (error) {
      this.#status.trouble(error);
      if (this.#session.who === null) this.#timer = setTimeout(() => this.begin(), RETRY_MS);
    }
  }

  /* Another tab says somebody else signed in: this one may be of the past. */
  check() {
    if (store.read("who") !== this.#session.who) this.begin();
  }

  /* Another tab opened a conversation. */
  follow(id) {
    this.#line.open();
    this.#log.follow(id);
  }

  #greet() {
    const locale = chosenLocale(this.#session.wantedLocale);
    if (locale) return goToLocale(locale, this.#session.jwt);
    this.#line.close();
    this.#log.clear();
    this.#outbox.restart();
    this.dispatchEvent(new CustomEvent("changed", { detail: { isFirst: this.#isFirst } }));
    this.#isFirst = false;
    this.#log.follow(store.read(store.keyOf(this.#session.who, "conversation")));
    const hasHistory = this.#session.isSigned || this.#session.isStarted;
    if (hasHistory || this.#outbox.items.length) this.#line.open();
    if (this.#session.isStarted) this.#continue();
    return undefined;
  }

  async #continue() {
    const { who } = this.#session;
    try {
      const { conversations } = await this.#session.call("/conversations");
      if (who !== this.#session.who) return;
      const own = conversations.filter(({ conversation }) => !conversation.merged_into);
      const isOwn = own.some(({ conversation }) => conversation.id === this.#log.id);
      if (own.length && !isOwn && !this.#log.isAnew) this.#log.follow(own[0].conversation.id); // nobody is moved out of what they read
      this.dispatchEvent(new CustomEvent("own", { detail: own }));
    } catch {
      clearTimeout(this.#timer); // the line tells what is wrong; when it is back we ask again
      this.#line.addEventListener("ready", () => who === this.#session.who && this.#continue(), { once: true });
    }
  }
}
