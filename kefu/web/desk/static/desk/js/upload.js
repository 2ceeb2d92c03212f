/** One file on its way from the desk. States: sending, waiting (tried again by itself), ready, failed. Events: changed. */
import { exchange, Resumable } from "ui/resumable.js";
import { word } from "ui/words.js";

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

export class DeskUpload extends EventTarget {
  #url;
  #way;
  #timer;
  #pauseMs = FIRST_PAUSE_MS;
  #isOver = false;
  #isRunning = false;
  state = "sending";
  percent = 0;
  reason = "";
  file = null;

  /** `remember` keeps what a reload needs. */
  constructor(url, { key, blob, name, id, file }, remember) {
    super();
    this.#url = url;
    Object.assign(this, { key, blob, name, file, remember });
    if (file) this.state = "ready";
    const hooks = { begun: (made) => remember({ id: made }), moved: (bytes) => this.#moved(bytes) };
    this.#way = new Resumable({ blob, name, id, hooks, send: (...asked) => this.#send(...asked) });
    addEventListener("online", this.#hurry);
  }

  async start() {
    clearTimeout(this.#timer);
    if (this.#isRunning || this.#isOver) return;
    if (this.state === "ready") return this.#turn("ready");
    this.#isRunning = true;
    this.#turn("sending");
    try {
      this.file = (await this.#way.run()).file;
      this.remember({ file: this.file });
      this.#turn("ready");
    } catch (error) {
      if (!this.#isOver) this.#failed(error);
    } finally {
      this.#isRunning = false;
    }
  }

  cancel() {
    this.leave();
    this.#way.cancel();
  }

  leave() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    removeEventListener("online", this.#hurry);
  }

  #hurry = () => this.state === "waiting" && this.start();

  #failed({ status = 0, message, retryAfterMs }) {
    if (status !== 0 && status < 500 && status !== 429) return this.#turn("failed", message || word("notUploaded"));
    this.#timer = setTimeout(() => this.start(), retryAfterMs ?? this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    this.#turn("waiting", message || word("uploadWaits"));
  }

  #moved(bytes) {
    this.percent = Math.min(99, Math.floor((bytes / this.blob.size) * 100));
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#turn("sending");
  }

  async #send(method, path, { headers = {}, body, ...more }) {
    const all = { "X-CSRFToken": document.querySelector("[data-desk]").dataset.csrf, ...headers };
    const isPiece = body === undefined || body instanceof Blob;
    const sent = isPiece ? body : new URLSearchParams(body);
    const { status, text } = await exchange(method, this.#url + path, { headers: all, body: sent, ...more });
    const told = readJson(text);
    if (status >= 200 && status < 300) return told;
    throw Object.assign(new Error(told.error?.message ?? ""), { status, offset: told.error?.offset });
  }

  #turn(state, reason = "") {
    if (this.#isOver) return;
    Object.assign(this, { state, reason });
    this.dispatchEvent(new Event("changed"));
  }
}

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {}; // a proxy's page, or none
  }
}
