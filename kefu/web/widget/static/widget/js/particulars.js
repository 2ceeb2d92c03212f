/* What may be told before the first words: what it is about, and which account. Nothing of it has to be. */
import { call } from "./api.js";
import { make } from "./dom.js";
import { Offered } from "./offered.js";
import { words } from "./words.js";

const ACCOUNT = ["uid", "email", "phone"];
const PARTS = ["category", ...ACCOUNT];

export class Particulars {
  #form;
  #session;
  #account;
  #unlike;
  #offered;
  #asked = 0;

  constructor({ form, session }) {
    this.#form = form;
    this.#session = session;
    this.#account = form.querySelector("[data-account]");
    this.#unlike = form.querySelector("[data-unlike]");
    this.#offered = new Offered({ place: form.querySelector("[data-checks]"), session });
    form.addEventListener("change", ({ target }) => (target.name === "category" ? this.#offered.show(target.value) : this.#look()));
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  /* What was filled in and looks right; null if nothing was. */
  get told() {
    const filled = PARTS.map((name) => [name, this.#valueOf(name)]).filter(([, value]) => value);
    return filled.length ? Object.fromEntries(filled) : null;
  }

  /* Another person, or none: what the one before typed goes. */
  async begin() {
    this.#form.reset();
    this.#offered.show("");
    this.#look();
    this.#offer();
    this.#account.hidden = true;
    if (!this.#session.isSigned) return;
    const { who } = this.#session;
    const { uid_masked: uid, email_masked: email, phone_masked: phone } = await this.#session.call("/form").catch(() => ({}));
    const known = [uid && `UID ${uid}`, email, phone].filter(Boolean);
    if (who !== this.#session.who || !known.length) return;
    this.#account.querySelector("[data-text]").textContent = known.join(" · ");
    this.#account.hidden = false;
  }

  /* The exchange's own list; without it there is one question less. */
  async #offer() {
    const topics = this.#form.querySelector("[data-topics]");
    if (!topics.hidden) return;
    const { categories } = await call(`/categories?locale=${document.body.dataset.locale}`).catch(() => ({ categories: [] }));
    if (!topics.hidden || !categories.length) return;
    topics.append(...categories.map(topic));
    topics.hidden = false;
  }

  /* What cannot be a UID, an address, a number is said at its field, and left out; the rest goes. */
  #look() {
    for (const name of ACCOUNT) {
      const { value, validity } = this.#form.elements[name];
      this.#form.querySelector(`#wrong-${name}`).textContent = value.trim() && !validity.valid ? words(`wrong_${name}`) : "";
    }
    return this.#compare();
  }

  #valueOf(name) {
    const field = this.#form.elements[name];
    const isRight = !(field instanceof HTMLInputElement) || field.validity.valid;
    return field && isRight ? field.value.trim() : "";
  }

  /* A wrong digit sends somebody to a stranger's account: said before it is sent. */
  async #compare() {
    const asked = ++this.#asked;
    const { category, ...account } = this.told ?? {};
    if (!this.#session.isSigned || !Object.keys(account).length) return this.#say([]);
    const { unlike } = await this.#session.call("/form/comparison", { method: "POST", body: account }).catch(() => ({ unlike: [] }));
    return asked === this.#asked ? this.#say(unlike) : undefined;
  }

  #say(unlike) {
    this.#unlike.textContent = unlike.length ? words("unlike", { parts: unlike.map((part) => words(part)).join(", ") }) : "";
    for (const name of ACCOUNT) {
      const field = this.#form.elements[name];
      field.toggleAttribute("aria-invalid", unlike.includes(name) || !field.validity.valid);
    }
  }
}

function topic({ slug, name }) {
  const choice = make("input", { class: "visually-hidden", type: "radio", name: "category", value: slug });
  return make("label", { class: "topic" }, choice, make("span", { text: name }));
}
