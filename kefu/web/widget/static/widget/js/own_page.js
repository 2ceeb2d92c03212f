/*
 * The chat as a page of its own, as in an app's WebView: the app says who is signed in through window.Kefu or by
 * `#identity=` in the address, which is taken out at once. The same face as Host.
 */
import { IdentityUnknown } from "./identity.js";

export class OwnPage extends EventTarget {
  #source; // a JWT, a function that gets one, null for nobody; undefined: nothing was said, go on as before
  #title = document.title;
  isShown = true;
  isFrame = false;
  address = "";

  constructor({ takesFragment }) {
    super();
    const found = /^#identity=([\w-]+\.[\w-]+\.[\w-]+)$/.exec(location.hash);
    if (location.hash.startsWith("#identity=")) history.replaceState(null, "", location.pathname + location.search);
    if (found && takesFragment) this.#source = found[1];
    window.Kefu = Object.freeze({
      open() {},
      close() {},
      identify: (source) => this.#change(source),
      signOut: () => this.#change(null),
      setLocale: (locale) => this.dispatchEvent(new CustomEvent("locale", { detail: String(locale) })),
    });
  }

  begin() {
    dispatchEvent(new Event("kefu:ready"));
  }

  /* As Host.ask; undefined when nobody ever said. A spent JWT is given again: Session knows it is spent. */
  async ask() {
    try {
      return typeof this.#source === "function" ? ((await this.#source()) ?? null) : this.#source;
    } catch {
      throw new IdentityUnknown();
    }
  }

  unread(count) {
    document.title = count ? `(${count}) ${this.#title}` : this.#title;
  }

  close() {}

  #change(source) {
    this.#source = source;
    this.dispatchEvent(new Event("changed"));
  }
}
