/**
 * <ul data-attached data-url> in a composer: files chosen, dropped or pasted are sent in pieces at once and named by id in the
 * message, so that a message sent again carries the same files. A cut or a reload goes on where they stood; what is whole
 * stands in the server's draft. Without scripts the form's own field sends them.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import * as kept from "ui/kept_files.js";
import { DeskUpload } from "desk/upload.js";
import { chipFor, storedUpload } from "desk/upload_chip.js";

class Attached extends Behaviour {
  #uploads = new Map(); // li -> DeskUpload

  connect() {
    this.#form.addEventListener("change", ({ target }) => target === this.#field && this.#chosen());
    this.#form.addEventListener("paste", (event) => this.#came(event, event.clipboardData));
    this.#form.addEventListener("dragover", (event) => event.preventDefault());
    this.#form.addEventListener("drop", (event) => this.#came(event, event.dataTransfer));
    this.#form.addEventListener("desk:stored", () => this.#stored());
    this.element.addEventListener("desk:attach", ({ detail }) => this.#attach(detail));
    this.element.addEventListener("click", ({ target }) => target.closest("button") && this.#takeAway(target.closest("li")));
    for (const item of this.element.querySelectorAll("[data-stored]")) item.replaceWith(this.#stand(JSON.parse(item.dataset.stored)));
    this.#restore();
  }

  disconnect() {
    for (const upload of this.#uploads.values()) upload.leave();
  }

  get #form() {
    return this.element.closest("form");
  }

  get #field() {
    return this.#form.elements.files;
  }

  get #place() {
    return `desk:${document.querySelector("[data-desk]").dataset.me}:${this.#form.dataset.composer}:${tabName()}`;
  }

  #chosen() {
    const chosen = [...this.#field.files];
    this.#field.value = "";
    for (const file of chosen) this.#add(file);
  }

  #came(event, data) {
    const files = [...(data?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    for (const file of files) this.#add(file);
  }

  #add(blob) {
    const key = crypto.randomUUID();
    const record = { key, place: this.#place, name: blob.name || "picture", blob, id: null, file: null };
    kept.keep(record);
    this.#show(record);
  }

  async #restore() {
    kept.tidy(() => false);
    for (const record of await kept.of(this.#place)) {
      if (this.element.isConnected && !this.#holds(record.file?.id)) this.#show(record);
    }
  }

  /* The draft's files, perhaps from another window; what is on its way from this one stays. */
  #attach(files) {
    for (const [item, upload] of this.#uploads) if (upload.state === "ready") this.#forget(item);
    for (const file of files) if (!this.#holds(file.id)) this.element.append(this.#stand(file));
  }

  #stand(file) {
    const item = chipFor(storedUpload(this.element.dataset.files, file));
    this.#uploads.set(item, { file, state: "ready", leave() {}, cancel() {} });
    item.append(idField(file));
    return item;
  }

  #holds(id) {
    return Boolean(id) && [...this.#uploads.values()].some(({ file }) => file?.id === id);
  }

  #show(record) {
    const upload = new DeskUpload(this.element.dataset.url, record, (fields) => kept.change(record.key, fields));
    const item = this.element.appendChild(chipFor(upload));
    this.#uploads.set(item, upload);
    upload.addEventListener("changed", () => this.#changed(item, upload));
    upload.start();
  }

  #changed(item, upload) {
    if (upload.state !== "ready" || item.querySelector("[name=upload]")) return;
    item.append(idField(upload.file));
    this.#tell();
  }

  #takeAway(item) {
    this.#uploads.get(item)?.cancel();
    this.#forget(item);
    this.#tell();
  }

  #forget(item) {
    const { key } = this.#uploads.get(item) ?? {};
    if (key) kept.drop(key);
    this.#uploads.delete(item);
    item.remove();
  }

  #tell() {
    this.#form.dispatchEvent(new CustomEvent("composer:changed"));
  }

  /* What went with the message leaves; what is still on its way stays for the next. */
  #stored() {
    for (const [item, upload] of this.#uploads) if (upload.state === "ready") this.#forget(item);
  }
}

function idField({ id }) {
  return Object.assign(document.createElement("input"), { type: "hidden", name: "upload", value: id });
}

/* This tab, through its reloads. */
function tabName() {
  const known = sessionStorage.getItem("kefu-tab") ?? crypto.randomUUID();
  sessionStorage.setItem("kefu-tab", known);
  return known;
}

behave("data-attached", Attached);
