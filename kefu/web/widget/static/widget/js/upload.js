/*
 * One file on its way to the server. States: sending, waiting (no network or no room: tried again by itself), ready, failed.
 * Events: changed.
 */
import { exchange, Resumable } from "../../ui/js/resumable.js";
import { ApiError, parsed } from "./api.js";
import { words } from "./words.js";

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

export class Upload extends EventTarget {
  #session;
  #way;
  #isCancelled = false;
  #isRunning = false;
  #pauseMs = FIRST_PAUSE_MS;
  #timer = null;
  isRefused = false; // for what it is: another try would end the same
  state = "sending";
  percent = 0;
  reason = "";
  file = null; // what the server made of it

  constructor(session, { key, blob, name, id = null, file = null, onBegun = () => {} }) {
    super();
    this.#session = session;
    Object.assign(this, { key, blob, name, file });
    if (file) this.state = "ready";
    const hooks = { begun: onBegun, moved: (bytes) => this.#moved(bytes) };
    this.#way = new Resumable({ blob, name, id, hooks, send: (...asked) => this.#sendSignedIn(...asked) });
  }

  get isPicture() {
    return /^image\/(jpeg|png|webp|gif)$/.test(this.blob.type);
  }

  async start() {
    clearTimeout(this.#timer);
    if (this.#isRunning || this.#isCancelled || this.state === "ready") return;
    this.#isRunning = true;
    this.#turn("sending");
    try {
      this.file = (await this.#way.run()).file;
      this.#turn("ready", { percent: 100 });
    } catch (error) {
      if (!this.#isCancelled) this.#failed(error);
    } finally {
      this.#isRunning = false;
    }
  }

  cancel() {
    this.#isCancelled = true;
    clearTimeout(this.#timer);
    this.#way.cancel();
  }

  /* The page is done with it; the server is not told. */
  leave() {
    this.#isCancelled = true;
    clearTimeout(this.#timer);
  }

  #failed(error) {
    const { status = 0, message } = error;
    if (status === 0 || status >= 500 || status === 429 || status === 401) {
      this.#timer = setTimeout(() => this.start(), error.retryAfterMs ?? this.#pauseMs);
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
      return this.#turn("waiting", { reason: message || words("waiting") });
    }
    this.isRefused = true;
    this.#turn("failed", { reason: message || words("upload_failed", { name: this.name }) });
  }

  #moved(bytes) {
    const percent = Math.min(99, Math.floor((bytes / this.blob.size) * 100));
    if (percent !== this.percent) this.#turn("sending", { percent });
    this.#pauseMs = FIRST_PAUSE_MS;
  }

  async #sendSignedIn(...asked) {
    const token = await this.#session.token();
    try {
      return await this.#send(token, ...asked);
    } catch (error) {
      if (error.status !== 401 || this.#isCancelled) throw error;
      await this.#session.refused(token);
      return this.#send(await this.#session.token(), ...asked);
    }
  }

  async #send(token, method, path, { headers = {}, body, ...more }) {
    const all = { Authorization: `Bearer ${token}`, "Accept-Language": document.documentElement.lang, ...headers };
    const isPiece = body === undefined || body instanceof Blob;
    if (!isPiece) all["Content-Type"] = "application/json";
    const sent = isPiece ? body : JSON.stringify(body);
    const { status, text } = await exchange(method, `/api/v1/uploads${path}`, { headers: all, body: sent, ...more });
    if (status === 0) throw new ApiError(0);
    return parsed(status, text);
  }

  #turn(state, more) {
    if (this.#isCancelled) return;
    Object.assign(this, { state, reason: "" }, more);
    this.dispatchEvent(new Event("changed"));
  }
}
