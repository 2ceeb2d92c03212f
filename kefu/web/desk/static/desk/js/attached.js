/**
 * <ul data-attached data-url> in a composer: pictures chosen, dropped or pasted are sent at once and named by id in the
 * message, so that a message sent again carries the same pictures. Without scripts the form's own field sends them.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { word } from "ui/words.js";

class Attached extends Behaviour {
  connect() {
    this.#form.addEventListener("change", ({ target }) => target === this.#field && this.#chosen());
    this.#form.addEventListener("paste", (event) => this.#came(event, event.clipboardData));
    this.#form.addEventListener("dragover", (event) => event.preventDefault());
    this.#form.addEventListener("drop", (event) => this.#came(event, event.dataTransfer));
    this.#form.addEventListener("desk:stored", () => this.element.replaceChildren());
    for (const item of this.element.querySelectorAll("[data-file]")) {
      item.replaceWith(this.#kept({ id: item.dataset.file, name: item.dataset.name }));
    }
    this.element.addEventListener("desk:attach", ({ detail }) =>
      this.element.replaceChildren(...detail.map((file) => this.#kept(file))),
    );
    this.element.addEventListener("click", ({ target }) => {
      target.closest("button")?.closest("li").remove();
      this.#changed();
    });
  }

  get #form() {
    return this.element.closest("form");
  }

  get #field() {
    return this.#form.elements.files;
  }

  #chosen() {
    const chosen = [...this.#field.files];
    this.#field.value = "";
    for (const file of chosen) this.#send(file);
  }

  #came(event, data) {
    const pictures = [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!pictures.length) return;
    event.preventDefault();
    for (const file of pictures) this.#send(file);
  }

  #send(file) {
    const item = this.element.appendChild(this.#item(file));
    const request = new XMLHttpRequest();
    const bar = item.querySelector("progress");
    request.upload.addEventListener("progress", ({ loaded, total }) => (bar.value = loaded / total));
    request.addEventListener("load", () => this.#sent(item, request));
    request.addEventListener("error", () => this.#failed(item, word("notUploaded")));
    request.open("POST", this.element.dataset.url);
    request.setRequestHeader("X-CSRFToken", document.querySelector("[data-desk]").dataset.csrf);
    const body = new FormData();
    body.append("file", file);
    request.send(body);
  }

  /** A picture that was sent before, perhaps from another window. */
  #kept({ id, name }) {
    const item = this.#drawn(name, `${this.element.dataset.url}/${id}?variant=thumb`);
    item.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "upload", value: id }));
    return item;
  }

  #item(file) {
    const source = URL.createObjectURL(file);
    const item = this.#drawn(file.name, source);
    const picture = item.querySelector("img");
    picture.addEventListener("load", () => URL.revokeObjectURL(source), { once: true });
    picture.after(document.createElement("progress"));
    item.querySelector("progress").setAttribute("aria-label", file.name);
    return item;
  }

  #drawn(name, source) {
    const item = document.createElement("li");
    item.className = "attached__item";
    Object.assign(item.appendChild(document.createElement("img")), { alt: name, src: source });
    const away = item.appendChild(document.createElement("button"));
    away.type = "button";
    away.className = "attached__away";
    away.setAttribute("aria-label", word("takeAway", { name }));
    away.textContent = "×";
    return item;
  }

  #sent(item, request) {
    const told = request.getResponseHeader("content-type")?.includes("json") ? JSON.parse(request.responseText) : {};
    if (request.status !== 201) return this.#failed(item, told.error?.message ?? word("notUploaded"));
    item.querySelector("progress").remove();
    const id = item.appendChild(document.createElement("input"));
    Object.assign(id, { type: "hidden", name: "upload", value: told.id });
    this.#changed();
    return id;
  }

  #changed() {
    this.#form.dispatchEvent(new CustomEvent("composer:changed"));
  }

  #failed(item, text) {
    item.querySelector("progress")?.remove();
    item.dataset.failed = "";
    const said = item.appendChild(document.createElement("span"));
    said.setAttribute("role", "alert");
    said.textContent = text;
  }
}

behave("data-attached", Attached);
