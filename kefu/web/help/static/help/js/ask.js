/** Asks our own pages: a form sent, or an answer fetched; null where there was none in time, or it was refused. */
const PATIENCE_MS = 6_000;

export async function send(address, fields = {}) {
  const request = { method: "POST", body: new URLSearchParams(fields), keepalive: true, headers: { Accept: "application/json" } };
  return fetch(address, request).then(
    (answer) => (answer.ok ? answer : null),
    () => null,
  );
}

/** Of answers that overtake each other only the last one asked for counts: the others are null. */
export class Latest {
  #stop = new AbortController();

  async json(address, options = {}) {
    this.cancel();
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(PATIENCE_MS)]);
    try {
      const answer = await fetch(address, { ...options, signal });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null; // cancelled, too late, or no connection: there is simply nothing to suggest
    }
  }

  cancel() {
    this.#stop.abort();
    this.#stop = new AbortController();
  }
}

export function later(act, ms) {
  let timer = null;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...values), ms);
  };
}
