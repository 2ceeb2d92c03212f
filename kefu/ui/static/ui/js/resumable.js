/*
 * One file on its way in pieces, continued where it stood after a cut or a reload (docs/protocol.md, "Files").
 * `send(method, path, {headers, body, signal, onSent})` answers with the parsed JSON or throws an error with `status` (0: no
 * answer) and what the server said.
 */
const FIRST_BYTES = 256 * 1024;
const LEAST_BYTES = 64 * 1024;
const MOST_BYTES = 4 * 1024 * 1024;
const QUICK_MS = 1_500;
const SLOW_MS = 6_000;

export class Resumable {
  #blob;
  #name;
  #send;
  #hooks;
  #pieceBytes = FIRST_BYTES;
  #abort = new AbortController();
  #mayBeginAgain;
  id;

  /* `hooks`: begun(id) and moved(bytes). */
  constructor({ blob, name, id = null, send, hooks }) {
    Object.assign(this, { id });
    this.#blob = blob;
    this.#name = name;
    this.#send = send;
    this.#hooks = hooks;
  }

  /* What the server made of it, once it is whole: {file, state}. May be called again after any error. */
  async run() {
    let at = this.id ? await this.#standing() : await this.#begin();
    this.#mayBeginAgain = true;
    while (!at.file) at = await this.#next(at.offset);
    this.#hooks.moved(this.#blob.size);
    return at;
  }

  cancel() {
    this.#abort.abort();
    if (this.id) this.#send("DELETE", `/${this.id}`, {}).catch(() => {}); // else it is forgotten after a day
  }

  async #begin() {
    const body = { name: this.#name, bytes: this.#blob.size };
    const begun = await this.#send("POST", "", { body, signal: this.#abort.signal });
    this.id = begun.id;
    this.#hooks.begun(begun.id);
    return begun;
  }

  async #standing() {
    try {
      return await this.#send("GET", `/${this.id}`, { signal: this.#abort.signal });
    } catch (error) {
      if (error.status !== 404) throw error;
      return this.#begin(); // it waited longer than the server keeps one
    }
  }

  async #next(offset) {
    this.#hooks.moved(offset);
    const began = performance.now();
    const body = this.#blob.slice(offset, offset + this.#pieceBytes);
    const headers = { "Content-Type": "application/partial-upload", "Upload-Offset": String(offset) };
    const onSent = (bytes) => this.#hooks.moved(offset + bytes);
    try {
      const at = await this.#send("PATCH", `/${this.id}`, { headers, body, onSent, signal: this.#abort.signal });
      this.#suit(performance.now() - began);
      return at;
    } catch (error) {
      if (error.status === 409 && Number.isInteger(error.offset)) return { offset: error.offset };
      if (error.status === 404 && this.#mayBeginAgain) {
        this.#mayBeginAgain = false; // what arrived before the server's restart is gone: once, not for ever
        return this.#begin();
      }
      if (error.status === 0) this.#pieceBytes = LEAST_BYTES; // what was cut is sent again: little, then
      throw error;
    }
  }

  #suit(tookMs) {
    if (tookMs < QUICK_MS) this.#pieceBytes = Math.min(this.#pieceBytes * 2, MOST_BYTES);
    else if (tookMs > SLOW_MS) this.#pieceBytes = Math.max(this.#pieceBytes / 2, LEAST_BYTES);
  }
}

/* XMLHttpRequest: fetch cannot say how far a piece got. Resolves with {status, text}; status 0 without an answer. */
export function exchange(method, url, { headers = {}, body, signal, onSent } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const isPiece = body instanceof Blob;
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (onSent) request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = request.ontimeout = () => resolve({ status: 0, text: "" });
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    request.timeout = isPiece ? 120_000 : 30_000;
    if (signal?.aborted) return request.onabort();
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
}
