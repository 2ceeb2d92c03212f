/* Below the first words, until somebody answers or it is closed: what happens now. No waiting time is promised that nobody measured. */
import { isHandedOver, isSaid } from "./bot_view.js";
import { ByMail } from "./by_mail.js";
import { isMessage } from "./message_view.js";
import * as store from "./store.js";
import { words } from "./words.js";

export class Next {
  #log;
  #session;
  #view;
  #place;

  constructor({ log, session, view, place }) {
    this.#log = log;
    this.#session = session;
    this.#view = view;
    this.#place = place;
    for (const event of ["entry", "caught_up", "cleared"]) log.addEventListener(event, () => this.#show());
    new ByMail({ log, session, place: document.querySelector('[data-part="by-mail"]') });
  }

  #show() {
    const entries = [...this.#log.entries.values()];
    const told = entries.filter((entry) => isMessage(entry) || isSaid(entry) || isHandedOver(entry) || entry.kind === "closed");
    const since = told.slice(told.findLastIndex(isHandedOver) + 1);
    const isPersons = document.body.dataset.bot !== "yes" || told.some(isHandedOver);
    const isOpen = told.some(isMessage) && told.at(-1).kind !== "closed";
    const isWaiting = isPersons && this.#log.isCaughtUp && isOpen && since.every(({ kind, mine }) => mine || kind === "closed");
    if (this.#place.hidden !== isWaiting) return;
    this.#place.textContent = words(store.isLasting || this.#session.isSigned ? "next" : "next_open"); // a guest is known by what is stored
    this.#place.hidden = !isWaiting;
    if (isWaiting) this.#view.toEnd();
  }
}
