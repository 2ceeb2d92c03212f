/** <div data-codes data-file="name.txt"> beside <ol class="codes">: copies, saves and prints the codes. */
import { Behaviour, behave } from "ui/behaviour.js";
import { announce } from "ui/announce.js";
import { word } from "ui/words.js";
import { toast } from "ui/toast.js";

class Codes extends Behaviour {
  connect() {
    this.#on("[data-codes-copy]", () => this.#copy());
    this.#on("[data-codes-save]", () => this.#save());
    this.#on("[data-codes-print]", () => print());
  }

  get #text() {
    const lines = [...document.querySelectorAll(".codes > li")].map((line) => line.textContent.trim());
    return `${document.querySelector(".print-only").textContent}\n\n${lines.join("\n")}\n`;
  }

  #on(selector, act) {
    this.element.querySelector(selector).addEventListener("click", act);
  }

  async #copy() {
    await navigator.clipboard.writeText(this.#text);
    announce(word("copied"));
    toast(word("copied"));
  }

  #save() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([this.#text], { type: "text/plain" }));
    link.download = this.element.dataset.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}

behave("data-codes", Codes);
