/*
 * What is chosen of what the assistant offers. A press that did not get through can be made again: it keeps its id, so
 * nothing doubles. Events: none; the choice comes back as an entry of the log.
 */
export class Choices {
  #session;
  #log;
  #ids = new Map(); // "seq choice" -> client_msg_id

  constructor({ session, log }) {
    this.#session = session;
    this.#log = log;
    log.addEventListener("cleared", () => this.#ids.clear());
  }

  /* Whether it arrived. What the server refuses for good (a person has taken over) is over, too. */
  async choose(seq, choice) {
    const key = `${seq} ${choice}`;
    const id = this.#ids.get(key) ?? crypto.randomUUID();
    this.#ids.set(key, id);
    const path = `/conversations/${this.#log.id}/entries/${seq}/choices`;
    try {
      await this.#session.call(path, { method: "POST", body: { choice, client_msg_id: id } });
      return true;
    } catch ({ status }) {
      return status >= 400 && status < 500 && status !== 429;
    }
  }
}
