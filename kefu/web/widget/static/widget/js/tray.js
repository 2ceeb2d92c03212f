/*
 * The files chosen for the next message: by the button, pasted, dropped or recorded; with progress, removable.
 * Events: changed.
 */
import { icon, make } from "./dom.js";
import { drawingOf, endingOf, isTaken, MOST_BYTES, sizeOf } from "./file_kinds.js";
import { words } from "./words.js";

const MOST_FILES = 10;

export class Tray extends EventTarget {
  #files;
  #list;
  #complain;
  #items = new Map(); // Upload -> {node, stop}

  constructor({ files, list, complain }) {
    super();
    this.#files = files;
    this.#list = list;
    this.#complain = complain;
  }

  get isEmpty() {
    return this.#items.size === 0;
  }

  get isBroken() {
    return this.uploads.some(({ state }) => state === "failed");
  }

  get uploads() {
    return [...this.#items.keys()];
  }

  add(blobs) {
    for (const blob of blobs) {
      const problem = this.#problem(blob);
      if (problem) this.#complain(problem);
      else this.show([this.#files.begin(blob)]);
    }
  }

  /* Uploads that are on their way already: an earlier page's, or those of a message taken back. */
  show(uploads) {
    for (const upload of uploads) if (!this.#items.has(upload)) this.#show(upload);
    this.#changed();
  }

  /* They leave the tray with their message, however far they got. */
  take() {
    const taken = this.uploads;
    for (const upload of taken) this.#leave(upload);
    this.#changed();
    return taken;
  }

  #problem({ name = "", type, size }) {
    if (!isTaken({ name, type })) return words("wrong_type", { name: name || type });
    if (size > MOST_BYTES) return words("too_big", { name, most: sizeOf(MOST_BYTES) });
    if (!size) return words("empty_file", { name });
    return this.#items.size >= MOST_FILES ? words("too_many") : null;
  }

  #show(upload) {
    const { node, show } = upload.isPicture ? this.#item(upload, this.#thumb(upload)) : this.#item(upload, this.#chip(upload));
    const changed = () => {
      show();
      this.#changed();
    };
    upload.addEventListener("changed", changed);
    this.#items.set(upload, { node, stop: () => upload.removeEventListener("changed", changed) });
    this.#list.append(node);
  }

  #thumb(upload) {
    const url = URL.createObjectURL(upload.blob);
    const image = make("img", { class: "tray__image", src: url, alt: "" });
    image.addEventListener("load", () => URL.revokeObjectURL(url));
    image.addEventListener("error", () => image.replaceWith(this.#chip(upload))); // no picture after all
    return image;
  }

  #chip({ name, blob }) {
    const drawing = make("span", { class: "file__drawing", "data-drawing": drawingOf(blob.type) }, icon(drawingOf(blob.type)));
    const meta = [endingOf(name), sizeOf(blob.size)].filter(Boolean).join(" · ");
    const text = make("span", { class: "file__text" }, make("span", { class: "file__name", text: name, dir: "auto" }), make("span", { class: "file__meta", text: meta }));
    return make("span", { class: "file tray__file" }, drawing, text);
  }

  #item(upload, face) {
    const { name } = upload;
    const progress = make("progress", { class: "tray__progress", max: 100 });
    const text = make("span", { class: "tray__text" });
    const remove = make("button", { class: "tray__remove", type: "button", label: words("cancel", { name }) }, icon("x"));
    remove.addEventListener("click", () => this.#remove(upload));
    const node = make("li", { class: "tray__item" }, face, progress, text, remove);
    node.classList.toggle("tray__item--file", !upload.isPicture);
    const show = () => {
      const { state, percent, reason } = upload;
      node.dataset.state = state;
      progress.value = percent;
      progress.setAttribute("aria-label", words("uploading", { name, percent }));
      text.textContent = state === "ready" ? words("ready", { name }) : reason;
      text.classList.toggle("visually-hidden", state === "ready" || state === "sending");
    };
    show();
    return { node, show };
  }

  #remove(upload) {
    this.#leave(upload);
    this.#files.cancel(upload);
    this.#changed();
  }

  #leave(upload) {
    const { node, stop } = this.#items.get(upload);
    stop();
    node.remove();
    this.#items.delete(upload);
  }

  #changed() {
    this.#list.hidden = this.isEmpty;
    this.dispatchEvent(new Event("changed"));
  }
}
