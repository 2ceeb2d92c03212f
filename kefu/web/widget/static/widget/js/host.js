/*
 * The page around the frame. Its origin was checked by the server; nothing is sent to or heard from any other.
 * Events: changed (somebody else may be signed in), shown {detail: boolean}, locale {detail: string}.
 */
import { IdentityUnknown } from "./identity.js";

const PATIENCE_MS = 15_000;

export class Host extends EventTarget {
  #origin;
  #asked = new Map();
  #last = 0;
  isShown = false;
  isFrame = true;
  address = ""; // of the page the person writes from

  constructor(origin) {
    super();
    this.#origin = origin;
    addEventListener("message", (event) => this.#hear(event));
  }

  begin() {
    this.#tell("ready");
  }

  /* Who is signed in there: a fresh JWT, or null for nobody. IdentityUnknown if the page cannot say. */
  ask() {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#settle({ id, failed: true }), PATIENCE_MS);
      this.#asked.set(id, { resolve, reject, timer });
      this.#tell("who", { id });
    });
  }

  unread(count) {
    this.#tell("unread", { count });
  }

  close() {
    this.#tell("close");
  }

  #tell(type, more = {}) {
    parent.postMessage({ kefu: 1, type, ...more }, this.#origin);
  }

  #hear({ origin, source, data }) {
    if (origin !== this.#origin || source !== parent || data?.kefu !== 1) return;
    if (data.type === "identity") {
      this.#settle(data);
    } else if (data.type === "shown") {
      this.isShown = data.shown === true;
      if (typeof data.page === "string") this.address = data.page.slice(0, 300);
      this.dispatchEvent(new CustomEvent("shown", { detail: this.isShown }));
    } else if (data.type === "changed") {
      this.dispatchEvent(new Event("changed"));
    } else if (data.type === "locale" && typeof data.locale === "string") {
      this.dispatchEvent(new CustomEvent("locale", { detail: data.locale }));
    }
  }

  #settle({ id, jwt = null, failed = false }) {
    const waiting = this.#asked.get(id);
    if (!waiting) return;
    this.#asked.delete(id);
    clearTimeout(waiting.timer);
    if (failed || (jwt !== null && typeof jwt !== "string")) waiting.reject(new IdentityUnknown());
    else waiting.resolve(jwt);
  }
}
