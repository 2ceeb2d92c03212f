/* "Is it really you?": one sheet that says whether we are talking now, checks a code, and holds the customer's own word. */
import { call } from "../api.js";
import { icon, make } from "../dom.js";
import { words } from "../words.js";
import { cardView } from "./card_view.js";
import { OwnData } from "./own_data.js";
import { filePart } from "./file_part.js";
import { OwnWord } from "./own_word.js";
import { passkeysPart } from "./passkeys.js";
import { reportForm } from "./report_view.js";
import { changesInS, talksView } from "./talk_view.js";
import { verdictView } from "./verdict_view.js";

export class Real {
  #session;
  #log;
  #word;
  #data;
  #dialog = make("dialog", { class: "sheet real", "aria-labelledby": "real-title" });
  #timer = null;
  #greeted = null; // whose word stands in the head

  constructor({ session, line, log, button, place }) {
    this.#session = session;
    this.#log = log;
    this.#word = new OwnWord({ session, place });
    this.#data = new OwnData({ session });
    document.body.append(this.#dialog);
    this.#dialog.addEventListener("close", () => {
      clearTimeout(this.#timer);
      this.#data.leave();
      this.#dialog.replaceChildren();
    });
    button.addEventListener("click", () => this.open());
    line.addEventListener("ready", () => this.#greet());
  }

  /* Another person sits here: nothing of the one before is shown; their own word comes with the line. */
  restart() {
    this.#dialog.close();
    this.#word.show("");
    this.#greeted = null;
  }

  /* With the line, so that nobody's session begins for it. */
  async #greet() {
    if (this.#session.isSigned && this.#greeted !== this.#session.who) await this.#learn().catch(() => {}); // the next line asks again
  }

  async codeOf(entry) {
    if (entry.code && !entry.isEdited) return entry.code;
    const page = await this.#session.call(`/conversations/${entry.conversation}/entries?after=${entry.seq - 1}&limit=1`).catch(() => null);
    return page?.entries[0]?.code ?? "";
  }

  async showCard({ id, name }) {
    const place = make("div", { role: "status", text: words("loading") });
    this.#show(name, [place]);
    try {
      place.replaceChildren(cardView(await this.#session.call(`/agents/${id}/card`)));
    } catch (error) {
      place.textContent = error.message || words("real_failed");
    }
  }

  open(code = "") {
    const now = make("div", { class: "real__part" }, make("p", { text: words("loading") }));
    this.#show(words("real_title"), [now, ...this.#check(code), make("h3", { text: words("word_title") }), ...this.#word.form(), ...passkeysPart(this.#session), ...filePart(this.#session, this.#log), ...this.#data.part()]);
    this.#now(now);
  }

  /* A message ({conversation, seq}) or what was checked ({text}). */
  report(what) {
    const about = make("p", { class: "sheet__note", text: words(what.text ? "report_about_text" : "report_about") });
    const quoted = what.text ? [make("blockquote", { class: "real__quote", dir: "auto", text: what.text.slice(0, 200) })] : [];
    this.#show(words("report_title"), [...quoted, about, reportForm(this.#session, what)]);
  }

  async #learn() {
    const { who } = this.#session;
    const told = await this.#session.call("/talks");
    if (who !== this.#session.who) return [];
    this.#greeted = who;
    this.#word.show(told.own_word);
    return told.talks;
  }

  /* Asked anew whenever the words change; never a start of a session for who has none. */
  async #now(place) {
    try {
      const talks = this.#session.isSigned || this.#session.isStarted ? await this.#learn() : [];
      place.replaceChildren(...talksView(talks));
      if (talks.length && place.isConnected) this.#timer = setTimeout(() => this.#now(place), changesInS(talks) * 1000);
    } catch (error) {
      place.textContent = error.message || words("real_failed");
    }
  }

  #check(code) {
    const input = make("textarea", { class: "real__input", name: "proof", rows: 2, maxlength: 10_000, autocomplete: "off", spellcheck: "false", label: words("check_code_title"), placeholder: "K7QM-3XTE-9PA4" });
    const told = make("div", { role: "status" });
    const form = make("form", { class: "real__line", method: "dialog" }, input, make("button", { class: "button button--primary", type: "submit", text: words("check_code_act") }));
    const ask = async () => told.replaceChildren(await this.#verdict(input.value.trim()));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask();
    });
    input.value = code;
    if (code) ask();
    return [make("h3", { text: words("check_code_title") }), make("p", { class: "sheet__note", text: words("check_code_about") }), form, told];
  }

  /* A badge's number is answered here too: nobody should have to know which box takes what. */
  async #verdict(text) {
    if (!text) return make("p", { text: words("check_needed") });
    try {
      if (/^#?\d{3}[- ]?\d{4}$/.test(text)) return cardView(await call(`/badges/${encodeURIComponent(text.replace("#", ""))}`));
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const found = await this.#session.call("/proofs", { method: "POST", body: { text, zone } });
      return verdictView(found, { onReport: () => this.report({ text: text.slice(0, 500) }) });
    } catch (error) {
      return make("p", { text: error.status === 404 ? words("badge_nobody") : error.message || words("real_failed") });
    }
  }

  #show(title, content) {
    clearTimeout(this.#timer);
    const close = make("button", { class: "button", type: "button", text: words("real_close") });
    close.addEventListener("click", () => this.#dialog.close());
    const head = make("h2", { class: "sheet__title", id: "real-title" }, icon("shield"), title);
    this.#dialog.replaceChildren(head, ...content, make("p", { class: "sheet__actions" }, close));
    if (!this.#dialog.open) this.#dialog.showModal();
  }
}
