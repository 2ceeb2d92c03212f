/* One picture, as large as the window allows. Escape, the button or a click beside it closes; focus goes back by itself. */
import { icon, make } from "./dom.js";
import { words } from "./words.js";

export class Lightbox {
  #dialog = make("dialog", { class: "lightbox" });

  constructor() {
    document.body.append(this.#dialog);
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#dialog.replaceChildren());
  }

  async show(name, link) {
    const close = make("button", { class: "lightbox__close", type: "button", label: words("close") }, icon("x"));
    const image = make("img", { class: "lightbox__image", alt: words("picture", { name }) });
    close.addEventListener("click", () => this.#dialog.close());
    image.addEventListener("error", () => this.#fail(image));
    this.#dialog.setAttribute("aria-label", name);
    this.#dialog.replaceChildren(image, close);
    this.#dialog.showModal();
    try {
      image.src = await link();
    } catch {
      this.#fail(image);
    }
  }

  #fail(image) {
    image.replaceWith(make("p", { class: "lightbox__text", role: "alert", text: words("no_picture") }));
  }
}
