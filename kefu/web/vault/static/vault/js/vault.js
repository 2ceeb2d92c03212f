/**
 * <form data-papers>: shows what was chosen, sends it with a bar that tells how far it is, and can be pressed again after a cut:
 * the form keeps its key, so nothing arrives twice. <header data-papers-enter>: whoever is signed in to the chat in this browser
 * comes in by themselves, once.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { fragment } from "ui/html.js";
import { signed } from "ui/signed.js";

const PATIENCE_MS = 180_000;
const WIDEST_CHARS = 2_000_000;
const words = () => document.querySelector("template[data-words]").dataset;

class Papers extends Behaviour {
  #address = null;
  #isBusy = false;

  connect() {
    this.element.classList.add("vault__form--live");
    this.element.addEventListener("change", (event) => this.#chosen(event.target));
    this.element.addEventListener("submit", (event) => this.#submit(event));
  }

  disconnect() {
    URL.revokeObjectURL(this.#address);
  }

  /* One at a time: what was chosen by the other way is let go. */
  #chosen(input) {
    if (input.type !== "file" || !input.files.length) return;
    for (const other of this.element.querySelectorAll("input[type=file]")) if (other !== input) other.value = "";
    URL.revokeObjectURL(this.#address);
    this.#address = URL.createObjectURL(input.files[0]);
    const preview = this.element.querySelector("[data-papers-preview]");
    preview.querySelector("img").src = this.#address;
    preview.hidden = false;
    this.#say("");
    this.element.querySelector("button[type=submit]").focus({ preventScroll: true });
  }

  #submit(event) {
    event.preventDefault();
    if (this.#isBusy) return;
    this.#busy(true);
    const request = new XMLHttpRequest();
    request.open("POST", this.element.action);
    request.timeout = PATIENCE_MS;
    request.upload.addEventListener("progress", ({ loaded, total }) => this.#progress(Math.round((loaded / (total || 1)) * 100)));
    request.addEventListener("load", () => this.#answered(request.responseText.slice(0, WIDEST_CHARS)));
    for (const end of ["error", "timeout", "abort"]) request.addEventListener(end, () => this.#failed());
    request.send(new FormData(this.element));
  }

  #progress(percent) {
    this.element.querySelector("[data-papers-progress]").value = percent;
    this.#say(percent < 100 ? words().papersSending.replace("{percent}", `${percent} %`) : words().papersMaking);
  }

  #answered(text) {
    const next = fragment(text).querySelector("main");
    if (!next) return this.#failed();
    document.querySelector("main").replaceWith(next);
    next.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }

  #failed() {
    this.#busy(false);
    this.#say(words().papersLost);
  }

  #busy(is) {
    this.#isBusy = is;
    this.element.setAttribute("aria-busy", String(is));
    this.element.querySelector("[data-papers-progress]").hidden = !is;
  }

  #say(text) {
    this.element.querySelector("[data-papers-said]").textContent = text;
  }
}

class Enter extends Behaviour {
  connect() {
    const { token, isSigned } = signed();
    if (isSigned) this.#enter(token);
  }

  async #enter(token) {
    const headers = { Authorization: `Bearer ${token}` };
    const answer = await fetch("/api/v1/vault/tickets", { method: "POST", headers, credentials: "omit" }).catch(() => null);
    if (!answer?.ok) return;
    const { ticket } = await answer.json();
    const ask = /^\/vault\/([a-z2-7]{26})$/.exec(location.pathname)?.[1] ?? "";
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: "/vault/entrance", hidden: true });
    const locale = new URLSearchParams(location.search).get("locale") ?? "";
    for (const [name, value] of Object.entries({ ticket, ask, locale })) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(form);
    form.submit();
  }
}

behave("data-papers", Papers);
behave("data-papers-enter", Enter);
