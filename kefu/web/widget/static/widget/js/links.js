/* Addresses that give uploads to this session alone: they live five minutes and are asked for many at a time. */
const FRESH_MS = 4 * 60_000;
const AT_ONCE = 50;

export class Links {
  #session;
  #known = new Map(); // "variant id" -> {at, url: Promise}
  #wanted = { thumb: new Map(), full: new Map() }; // id -> {resolve, reject}

  constructor(session) {
    this.#session = session;
  }

  /* The address, or an error where the file may not be had. */
  async get(id, variant) {
    const { url } = await this.stand(id, variant);
    if (!url) throw new Error("no link");
    return url;
  }

  isFresh(id) {
    return Date.now() - (this.#known.get(`full ${id}`)?.at ?? 0) < FRESH_MS;
  }

  /* How a file stands: {state, reason, url?}. Only what may be had is remembered. */
  stand(id, variant = "full") {
    const key = `${variant} ${id}`;
    const known = this.#known.get(key);
    if (known && Date.now() - known.at < FRESH_MS) return known.stand;
    const wanted = this.#wanted[variant];
    const stand = new Promise((resolve, reject) => {
      if (!wanted.size) setTimeout(() => this.#askAll(variant));
      wanted.set(id, { resolve, reject });
    });
    this.#known.set(key, { at: Date.now(), stand });
    const forget = () => this.#known.delete(key);
    stand.then(({ url }) => url || forget(), forget);
    return stand;
  }

  forget(id) {
    this.#known.delete(`thumb ${id}`);
    this.#known.delete(`full ${id}`);
  }

  clear() {
    this.#known.clear();
  }

  async #askAll(variant) {
    const asked = [...this.#wanted[variant]];
    this.#wanted[variant].clear();
    for (let at = 0; at < asked.length; at += AT_ONCE) await this.#ask(asked.slice(at, at + AT_ONCE), variant);
  }

  /* One that is gone must not hide the others: they are asked for one by one then. */
  async #ask(asked, variant) {
    try {
      const body = { files: asked.map(([id]) => id), variant };
      const { links, states = {} } = await this.#session.call("/files/links", { method: "POST", body });
      for (const [id, { resolve }] of asked) resolve({ state: "ready", ...states[id], url: links[id] });
    } catch (error) {
      if (error.status === 404 && asked.length > 1) for (const one of asked) await this.#ask([one], variant);
      else for (const [, { reject }] of asked) reject(error);
    }
  }
}
