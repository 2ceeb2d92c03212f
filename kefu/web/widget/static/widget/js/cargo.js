/* What the messages of the outbox carry: which uploads are whose, and whether a message may go with them. */
import { words } from "./words.js";

export class Cargo {
  #files;

  constructor(files) {
    this.#files = files;
  }

  of({ uploads = [] }) {
    return uploads.map((key) => this.#files.get(key)).filter(Boolean);
  }

  isWhole(item) {
    return this.of(item).filter(({ state }) => state === "ready").length === (item.uploads ?? []).length;
  }

  /* As the frame names them. */
  named(item) {
    const files = this.of(item).map(({ file }) => file.id);
    return files.length ? { files } : {};
  }

  next(items) {
    return items.find((item) => item.state === "queued" && this.isWhole(item));
  }

  refused(item) {
    return this.of(item).find(({ state }) => state === "failed");
  }

  cancel(item) {
    for (const upload of this.of(item)) this.#files.cancel(upload);
  }

  forget({ uploads = [] }) {
    for (const key of uploads) this.#files.forget(key);
  }

  /* Take over what a closed tab left; resolves with the uploads that belong to none of its messages. */
  async adopt(place, items) {
    const uploads = await this.#files.adopt(place);
    const carried = new Set(items.flatMap((item) => item.uploads ?? []));
    return uploads.filter(({ key }) => !carried.has(key));
  }

  /* Where nothing but words could be kept, the writer is asked for the files again. */
  taken(item) {
    if (this.of(item).length < (item.uploads ?? []).length) return { ...item, state: "failed", reason: words("file_lost") };
    return item.state === "failed" ? item : { ...item, state: "queued" };
  }
}
