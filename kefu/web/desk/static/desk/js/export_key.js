/** <form data-export-key>: its field `key` is what stands behind # in the address, and goes nowhere until it is sent, once. */
import { Behaviour, behave } from "ui/behaviour.js";

const LOOKS_AGAIN_MS = 3_000;

class ExportKey extends Behaviour {
  connect() {
    const key = location.hash.slice(1);
    if (/^[\w-]{43}$/.test(key)) this.element.elements.key.value = key;
    this.element.addEventListener("submit", () => setTimeout(() => this.#sent()));
  }

  /* After the browser took the form: what is fetched twice is not there any more, and that would look like a fault. */
  #sent() {
    this.element.hidden = true;
    document.querySelector("[data-export-sent]").hidden = false;
  }
}

behave("data-export-key", ExportKey);

/** <a data-keeps-key> leads to the same page with the key still behind it; ="soon": by itself, while the file is being made. */
class KeepsKey extends Behaviour {
  #again;

  connect() {
    if (this.element.dataset.keepsKey === "soon") this.#again = setTimeout(() => location.reload(), LOOKS_AGAIN_MS);
    this.element.addEventListener("click", (event) => {
      event.preventDefault();
      location.reload();
    });
  }

  disconnect() {
    clearTimeout(this.#again);
  }
}

behave("data-keeps-key", KeepsKey);
