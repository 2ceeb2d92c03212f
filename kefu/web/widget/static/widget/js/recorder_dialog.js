/* What the recorder asks: may it begin, and shall it go? Escape is always no. */
import { icon, make } from "./dom.js";
import { sizeOf } from "./file_kinds.js";
import { words } from "./words.js";

export class RecorderDialog {
  #dialog = make("dialog", { class: "sheet", "aria-labelledby": "recorder-title" });

  constructor() {
    document.body.append(this.#dialog);
  }

  async consent() {
    const points = ["record_you_choose", "record_no_sound", "record_hide", "record_look_first"].map((key) => make("li", { text: words(key) }));
    const answer = await this.#ask([make("ul", { class: "sheet__points" }, ...points)], {
      title: words("record_title"),
      actions: [["yes", words("record_start"), true], ["no", words("record_cancel")]],
    });
    return answer === "yes";
  }

  /* take, again or discard. */
  async preview(blob) {
    const url = URL.createObjectURL(blob);
    const video = make("video", { class: "sheet__video", src: url, controls: true, muted: true, playsinline: true, label: words("record_preview") });
    const answer = await this.#ask([video, make("p", { class: "sheet__note", text: words("record_size", { size: sizeOf(blob.size) }) })], {
      title: words("record_preview"),
      actions: [["take", words("record_take"), true], ["again", words("record_again")], ["discard", words("discard")]],
    });
    video.removeAttribute("src");
    URL.revokeObjectURL(url);
    return answer || "discard";
  }

  #ask(content, { title, actions }) {
    const buttons = actions.map(([value, text, isFirst]) => {
      const button = make("button", { class: isFirst ? "button button--primary" : "button", type: "button", text });
      button.addEventListener("click", () => this.#dialog.close(value));
      return button;
    });
    const head = make("h2", { class: "sheet__title", id: "recorder-title" }, icon("record"), title);
    this.#dialog.replaceChildren(head, ...content, make("p", { class: "sheet__actions" }, ...buttons));
    this.#dialog.returnValue = "";
    this.#dialog.showModal();
    return new Promise((resolve) => {
      this.#dialog.addEventListener("close", () => resolve(this.#dialog.returnValue), { once: true });
    });
  }
}
