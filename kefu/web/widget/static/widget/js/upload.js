/* One file on its way to the server. States: sending, waiting (no network: tried again by itself), ready, failed. */
import { ApiError, parsed } from "./api.js";
import { words } from "./words.js";

const REFUSALS = new Set([400, 413, 415, 422]);

export class Upload extends EventTarget {
  #session;
  #request = null;
  #isCancelled = false;
  isRefused = false; // for what it is: another try would end the same
  state = "sending";
  percent = 0;
  reason = "";
  file = null; // what the server made of it

  constructor(session, blob) {
    super();
    this.#session = session;
    this.blob = blob;
    this.name = blob.name || "picture";
  }

  async start() {
    this.#turn("sending", { percent: 0 });
    try {
      this.file = await this.#sendSignedIn();
      this.#turn("ready", { percent: 100 });
    } catch (error) {
      if (this.#isCancelled) return;
      const isTemporary = !(error instanceof ApiError) || error.status === 0 || error.status >= 500 || error.status === 429;
      this.isRefused = REFUSALS.has(error.status);
      this.#turn(isTemporary ? "waiting" : "failed", { reason: error.message || words("upload_failed", { name: this.name }) });
    }
  }

  cancel() {
    this.#isCancelled = true;
    this.#request?.abort();
  }

  async #sendSignedIn() {
    const token = await this.#session.token();
    try {
      return await this.#send(token);
    } catch (error) {
      if (error.status !== 401 || this.#isCancelled) throw error;
      await this.#session.refused(token);
      return this.#send(await this.#session.token());
    }
  }

  /* XMLHttpRequest: fetch cannot say how far an upload got. */
  #send(token) {
    return new Promise((resolve, reject) => {
      const request = (this.#request = new XMLHttpRequest());
      const form = new FormData();
      form.append("file", this.blob, this.name);
      request.open("POST", "/api/v1/files");
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.setRequestHeader("Accept-Language", document.documentElement.lang);
      request.upload.onprogress = ({ loaded, total }) => this.#turn("sending", { percent: Math.floor((loaded / total) * 99) });
      request.onerror = request.onabort = () => reject(new ApiError(0));
      request.onload = () => {
        try {
          resolve(parsed(request.status, request.responseText));
        } catch (error) {
          reject(error);
        }
      };
      request.send(form);
    });
  }

  #turn(state, more) {
    Object.assign(this, { state, reason: "" }, more);
    this.dispatchEvent(new Event("changed"));
  }
}
