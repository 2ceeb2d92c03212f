/** <form data-export-key>: its field `key` is what stands behind # in the address, and goes nowhere until it is sent. */
import { Behaviour, behave } from "ui/behaviour.js";

class ExportKey extends Behaviour {
  connect() {
    const key = location.hash.slice(1);
    if (/^[\w-]{43}$/.test(key)) this.element.elements.key.value = key;
  }
}

behave("data-export-key", ExportKey);

/** <a data-keeps-key> leads to the same page with the key still behind it. */
class KeepsKey extends Behaviour {
  connect() {
    this.element.addEventListener("click", (event) => {
      event.preventDefault();
      location.reload();
    });
  }
}

behave("data-keeps-key", KeepsKey);
