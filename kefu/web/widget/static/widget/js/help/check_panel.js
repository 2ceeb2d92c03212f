/* A check over the chat: its form, and below it what was found. The way back to the chat is one button or Esc. */
import { call } from "../api.js";
import { icon, make } from "../dom.js";
import { receipt } from "../receipt_view.js";
import { words } from "../words.js";
import { CheckForm } from "./check_form.js";

export class CheckPanel {
  #dialog = make("dialog", { class: "panel" });
  #session;
  #locale;
  #form = null;
  #said;
  #found;
  #isBusy = false;

  constructor({ session, locale }) {
    this.#session = session;
    this.#locale = locale;
    document.body.append(this.#dialog);
    this.#dialog.addEventListener("close", () => {
      this.#form = null;
      this.#dialog.replaceChildren();
    });
  }

  async show(key) {
    this.#draw(make("p", { class: "panel__text", role: "status", text: words("loading") }));
    this.#dialog.showModal();
    try {
      this.#fill(await call(`/checks/${key}?locale=${this.#locale}`));
    } catch {
      this.#draw(make("p", { class: "panel__text", role: "alert", text: words("check_failed") }));
    }
  }

  #fill({ check, questions }) {
    this.#form = new CheckForm(questions);
    this.#said = make("p", { class: "asked__said", role: "status" });
    this.#found = make("div", { class: "asked__found", tabindex: "-1" });
    const send = make("button", { class: "button button--primary asked__send", type: "submit", text: words("check_run") });
    const form = make("form", { class: "asked", method: "dialog", novalidate: true }, ...this.#form.nodes, send, this.#said);
    form.addEventListener("input", ({ target }) => this.#form.typed(target));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run(check.key);
    });
    this.#dialog.setAttribute("aria-label", check.title);
    this.#draw(make("h2", { class: "panel__title", text: check.title }), make("p", { class: "asked__intro", text: check.intro }), form, this.#found);
    this.#form.suggest();
  }

  async #run(key) {
    if (this.#isBusy) return;
    const form = this.#form;
    this.#isBusy = true;
    this.#say(words("check_looking"));
    const body = { answers: form.answers, zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC" };
    const path = `/checks/${key}/runs?locale=${this.#locale}`;
    const told = await this.#session.call(path, { method: "POST", body }).catch((error) => ({ failed: error.status === 429 ? error.message : "" }));
    this.#isBusy = false;
    if (form !== this.#form) return; // closed meanwhile
    if (told.receipt) this.#show(told.receipt);
    else if (told.problems) this.#wrong(told);
    else this.#say(told.failed || words("check_failed"));
  }

  #show(found) {
    this.#say("");
    this.#form.mark({ problems: {}, missing: [] });
    this.#found.replaceChildren(receipt(found, { onContact: () => this.#dialog.close() }));
    this.#found.focus({ preventScroll: true });
    this.#found.scrollIntoView({ block: "nearest" });
  }

  #wrong(told) {
    this.#say(words("check_wrong"));
    this.#found.replaceChildren();
    this.#form.mark(told)?.focus();
  }

  #say(text) {
    this.#said.textContent = text;
  }

  #draw(...inside) {
    const back = make("button", { class: "panel__button", type: "button" }, icon("back"), words("to_chat"));
    back.addEventListener("click", () => this.#dialog.close());
    this.#dialog.replaceChildren(make("div", { class: "panel__top" }, back), make("div", { class: "panel__page", tabindex: "0" }, ...inside));
    back.focus();
  }
}
