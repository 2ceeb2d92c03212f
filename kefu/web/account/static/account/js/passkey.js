/**
 * <div data-passkey="get|create" data-options="/address" hidden>: asks the device for a passkey and sends its answer as
 * the form's `credential`. Where there are no passkeys it stays hidden, or says so if nothing else would be left.
 */
import { Behaviour, behave } from "ui/behaviour.js";
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
      const { publicKey } = await this.#options();
      const made = await navigator.credentials[this.#kind]({ publicKey: opened(publicKey) });
      this.#form.elements.credential.value = JSON.stringify(closed(made));
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

/** Base64url in the server's JSON becomes bytes where the browser wants bytes. */
function opened(told) {
  const ids = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...told,
    challenge: bytes(told.challenge),
    ...(told.user && { user: { ...told.user, id: bytes(told.user.id) } }),
    ...(told.allowCredentials && { allowCredentials: ids(told.allowCredentials) }),
    ...(told.excludeCredentials && { excludeCredentials: ids(told.excludeCredentials) }),
  };
}

/** And back: what the device said, as JSON. */
function closed(made) {
  const { response } = made;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const said = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    clientExtensionResults: made.getClientExtensionResults(),
    response: { ...Object.fromEntries(said), transports: response.getTransports?.() },
  };
}

function bytes(value) {
  const binary = atob(value.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

behave("data-passkey", Passkey);
