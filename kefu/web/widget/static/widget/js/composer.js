/*
 * Where people write. What is typed is kept as a draft and never lost: not by a reload, a refusal or a full queue.
 * Events: typing {detail: boolean}, send {detail: {body, uploads, refuse}}.
 */
import { words } from "./words.js";

const MOST_CHARS = 8_000;
const WARN_CHARS = 500;

export class Composer extends EventTarget {
  #form;
  #text;
  #button;
  #hint;
  #tray;
  #drafts;
  #isWaiting = false;
  #isHeld = true;
  #hold = ""; // why nothing can be sent for now

  constructor({ form, tray, drafts }) {
    super();
    this.#form = form;
    this.#text = form.elements.text;
    this.#button = form.querySelector("[type=submit]");
    this.#hint = form.querySelector("[data-hint]");
    this.#tray = tray;
    this.#drafts = drafts;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#button.addEventListener("mousedown", (event) => event.preventDefault()); // a phone's keyboard stays
    this.#text.addEventListener("input", () => this.#typed());
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    this.#text.addEventListener("blur", () => this.#typing(false));
    tray.addEventListener("changed", () => this.#show());
    this.#button.disabled = false; // until here nothing could have been done with a message
    this.#show();
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  /* Before it is known who writes, text is taken and kept, and sent once it is known. */
  begin({ isFirst }) {
    const typed = isFirst ? this.#text.value : "";
    const isWaiting = isFirst && this.#isWaiting;
    this.#isHeld = false;
    this.fill(typed || (this.#drafts.read() ?? ""));
    if (isWaiting) this.#submit();
  }

  fill(text) {
    this.#text.value = text;
    this.#drafts.write(text);
    this.#isWaiting = false;
    this.#show();
  }

  /* What a person should know about what they are about to send. */
  tell(text, { isProblem = false } = {}) {
    this.#hint.textContent = text;
    this.#hint.hidden = !text;
    this.#hint.classList.toggle("composer__hint--problem", isProblem);
  }

  /* Nothing is sent while there is a reason; what is typed stays. */
  hold(reason, { isEnded = false } = {}) {
    this.#hold = reason;
    this.#form.classList.toggle("composer--ended", isEnded);
    this.#show();
  }

  #typed() {
    this.#isWaiting = false;
    if (!this.#isHeld) this.#drafts.write(this.#text.value);
    this.#typing(this.#text.value.trim() !== "");
    this.#show();
  }

  #typing(on) {
    this.dispatchEvent(new CustomEvent("typing", { detail: on }));
  }

  /* Enter sends where there is a keyboard; while an input method composes it never does. */
  #key(event) {
    const isPlainEnter = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
    if (!isPlainEnter || matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const body = this.#text.value.trim();
    this.#isWaiting = false;
    if (this.#hold || this.#over(body) > 0 || this.#tray.isBroken || (!body && this.#tray.isEmpty)) return this.#show();
    if (this.#isHeld) {
      this.#isWaiting = true;
      return this.#show();
    }
    let reason = null;
    const detail = { body, uploads: this.#tray.uploads, refuse: (why) => (reason = why) };
    this.dispatchEvent(new CustomEvent("send", { detail }));
    if (reason) return this.tell(reason, { isProblem: true });
    this.#tray.take();
    this.fill("");
    this.#typing(false);
  }

  #over(body) {
    return Array.from(body).length - MOST_CHARS;
  }

  #show() {
    const over = this.#over(this.#text.value.trim());
    if (this.#hold) this.tell(this.#hold);
    else if (over > 0) this.tell(words("over", { count: over }), { isProblem: true });
    else if (over > -WARN_CHARS) this.tell(words("left", { count: -over }));
    else this.tell(this.#isWaiting ? words("waits_for_chat") : "");
    const canSend = !this.#hold && over <= 0 && (this.#text.value.trim() !== "" || !this.#tray.isEmpty) && !this.#tray.isBroken;
    this.#button.setAttribute("aria-disabled", String(!canSend));
    if (!CSS.supports("field-sizing", "content")) this.#grow();
  }

  #grow() {
    this.#text.style.blockSize = "auto";
    this.#text.style.blockSize = `${this.#text.scrollHeight}px`;
  }
}
