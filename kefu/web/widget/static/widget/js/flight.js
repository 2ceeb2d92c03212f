/* The one message on its way over the line, until its answer comes: an ack, an error, or "lost" with the connection. */
const ACK_PATIENCE_MS = 15_000;

export class Flight {
  #line;
  #now = null; // {id, settle}

  constructor(line) {
    this.#line = line;
    line.addEventListener("lost", () => this.end());
    line.addEventListener("frame", ({ detail }) => this.#hear(detail));
  }

  async send(frame) {
    const answer = new Promise((settle) => (this.#now = { id: frame.client_msg_id, settle }));
    const timer = setTimeout(() => this.#line.again(), ACK_PATIENCE_MS);
    if (!this.#line.send(frame)) this.end();
    const result = await answer;
    clearTimeout(timer);
    this.#now = null;
    return result;
  }

  /* It was seen in the log before its ack came. */
  landed(id, ack) {
    if (this.#now?.id === id) this.#now.settle({ type: "ack", ...ack });
  }

  end() {
    this.#now?.settle("lost");
  }

  #hear(frame) {
    const isMine = frame.client_msg_id && frame.client_msg_id === this.#now?.id;
    if (isMine && (frame.type === "ack" || frame.type === "error")) this.#now.settle(frame);
  }
}
