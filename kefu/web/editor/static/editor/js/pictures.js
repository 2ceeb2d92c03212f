/**
 * <form data-adds-picture> in a dialog: opens for a picture that is pasted or dropped into the text, or chosen. What is to be
 * seen on it is said at once; then it is sent, and the text shows it.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { body, comeBack, put } from "editor/caret.js";
import { word } from "ui/words.js";

const KINDS = { "image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif" };

class AddsPicture extends Behaviour {
  #address;
  #listening = new AbortController();

  connect() {
    const { signal } = this.#listening;
    document.addEventListener("editor:picture", ({ detail }) => this.#open(detail.file), { signal });
    body()?.addEventListener("paste", (event) => this.#came(event, event.clipboardData), { signal });
    body()?.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault(), { signal });
    body()?.addEventListener("drop", (event) => this.#came(event, event.dataTransfer), { signal });
    this.#field.addEventListener("change", () => this.#show(this.#field.files[0]));
    this.element.addEventListener("submit", (event) => this.#send(event));
    this.#dialog.addEventListener("close", () => this.#forget());
  }

  disconnect() {
    this.#listening.abort();
    this.#forget();
  }

  get #dialog() {
    return this.element.closest("dialog");
  }

  get #field() {
    return this.element.elements.file;
  }

  #came(event, data) {
    const file = [...(data?.files ?? [])].find(({ type }) => type in KINDS);
    if (!file) return;
    event.preventDefault();
    this.#open(file);
  }

  #open(file) {
    this.element.reset();
    this.#tell("");
    if (file) {
      const held = new DataTransfer();
      held.items.add(file);
      this.#field.files = held.files;
    }
    this.#show(file);
    this.#dialog.showModal();
    (file ? this.element.querySelector('[name^="alt-"]') : this.#field).focus();
  }

  #show(file) {
    this.#forget();
    const picture = this.element.querySelector("[data-shown]");
    picture.hidden = !file;
    if (!file) return;
    this.#address = URL.createObjectURL(file);
    picture.src = this.#address;
    if (!this.element.elements.name.value) this.element.elements.name.value = named(file);
  }

  async #send(event) {
    event.preventDefault();
    const sent = new FormData(this.element);
    sent.set("locale", document.querySelector("[data-article] [name=locale]").value);
    const button = this.element.querySelector("[type=submit]");
    button.disabled = true;
    const answer = await fetch(this.element.action, { method: "POST", body: sent, headers: { Accept: "application/json" } }).catch(() => null);
    const told = await answer?.json().catch(() => null);
    button.disabled = false;
    if (!answer?.ok) return this.#tell(told?.error?.message ?? word(answer ? "pictureFailed" : "offline"));
    this.#dialog.close();
    comeBack();
    put(told.markdown);
  }

  #tell(text) {
    const line = this.element.querySelector("[data-problem]");
    line.textContent = text;
    line.hidden = !text;
  }

  #forget() {
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = undefined;
  }
}

/** A name that can stand in an address; a pasted picture is called by its moment. */
function named({ name, type }) {
  const stem = name.replace(/\.[^.]*$/, "").toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const moment = new Date().toISOString().slice(0, 19).replace(/\D/g, "");
  return `${!stem || stem === "image" ? `picture-${moment}` : stem.slice(0, 60)}${KINDS[type] ?? ""}`;
}

behave("data-adds-picture", AddsPicture);
