/*
 * All files on their way from this tab, kept in the browser until the message that carries them is stored: what a reload or a
 * closed tab interrupted goes on.
 * Events: changed, ready {detail: upload}.
 */
import * as kept from "../../ui/js/kept_files.js";
import { Upload } from "./upload.js";

export class Files extends EventTarget {
  #session;
  #uploads = new Map(); // key -> Upload
  #place = "";

  constructor({ session, line }) {
    super();
    this.#session = session;
    line.addEventListener("ready", () => this.#resume());
    addEventListener("online", () => this.#resume());
  }

  /* Who is there became known: what was chosen meanwhile is theirs. Another person: nothing of anybody else's stays. */
  restart({ who, place }) {
    if (this.#place) {
      for (const upload of this.#uploads.values()) upload.leave();
      this.#uploads.clear();
    }
    this.#place = place;
    for (const [key, upload] of this.#uploads) {
      kept.change(key, { place });
      upload.start();
    }
    kept.tidy((found) => found.startsWith("of:") && !found.startsWith(`of:${who}:`));
  }

  begin(blob) {
    const key = crypto.randomUUID();
    const name = blob.name || "picture";
    kept.keep({ key, place: this.#place, name, blob, id: null, file: null });
    return this.#add({ key, blob, name });
  }

  /* Those that a closed tab left, now ours. */
  async adopt(place) {
    const records = await kept.of(place);
    for (const { key } of records) await kept.change(key, { place: this.#place });
    return records.filter(({ key }) => !this.#uploads.has(key)).map((record) => this.#add(record));
  }

  get(key) {
    return this.#uploads.get(key);
  }

  get isEmpty() {
    return this.#uploads.size === 0;
  }

  /* Taken back by the person. */
  cancel(upload) {
    upload.cancel();
    this.forget(upload.key);
  }

  /* Stored with its message, or given up. */
  forget(key) {
    this.#uploads.delete(key);
    kept.drop(key);
  }

  #add(record) {
    const upload = new Upload(this.#session, { ...record, onBegun: (id) => kept.change(record.key, { id }) });
    this.#uploads.set(record.key, upload);
    upload.addEventListener("changed", () => this.#changed(upload));
    if (upload.state === "ready") queueMicrotask(() => this.#changed(upload));
    else if (this.#place) upload.start(); // nobody's session sends a file
    return upload;
  }

  #changed(upload) {
    if (this.#uploads.get(upload.key) !== upload) return;
    if (upload.state === "ready") {
      kept.change(upload.key, { file: upload.file });
      this.dispatchEvent(new CustomEvent("ready", { detail: upload }));
    }
    this.dispatchEvent(new Event("changed"));
  }

  #resume() {
    for (const upload of this.#uploads.values()) if (upload.state === "waiting") upload.start();
  }
}
