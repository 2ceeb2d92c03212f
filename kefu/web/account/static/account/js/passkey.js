/**
 * <div data-passkey="get|create" data-options="/address" hidden>: asks the device for a passkey and sends its answer as
 * the form's `credential`. Where there are no passkeys it stays hidden, or says so if nothing else would be left.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { asked } from "ui/webauthn.js";
import { word } from "ui/words.js";

const REASONS = { InvalidStateError: "passkeyExists", SecurityError: "passkeyNowhere", NotSupportedError: "passkeyNowhere" };

class Passkey extends Behaviour {
  #form;

  connect() {
    this.#form = this.element.querySelector("form");
    this.element.hidden = !window.PublicKeyCredential && this.#kind === "get";
    if (!window.PublicKeyCredential) this.#tell("passkeyNowhere");
    this.#form.addEventListener("submit", (event) => this.#submit(event));
  }

  get #kind() {
    return this.element.dataset.passkey;
  }

  async #submit(event) {
    event.preventDefault();
    const button = this.#form.querySelector("button");
    button.disabled = true;
    this.#tell("");
    try {
      this.#form.elements.credential.value = await asked(this.#kind, await this.#options());
      this.#form.submit();
    } catch (problem) {
      this.#tell(REASONS[problem.name] ?? "passkeyRefused", problem.sentence);
      button.disabled = false;
    }
  }

  async #options() {
    const proof = this.#form.elements.csrfmiddlewaretoken.value;
    const answer = await fetch(this.element.dataset.options, { method: "POST", headers: { "X-CSRFToken": proof } });
    if (answer.redirected) location.assign(answer.url);
    if (!answer.ok || answer.redirected) throw new Error(`options: ${answer.status}`);
    return answer.json();
  }

  #tell(name) {
    const line = this.element.querySelector("[data-passkey-problem]");
    line.hidden = !name;
    line.textContent = name && word(name);
  }
}

behave("data-passkey", Passkey);
