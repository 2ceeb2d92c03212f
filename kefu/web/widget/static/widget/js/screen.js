/* Which of its states the page shows: loading, empty or full; the way back to the newest; new messages said aloud. */
import { isSaid, spoken as said } from "./bot_view.js";
import { choose } from "./language.js";
import { isMessage, nameOf } from "./message_view.js";
import { isReceipt, spoken } from "./receipt_view.js";
import { isAsked } from "./stepup_view.js";
import { isLasting } from "./store.js";
import { words } from "./words.js";

export class Screen {
  #one;
  #log;
  #outbox;
  #view;
  #reading;
  #announcer;
  #session = null;

  constructor({ one, log, outbox, view, reading, announcer }) {
    this.#one = one;
    this.#log = log;
    this.#outbox = outbox;
    this.#view = view;
    this.#reading = reading;
    this.#announcer = announcer;
    if (!isLasting) one("unloaded").textContent = words("unloaded_open");
    log.addEventListener("entry", ({ detail }) => this.#came(detail));
    for (const event of ["followed", "caught_up"]) log.addEventListener(event, () => this.#show());
    view.addEventListener("filled", () => this.#show());
    view.addEventListener("scrolled", () => {
      view.remember();
      this.#jump();
    });
    one("jump").addEventListener("click", () => view.toEnd());
    one("language").addEventListener("click", ({ currentTarget }) => choose(currentTarget.dataset.to, this.#session?.jwt));
  }

  restart(session) {
    this.#session = session;
    this.greet(session);
    this.#show();
  }

  greet({ name }) {
    this.#one("person").textContent = name;
    this.#one("person").hidden = !name;
  }

  #came(entry) {
    if (this.#log.isCaughtUp && isReceipt(entry)) this.#announcer.say(spoken(entry.data));
    if (this.#log.isCaughtUp && isAsked(entry)) this.#announcer.say(entry.text);
    if (!this.#log.isCaughtUp || entry.mine || !(isMessage(entry) || isSaid(entry))) return;
    const text = (isSaid(entry) ? said({ text: entry.data.text, body: entry.body }) : entry.body) || words("a_file", { name: entry.data?.files?.[0]?.name ?? "" });
    this.#announcer.say(words("says", { name: nameOf(entry), text }));
    this.#jump({ isNew: !this.#reading.isSeen });
  }

  #show() {
    const isFilled = this.#log.entries.size > 0 || this.#outbox.items.length > 0;
    const isUnknown = !this.#session || (this.#log.id !== null && !this.#log.isCaughtUp);
    const isLoading = !isFilled && isUnknown;
    this.#one("unloaded").hidden = !isUnknown || this.#log.entries.size > 0; // shown while the banner is
    this.#one("skeleton").hidden = !isLoading;
    this.#one("empty").hidden = isFilled || isLoading;
    this.#one("scroller").setAttribute("aria-busy", String(isLoading));
    this.#jump();
  }

  #jump({ isNew = false } = {}) {
    const jump = this.#one("jump");
    if (this.#view.isAtEnd) jump.classList.remove("jump--new");
    else if (isNew) jump.classList.add("jump--new");
    jump.hidden = this.#view.isAtEnd;
  }
}
