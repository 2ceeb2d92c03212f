/* One banner says what is wrong with the connection and that nothing is lost. A short hiccup says nothing. */
import { ApiError } from "./api.js";
import { IdentityUnknown } from "./identity.js";
import * as store from "./store.js";
import { words } from "./words.js";

const HICCUP_MS = 2_000;

/* Where nothing outlasts the page, nobody is told that anything is kept, but what to do. */
const sentence = (key) => words(store.lasts() || key === "outdated" ? key : `${key}_open`);

export class Status {
  #banner;
  #line;
  #trouble = null;
  #timer = null;

  constructor(banner, line) {
    this.#banner = banner;
    this.#line = line;
    line.addEventListener("state", () => this.#soon());
    line.addEventListener("ready", () => this.#clear());
    line.addEventListener("trouble", ({ detail }) => {
      this.#trouble = detail;
      this.#show();
    });
    addEventListener("offline", () => this.#show());
    addEventListener("online", () => this.#soon());
    banner.querySelector("button").addEventListener("click", () => location.reload());
  }

  trouble(error) {
    this.#trouble = error;
    this.#show();
  }

  #soon() {
    if (this.#line.state === "outdated") return this.#show();
    this.#timer ??= setTimeout(() => this.#show(), HICCUP_MS);
  }

  #clear() {
    this.#trouble = null;
    this.#show();
  }

  #show() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const key = this.#key();
    const text = this.#banner.querySelector("[data-text]");
    this.#banner.dataset.state = key ?? "";
    this.#banner.classList.toggle("is-shown", key !== null);
    this.#banner.querySelector("button").hidden = key !== "outdated";
    if (key && text.dataset.key !== key) text.textContent = sentence(key);
    text.dataset.key = key ?? "";
    if (!key) text.textContent = "";
  }

  #key() {
    const { state } = this.#line;
    if (state === "outdated") return "outdated";
    if (state === "ready") return null;
    if (!navigator.onLine) return "offline";
    if (this.#trouble instanceof IdentityUnknown) return this.#trouble.gone ? "signed_out" : "identity";
    if (this.#trouble instanceof ApiError) return this.#trouble.status === 0 ? "offline" : "unreachable";
    return state === "idle" ? null : "reconnecting";
  }
}
