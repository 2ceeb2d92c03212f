/* Below what was said: where an answer goes that is not read here, and one press to have it otherwise. */
import { isMessage } from "./message_view.js";
import { words } from "./words.js";

export class ByMail {
  #log;
  #session;
  #place;
  #told = null; // what the server said, of whom
  #who = null;

  constructor({ log, session, place }) {
    this.#log = log;
    this.#session = session;
    this.#place = place;
    for (const event of ["entry", "caught_up", "cleared"]) log.addEventListener(event, () => this.#show());
    place.querySelector("button").addEventListener("click", () => this.#choose());
  }

  async #show() {
    if (this.#who !== this.#session.who) [this.#who, this.#told] = [this.#session.who, null];
    if (this.#isTalk) this.#told ??= this.#session.isSigned ? await this.#ask({}) : null;
    this.#draw();
  }

  get #isTalk() {
    const said = [...this.#log.entries.values()].filter((entry) => isMessage(entry) || entry.kind === "closed");
    return this.#log.isCaughtUp && said.some(isMessage) && said.at(-1).kind !== "closed";
  }

  async #choose() {
    this.#told = (await this.#ask({ method: "PUT", body: { is_wanted: !this.#told.is_wanted } })) ?? this.#told;
    this.#draw();
  }

  #ask(options) {
    return this.#session.call("/chat-mails", options).catch(() => null);
  }

  #draw() {
    const { to, is_wanted: isWanted } = this.#told ?? {};
    this.#place.hidden = !to || !this.#isTalk;
    if (!to) return;
    this.#place.querySelector("[data-text]").textContent = words(isWanted ? "by_mail_on" : "by_mail_off", { address: to });
    this.#place.querySelector("button").textContent = words(isWanted ? "by_mail_on_act" : "by_mail_off_act");
  }
}
