/*
 * Whether the person may write here: a pause says until when and keeps the text; an ended conversation offers one appeal
 * and a new beginning. The server decides; this only says so before anybody tries in vain.
 */
import { make } from "./dom.js";
import { timeOf } from "./times.js";
import { words } from "./words.js";

const MOST_CHARS = 2_000;

export class Standing {
  #log;
  #session;
  #composer;
  #place;
  #until = 0;
  #isEnded = false;
  #mayAppeal = false;
  #timer = null;
  #key = null;

  constructor({ log, session, composer, place }) {
    this.#log = log;
    this.#session = session;
    this.#composer = composer;
    this.#place = place;
    log.addEventListener("entry", ({ detail }) => this.#take(detail));
    log.addEventListener("caught_up", () => this.#show());
    log.addEventListener("cleared", () => this.#turn({ until: 0, isEnded: false, mayAppeal: false }));
  }

  #take({ kind, data }) {
    if (kind === "warned") this.#turn({ until: 0, isEnded: false, mayAppeal: false });
    else if (kind === "paused") this.#turn({ until: Date.parse(data.until), isEnded: false, mayAppeal: false });
    else if (kind === "ended") this.#turn({ until: 0, isEnded: true, mayAppeal: true });
    else if (kind === "appealed") this.#turn({ until: 0, isEnded: true, mayAppeal: false });
    else if (kind === "appeal_decided" && data.lifted) this.#turn({ until: 0, isEnded: false, mayAppeal: false });
  }

  #turn({ until, isEnded, mayAppeal }) {
    [this.#until, this.#isEnded, this.#mayAppeal, this.#key] = [until, isEnded, mayAppeal, null];
    if (this.#log.isCaughtUp || !this.#log.id) this.#show();
  }

  #show() {
    clearTimeout(this.#timer);
    const left = this.#until - Date.now();
    if (left > 0) this.#timer = setTimeout(() => this.#show(), Math.min(left + 500, 60_000));
    this.#composer.hold(left > 0 ? words("paused_until", { time: timeOf(new Date(this.#until)) }) : "", { isEnded: this.#isEnded });
    this.#place.hidden = !this.#isEnded;
    if (!this.#isEnded) this.#place.replaceChildren();
    else if (this.#place.childElementCount === 0 || this.#key === null) this.#offer();
  }

  #offer() {
    this.#key ??= crypto.randomUUID();
    const anew = make("button", { class: "button standing__button", type: "button", text: words("begin_anew") });
    anew.addEventListener("click", () => this.#log.beginAnew());
    const said = make("p", { class: "standing__text", text: words(this.#mayAppeal ? "ended_here" : "ended_still") });
    const buttons = make("p", { class: "standing__buttons" }, anew);
    if (this.#mayAppeal) buttons.prepend(this.#appealButton());
    this.#place.replaceChildren(said, buttons);
  }

  #appealButton() {
    const open = make("button", { class: "button button--primary standing__button", type: "button", text: words("appeal") });
    open.addEventListener("click", () => this.#ask());
    return open;
  }

  #ask() {
    const text = make("textarea", { class: "standing__words", rows: 3, maxlength: MOST_CHARS, label: words("appeal_why") });
    const problem = make("p", { class: "composer__hint composer__hint--problem", role: "status" });
    const send = make("button", { class: "button button--primary standing__button", type: "button", text: words("appeal_send") });
    send.addEventListener("click", () => this.#send({ text, problem, send }));
    this.#place.replaceChildren(make("p", { class: "standing__text", text: words("appeal_why") }), text, problem, make("p", { class: "standing__buttons" }, send));
    text.focus();
  }

  async #send({ text, problem, send }) {
    const body = { words: text.value, client_msg_id: this.#key };
    send.disabled = true;
    try {
      await this.#session.call(`/conversations/${this.#log.id}/appeal`, { method: "PUT", body });
      this.#turn({ until: 0, isEnded: true, mayAppeal: false });
    } catch (error) {
      problem.textContent = error.message || words("unreachable");
      send.disabled = false;
    }
  }
}
