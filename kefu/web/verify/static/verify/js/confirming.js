/**
 * <form data-passkey="get|create" data-options="/address" [data-starts]>: asks the device for a passkey and sends its answer as
 * `credential`. With data-starts at once: a tap in the chat led here, and the next one is the device's own.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { word } from "ui/words.js";
import { asked } from "ui/webauthn.js";

const REASONS = { InvalidStateError: "passkeyExists", SecurityError: "passkeyNowhere", NotSupportedError: "passkeyNowhere" };

class Passkey extends Behaviour {
  connect() {
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask();
    });
    if (!window.PublicKeyCredential) this.#tell("passkeyNowhere");
    else if ("starts" in this.element.dataset) this.#ask({ isQuiet: true });
  }

  /** `isQuiet`: a browser that wants a press first says no to what nobody pressed; then the button stands there. */
  async #ask({ isQuiet = false } = {}) {
    const form = this.element;
    const button = form.querySelector("button");
    button.disabled = true;
    this.#tell("");
    try {
      form.elements.credential.value = await asked(form.dataset.passkey, await this.#options());
      form.submit();
    } catch (problem) {
      button.disabled = false;
      if (!isQuiet) this.#tell(REASONS[problem.name] ?? "passkeyRefused");
    }
  }

  async #options() {
    const answer = await fetch(this.element.dataset.options, { method: "POST" });
    if (answer.status === 404 || answer.status === 409) location.reload(); // answered elsewhere, or over: the page says so
    if (!answer.ok) throw new Error(`options: ${answer.status}`);
    return answer.json();
  }

  #tell(name) {
    const line = this.element.querySelector("[data-passkey-problem]");
    line.hidden = !name;
    line.textContent = name && word(name);
  }
}

behave("data-passkey", Passkey);
