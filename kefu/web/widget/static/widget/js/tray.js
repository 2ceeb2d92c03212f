/*
 * The pictures chosen for the next message: by the button, pasted or dropped; with progress, removable, tried again.
 * Events: changed.
 */
import { icon, make } from "./dom.js";
import { Upload } from "./upload.js";
import { words } from "./words.js";

const MOST_FILES = 10;
const MOST_BYTES = 20 * 1024 * 1024;
const TYPES = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);

export class Tray extends EventTarget {
  #session;
  #list;
  #complain;
  #items = new Map(); // Upload -> li

  constructor({ session, list, line, complain }) {
    super();
    this.#session = session;
    this.#list = list;
    this.#complain = complain;
    line.addEventListener("ready", () => this.#retry());
  }

  get isEmpty() {
    return this.#items.size === 0;
  }

  get isBusy() {
    return this.uploads.some(({ state }) => state === "sending" || state === "waiting");
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
      else this.#begin(blob);
    }
  }

  clear() {
    for (const upload of this.uploads) this.#remove(upload);
  }

  /* The finished uploads, which leave the tray. */
  take() {
    const done = this.uploads;
    this.clear();
    return done;
  }

  #problem({ name, type, size }) {
    if (!TYPES.has(type)) return words("wrong_type", { name: name || type });
    if (size > MOST_BYTES) return words("too_big", { name });
    return this.#items.size >= MOST_FILES ? words("too_many") : null;
  }

  #begin(blob) {
    const upload = new Upload(this.#session, blob);
    const item = this.#item(upload);
    this.#items.set(upload, item.node);
    this.#list.append(item.node);
    upload.addEventListener("changed", () => {
      item.show();
      this.#changed();
    });
    upload.start();
  }

  #item(upload) {
    const { name } = upload;
    const url = URL.createObjectURL(upload.blob);
    const image = make("img", { class: "tray__image", src: url, alt: "" });
    const progress = make("progress", { class: "tray__progress", max: 100 });
    const text = make("span", { class: "tray__text" });
    const retry = make("button", { class: "button tray__retry", type: "button", text: words("retry") });
    const remove = make("button", { class: "tray__remove", type: "button", label: words("cancel", { name }) }, icon("x"));
    retry.addEventListener("click", () => upload.start());
    remove.addEventListener("click", () => this.#remove(upload));
    image.addEventListener("load", () => URL.revokeObjectURL(url));
    image.addEventListener("error", () => image.replaceWith(make("span", { class: "tray__image" }))); // no picture after all
    const show = () => {
      const { state, percent, reason } = upload;
      node.dataset.state = state;
      progress.value = percent;
      progress.setAttribute("aria-label", words("uploading", { name, percent }));
      retry.hidden = state !== "failed" || upload.isRefused;
      text.textContent = state === "ready" ? words("ready", { name }) : reason;
      text.classList.toggle("visually-hidden", state === "ready" || state === "sending");
    };
    const node = make("li", { class: "tray__item" }, image, progress, text, retry, remove);
    show();
    return { node, show };
  }

  #remove(upload) {
    upload.cancel();
    this.#items.get(upload)?.remove();
    this.#items.delete(upload);
    this.#changed();
  }

  #retry() {
    for (const upload of this.uploads) if (upload.state === "waiting") upload.start();
  }

  #changed() {
    this.#list.hidden = this.isEmpty;
    this.dispatchEvent(new Event("changed"));
  }
}
