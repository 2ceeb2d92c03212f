/*
 * Offers, while somebody waits for an answer, to tell them in this browser when they have left: a quiet line, never a
 * question on its own. In a stranger's page browsers allow no notices, so there it offers the chat in a window of its own.
 */
import { canPush, giveBack, held, isDenied, take } from "../../ui/js/push.js";
import { call } from "./api.js";
import { isMessage } from "./message_view.js";
import * as store from "./store.js";
import { words } from "./words.js";

const WORKER = "/chat-worker.js";
const SCOPE = "/chat";

export class Notices {
  #page;
  #session;
  #log;
  #place;
  #isNear;
  #key = null;
  #problem = "";

  constructor({ page, session, log, place, isNear }) {
    this.#page = page;
    this.#session = session;
    this.#log = log;
    this.#place = place;
    this.#isNear = isNear;
    for (const event of ["entry", "caught_up", "cleared"]) log.addEventListener(event, () => this.#show());
    session.addEventListener("renewed", () => this.#renew());
    const [act, dismiss] = place.querySelectorAll("button");
    act.addEventListener("click", () => this.#act());
    dismiss.addEventListener("click", () => this.#dismiss());
  }

  /* Somebody else sits here: what this browser had asked for was for the one before. */
  async restart() {
    this.#problem = "";
    if (!this.#page.isFrame && !this.#kept("push")) await giveBack(SCOPE);
    this.#show();
  }

  #kept(name) {
    return this.#session.who === null ? null : store.read(store.keyOf(this.#session.who, name));
  }

  get #state() {
    if (!canPush || !this.#isWaiting || this.#kept("no-push")) return null;
    if (this.#page.isFrame) return this.#isNear || this.#session.isSigned ? "apart" : null;
    if (this.#kept("push")) return "on";
    return isDenied() || !store.isLasting ? null : "off";
  }

  /* The last word is theirs. */
  get #isWaiting() {
    const said = [...this.#log.entries.values()].filter(isMessage);
    return this.#log.isCaughtUp && said.length > 0 && said.at(-1).mine === true;
  }

  #show() {
    const state = this.#state;
    this.#place.hidden = state === null;
    if (state === null) return;
    if (state === "off") this.#key ??= call("/push/key").catch(() => null);
    const [act, dismiss] = this.#place.querySelectorAll("button");
    this.#place.querySelector("[data-text]").textContent = words(this.#problem || `push_${state}`);
    act.textContent = words(`push_${state}_act`);
    dismiss.hidden = state === "on";
  }

  async #act() {
    const acts = { off: () => this.#enrol(), on: () => this.#leave(), apart: () => this.#open() };
    this.#problem = "";
    try {
      await acts[this.#state]?.();
    } catch {
      this.#problem = "push_failed"; // offline, or a browser without a push service
    }
    this.#show();
  }

  #dismiss() {
    store.write(store.keyOf(this.#session.who, "no-push"), true);
    this.#show();
  }

  async #enrol() {
    const answer = await this.#key;
    if (!answer) {
      this.#key = null;
      throw new Error("no key");
    }
    const subscription = await take({ worker: WORKER, scope: SCOPE, key: answer.key });
    if (subscription) await this.#tell(subscription);
  }

  async #tell(subscription) {
    const { endpoint, keys } = subscription.toJSON();
    const { id } = await this.#session.call("/push/subscriptions", { method: "POST", body: { endpoint, keys } });
    store.write(store.keyOf(this.#session.who, "push"), id);
  }

  async #leave() {
    const id = this.#kept("push");
    store.forget(store.keyOf(this.#session.who, "push"));
    await giveBack(SCOPE);
    await this.#session.call(`/push/subscriptions/${id}`, { method: "DELETE" });
  }

  /* A new token for the same person: what they had asked for goes on with it. */
  async #renew() {
    if (this.#page.isFrame || !this.#kept("push")) return;
    const subscription = await held(SCOPE);
    if (subscription) await this.#tell(subscription).catch(() => null); // the next visit offers it again
    else store.forget(store.keyOf(this.#session.who, "push"));
  }

  /* Where the browser keeps this frame's memory apart from our own pages', a fresh identity goes along. */
  async #open() {
    const opened = window.open("", "_blank");
    const address = new URL("/chat", location.origin);
    address.searchParams.set("locale", document.body.dataset.locale);
    const jwt = this.#isNear ? null : await this.#page.ask();
    if (jwt) address.hash = `identity=${jwt}`;
    opened?.location.replace(address);
  }
}
