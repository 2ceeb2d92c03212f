/**
 * <form data-article="id">: what is typed is kept by the server a moment after, on top of the version that was seen. Until it is
 * there it stands in this tab's memory, which outlives a reload. Somebody else's save is told, and overwrites nothing.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { toast } from "ui/toast.js";
import { word } from "ui/words.js";

const FIELDS = ["title", "summary", "keywords", "body"];
const GATHER_MS = 900;
const AGAIN_MS = 5_000;
const MOST_ON_LEAVING = 60_000; // what a browser still sends while the page goes

class Draft extends Behaviour {
  #timer;
  #saving = null;
  #isMoved = false;
  #saved;
  #listening = new AbortController();

  connect() {
    const { signal } = this.#listening;
    this.#saved = this.#typed();
    this.element.addEventListener("input", ({ target }) => FIELDS.includes(target.name) && this.#changed());
    this.element.addEventListener("submit", (event) => this.#submit(event));
    addEventListener("online", () => this.#isUnsaved && this.#save(), { signal });
    addEventListener("pagehide", () => this.#leave(), { signal });
    if (this.element.hasAttribute("data-unsaved")) this.#keep();
    else this.#restore();
  }

  disconnect() {
    clearTimeout(this.#timer);
    this.#listening.abort();
  }

  get #place() {
    return `kefu-article-${this.element.dataset.article}`;
  }

  get #version() {
    return this.element.querySelector("[data-version]");
  }

  get #isUnsaved() {
    return this.#typed() !== this.#saved && !this.#isMoved;
  }

  #typed() {
    return JSON.stringify(FIELDS.map((name) => this.element.elements[name].value));
  }

  #changed() {
    this.#keep();
    this.#tell(word("notSaved"));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), GATHER_MS);
  }

  #keep() {
    const said = { version: this.#version.value, typed: this.#typed() };
    sessionStorage.setItem(this.#place, JSON.stringify(said));
  }

  /** Words that the server never got: they stand in the form again, on top of the version they were typed on. */
  #restore() {
    const kept = JSON.parse(sessionStorage.getItem(this.#place) ?? "null");
    sessionStorage.removeItem(this.#place);
    if (!kept || normal(kept.typed) === normal(this.#saved)) return;
    const values = JSON.parse(kept.typed);
    FIELDS.forEach((name, at) => (this.element.elements[name].value = values[at]));
    this.#version.value = kept.version;
    this.element.elements.body.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #save() {
    if (this.#saving || this.#isMoved) return this.#saving;
    this.#saving = this.#send(this.#typed()).finally(() => {
      this.#saving = null;
      if (this.#isUnsaved) this.#timer = setTimeout(() => this.#save(), GATHER_MS);
    });
    return this.#saving;
  }

  async #send(typed) {
    const answer = await fetch(this.element.action, this.#request()).catch(() => null);
    const told = await answer?.json().catch(() => null);
    if (answer?.ok && told) return this.#done(typed, told.version);
    if (answer && answer.status < 500 && answer.status !== 429) return this.#refused(told?.error?.message ?? word("failed"));
    this.#tell(word("notSaved"));
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }

  #request(extra = {}) {
    const body = new FormData(this.element);
    body.set("act", "save");
    return { method: "POST", body, headers: { Accept: "application/json" }, ...extra };
  }

  #done(typed, version) {
    this.#saved = typed;
    this.#version.value = version;
    if (this.#isUnsaved) return this.#keep();
    sessionStorage.removeItem(this.#place);
    this.#tell(word("saved"));
  }

  #refused(message) {
    this.#isMoved = true;
    const banner = this.element.querySelector("[data-conflict]");
    banner.querySelector("[data-conflict-text]").textContent = message;
    banner.hidden = false;
    this.#tell(word("notSaved"));
  }

  /** A save on its way has its answer first: else this one would seem to come from somebody else. */
  async #submit(event) {
    clearTimeout(this.#timer);
    if (this.#saving) {
      event.preventDefault();
      await this.#saving;
      return this.element.requestSubmit(event.submitter);
    }
    if (event.submitter?.dataset.key === "save" && !this.#isMoved && !this.element.hasAttribute("data-unsaved")) {
      event.preventDefault();
      await this.#save();
      if (!this.#isUnsaved && !this.#isMoved) toast(word("saved"));
      return;
    }
    this.#saved = this.#typed(); // the page goes with what is typed
  }

  #leave() {
    if (!this.#isUnsaved || this.#saving) return;
    if (this.#typed().length < MOST_ON_LEAVING) fetch(this.element.action, this.#request({ keepalive: true })).catch(() => null);
  }

  #tell(text) {
    this.element.querySelector("[data-kept]").textContent = text;
  }
}

/** The server tidies spaces and commas: that is no other text. */
function normal(typed) {
  return JSON.stringify(JSON.parse(typed).map((said) => said.replace(/[\s,，、;；]+/g, " ").trim()));
}

behave("data-article", Draft);
