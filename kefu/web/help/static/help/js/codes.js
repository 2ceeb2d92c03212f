/** Gives every code in an article a button that copies it whole. */
import { Behaviour, behave } from "ui/behaviour.js";
import { word } from "ui/words.js";
import { drawing } from "help/drawing.js";

class Prose extends Behaviour {
  connect() {
    for (const code of this.element.querySelectorAll("code")) this.#dress(code);
  }

  #dress(code) {
    const whole = code.closest("pre") ?? code;
    const frame = document.createElement("span");
    frame.className = whole === code ? "copied" : "copied copied--block";
    frame.dataset.copy = code.textContent.trim();
    whole.replaceWith(frame);
    frame.append(whole, button());
  }
}

function button() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copied__button";
  button.setAttribute("aria-label", word("toCopy"));
  button.append(drawing("copy"));
  return button;
}

behave("data-codes", Prose);
