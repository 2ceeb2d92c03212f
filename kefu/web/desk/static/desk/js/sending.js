/** <ol data-sending> at the log's end: what is on its way to it. A line leaves when its entry is there, or goes back to the box. */
import { Behaviour, behave } from "ui/behaviour.js";

class Sending extends Behaviour {
  #listening = new AbortController();

  connect() {
    const { signal } = this.#listening;
    this.#thread.addEventListener("composer:sending", ({ detail }) => this.#add(detail), { signal });
    this.#thread.addEventListener("desk:stored", ({ detail }) => detail?.held && this.#line(detail.key)?.remove(), { signal }); // it waits for a reader
    this.#thread.addEventListener("composer:back", ({ detail }) => this.#line(detail.key)?.remove(), { signal });
    this.#thread.addEventListener("thread:appended", ({ detail }) => this.#line(detail.element.dataset.sentAs)?.remove(), { signal });
  }

  disconnect() {
    this.#listening.abort();
  }

  get #thread() {
    return this.element.closest("[data-thread]");
  }

  #line(key) {
    return key && this.element.querySelector(`[data-key-sent="${key}"]`);
  }

  #add({ key, body, kind, uploads }) {
    if (this.#line(key) || this.#thread.querySelector(`[data-sent-as="${key}"]`)) return;
    const line = this.#thread.querySelector("[data-sending-line]").content.firstElementChild.cloneNode(true);
    line.dataset.keySent = key;
    line.classList.toggle("sending--note", kind === "note");
    line.querySelector("[data-sending-text]").textContent = body;
    line.querySelector("[data-sending-files]").hidden = !uploads.length;
    this.element.append(line);
    line.scrollIntoView({ block: "nearest" });
  }
}

behave("data-sending", Sending);
