/*
 * The socket: connects, says hello, notices silence, comes back after a wait the server told (docs/protocol.md).
 * Events: ready, lost, state, trouble {detail: error}, frame {detail}.  States: idle, connecting, ready, waiting, outdated.
 */
const MOST_WAIT_MS = 30_000;
const HELLO_PATIENCE_MS = 12_000;
const PING_EVERY_MS = 25_000;
const PONG_PATIENCE_MS = 8_000;

export class Line extends EventTarget {
  #session;
  #socket = null;
  #token = null;
  #tries = 0;
  #wait = { min_ms: 500, max_ms: 2_000 };
  #timer = null;
  #isWanted = false;
  state = "idle";

  constructor(session) {
    super();
    this.#session = session;
    addEventListener("online", () => this.#hurry());
    addEventListener("offline", () => this.#again());
    document.addEventListener("visibilitychange", () => this.#lookUp());
  }

  get isReady() {
    return this.state === "ready";
  }

  open() {
    this.#isWanted = true;
    if (this.state === "idle") this.#connect();
  }

  close() {
    this.#isWanted = false;
    this.#tries = 0;
    this.#drop();
    this.#turn("idle");
  }

  /* False if nothing could be handed over. */
  send(frame) {
    if (!this.isReady || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /* Something is wrong with this connection: take a new one. */
  again() {
    if (this.isReady || this.state === "connecting") this.#again();
  }

  async #connect() {
    clearTimeout(this.#timer);
    this.#turn("connecting");
    this.#drop();
    const session = this.#session;
    const { who } = session;
    try {
      this.#token = await session.token();
    } catch (error) {
      this.dispatchEvent(new CustomEvent("trouble", { detail: error }));
      return this.#later(error.retryAfterMs ?? 0);
    }
    if (!this.#isWanted || who !== session.who || this.#socket) return;
    const socket = new WebSocket(`${session.liveUrl}/live?chat`);
    this.#socket = socket;
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", token: this.#token, locale: document.body.dataset.locale }));
    socket.onmessage = ({ data }) => socket === this.#socket && this.#hear(JSON.parse(data));
    socket.onclose = ({ code }) => socket === this.#socket && this.#ended(code);
    this.#timer = setTimeout(() => this.#again(), HELLO_PATIENCE_MS);
  }

  #hear(frame) {
    if (frame.type === "welcome") {
      this.#wait = frame.reconnect ?? this.#wait;
      this.#tries = 0;
      this.#turn("ready");
      this.dispatchEvent(new Event("ready"));
    }
    if (this.isReady) this.#listen();
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  /* Whatever is heard proves the line; after a silence we ask, and without an answer it is dead. */
  #listen(silenceMs = PING_EVERY_MS) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.send({ type: "ping" });
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#again(), PONG_PATIENCE_MS);
    }, silenceMs);
  }

  async #ended(code) {
    this.#socket = null;
    if (code === 4400) return this.#turn("outdated");
    if (code === 4401) await this.#session.refused(this.#token).catch(() => {});
    if (this.#isWanted) this.#later();
  }

  #again() {
    if (!this.#isWanted || this.state === "outdated") return;
    this.#drop();
    this.#later();
  }

  #later(atLeastMs = 0) {
    if (!this.#isWanted) return;
    const { min_ms: least, max_ms: most } = this.#wait;
    const wait = (least + Math.random() * Math.max(0, most - least)) * 2 ** Math.min(this.#tries++, 10);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), Math.max(Math.min(wait, MOST_WAIT_MS), atLeastMs));
    this.#turn("waiting");
  }

  #hurry() {
    this.#tries = 0;
    if (this.state === "waiting") this.#connect();
  }

  #lookUp() {
    if (document.visibilityState !== "visible") return;
    if (this.isReady) this.#listen(0);
    else this.#hurry();
  }

  #drop() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #turn(state) {
    if (state === this.state) return;
    const was = this.state;
    this.state = state;
    if (was === "ready") this.dispatchEvent(new Event("lost"));
    this.dispatchEvent(new Event("state"));
  }
}
