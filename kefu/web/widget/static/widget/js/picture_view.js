/* Files in the log: pictures, one of them enlarged, and chips for all others. */
import { make } from "./dom.js";
import { isPicture } from "./file_kinds.js";
import { fileView } from "./file_view.js";
import { words } from "./words.js";

export class Pictures {
  #links;
  #lightbox;
  #local = new Map(); // what this page uploaded itself needs no link

  constructor(links, lightbox) {
    this.#links = links;
    this.#lightbox = lightbox;
  }

  keep(id, blob) {
    this.#local.set(id, URL.createObjectURL(blob));
  }

  clear() {
    for (const url of this.#local.values()) URL.revokeObjectURL(url);
    this.#local.clear();
    this.#links.clear();
  }

  view(file) {
    return isPicture(file.media_type) && file.bytes ? this.#picture(file) : fileView(file, this.#links);
  }

  #picture(file) {
    const { id, name, width, height } = file;
    const image = make("img", { alt: words("picture", { name }), width, height, loading: "lazy", decoding: "async" });
    const options = { class: "picture", type: "button", label: words("enlarge", { name }), "aria-haspopup": "dialog" };
    const button = make("button", options, image);
    button.addEventListener("click", () => this.#lightbox.show(name, () => this.#link(id, "full")));
    this.#fill(button, image, id);
    return button;
  }

  /* A link that no longer works is asked for once more. */
  async #fill(button, image, id, isSecondTry = false) {
    image.onload = () => button.classList.add("picture--shown");
    image.onerror = () => {
      if (isSecondTry) return giveUp(button);
      this.#local.delete(id);
      this.#links.forget(id);
      return this.#fill(button, image, id, true);
    };
    try {
      image.src = await this.#link(id, "thumb");
    } catch {
      giveUp(button);
    }
  }

  #link(id, variant) {
    return this.#local.has(id) ? Promise.resolve(this.#local.get(id)) : this.#links.get(id, variant);
  }
}

function giveUp(button) {
  button.disabled = true;
  button.classList.add("picture--broken");
  button.replaceChildren(make("span", { text: words("no_picture") }));
}
