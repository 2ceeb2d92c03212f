/*
 * Who we are to the server: the bearer token, got when first needed and got again when refused.
 * Events: person (another person: everything shown must go), renewed.
 */
import { ApiError, call } from "./api.js";
import { claims, IdentityUnknown, NOBODY, whoOf } from "./identity.js";
import * as store from "./store.js";
import { alone } from "./tabs.js";

const SOON_MS = 30_000;

export class Session extends EventTarget {
  #source;
  #jwt;
  #spent = new Set();
  #starting = null;
  who = null;
  liveUrl;

  constructor(source, { liveUrl }) {
    super();
    this.#source = source;
    this.liveUrl = liveUrl;
  }

  get isSigned() {
    return this.who !== null && this.who !== NOBODY;
  }

  get isStarted() {
    return this.#stored() !== null;
  }

  get name() {
    return this.#stored()?.name ?? claims(this.#jwt ?? "").name ?? "";
  }

  get wantedLocale() {
    return claims(this.#jwt ?? "").locale ?? null;
  }

  get jwt() {
    return this.#spent.has(this.#jwt) ? null : this.#jwt;
  }

  /* Learn who is there. Another person than before: what was kept for the one before is removed first. */
  async learn() {
    const jwt = await this.#source.ask();
    const before = this.who ?? store.read("who");
    const who = jwt === undefined ? (before ?? NOBODY) : await whoOf(jwt);
    this.#jwt = jwt ?? null;
    this.#leave(who);
    if (store.read("who") !== who) store.write("who", who);
    if (who === this.who) return;
    this.who = who;
    this.#starting = null;
    this.dispatchEvent(new Event("person"));
  }

  /* Sign out whoever else was here, and forget what was kept for them. */
  #leave(who) {
    const sessions = store.keys("of:").filter((key) => key.endsWith(":session") && key !== store.keyOf(who, "session"));
    for (const key of sessions) call("/sessions", { method: "DELETE", token: store.read(key).token }).catch(() => {});
    store.forgetOthers(who);
  }

  /* A token that was good a moment ago. ApiError or IdentityUnknown if none can be had. */
  async token() {
    const stored = this.#stored();
    if (stored) return stored.token;
    this.#starting ??= alone(`session:${this.who}`, () => this.#stored()?.token ?? this.#start());
    return this.#starting.finally(() => (this.#starting = null));
  }

  /* The server refused this token: the next one needs a fresh identity. */
  async refused(token) {
    if (this.#stored()?.token === token) store.forget(store.keyOf(this.who, "session"));
    if (this.isSigned) await this.learn();
  }

  async call(path, options = {}) {
    const token = await this.token();
    try {
      return await call(path, { ...options, token });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      await this.refused(token);
      return call(path, { ...options, token: await this.token() });
    }
  }

  #stored() {
    const kept = store.read(store.keyOf(this.who, "session"));
    return kept && kept.expiresAt - SOON_MS > Date.now() ? kept : null;
  }

  async #start() {
    if (this.isSigned && this.#spent.has(this.#jwt)) await this.learn();
    const { who } = this;
    const jwt = this.#jwt;
    if (this.isSigned && (!jwt || this.#spent.has(jwt))) throw new IdentityUnknown({ gone: true });
    const given = await this.#exchange(jwt);
    if (who !== this.who) throw new IdentityUnknown();
    this.liveUrl = given.live_url ?? this.liveUrl;
    const kept = { token: given.token, expiresAt: Date.parse(given.expires_at), name: given.viewer?.name ?? "" };
    store.write(store.keyOf(who, "session"), kept);
    this.dispatchEvent(new Event("renewed"));
    return kept.token;
  }

  /* A JWT is good for one answer; after none, or a "not now", it may be tried again. */
  async #exchange(jwt) {
    if (jwt) this.#spent.add(jwt);
    try {
      return await call("/sessions", { method: "POST", body: { identity: jwt, locale: document.body.dataset.locale } });
    } catch (error) {
      if (error.status === 0 || error.status === 429 || error.status >= 500) this.#spent.delete(jwt);
      throw error;
    }
  }
}
