/** A check's form: asks only what is to be asked, runs where it stands, and shows below what was found. */
import { Behaviour, behave } from "ui/behaviour.js";
import { suggest } from "ui/offered.js";
import { signed } from "ui/signed.js";

const PATIENCE_MS = 20_000;

class CheckForm extends Behaviour {
  #questions;
  #isBusy = false;

  connect() {
    const form = this.element;
    this.#questions = [...form.querySelectorAll("[data-question]")];
    form.noValidate = true;
    form.toggleAttribute("data-is-live", true);
    form.addEventListener("input", ({ target }) => this.#typed(target));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run();
    });
    const stranger = form.querySelector("[data-stranger]");
    if (stranger) stranger.hidden = signed().isSigned;
    this.#ask();
    this.#suggest();
  }

  /** What may be meant is no part of a page that anybody may keep; without it one types as ever. */
  async #suggest() {
    const open = this.#questions.filter(({ dataset }) => dataset.ask === "coin" || dataset.ask === "network");
    if (!open.length) return;
    const told = await fetch(this.element.dataset.runs.replace("/runs", ""), { credentials: "omit" }).then((answer) => answer.json()).catch(() => null);
    const field = (question) => question?.querySelector("input");
    const coin = field(open.find(({ dataset }) => dataset.ask === "coin"));
    for (const question of open) {
      const { offers = [] } = told?.questions?.find(({ name }) => name === question.dataset.question) ?? {};
      suggest(field(question), offers, question.dataset.ask === "network" ? coin : null);
    }
  }

  #typed(field) {
    const question = field.closest("[data-question]");
    if (question) this.#mark(question, "");
    this.#ask();
  }

  /** In order: what is not asked has no answer for those below it. */
  #ask() {
    for (const question of this.#questions) {
      const { if: earlier, is } = question.dataset;
      question.hidden = Boolean(earlier) && !is.split(" ").includes(this.#answer(earlier));
    }
  }

  #answer(name) {
    const question = this.#questions.find(({ dataset }) => dataset.question === name);
    if (!question || question.hidden) return "";
    const value = String(new FormData(this.element).get(name) ?? "").trim();
    const isMoment = question.querySelector("input")?.type === "datetime-local";
    return isMoment && value ? new Date(value).toISOString() : value;
  }

  async #run() {
    if (this.#isBusy) return;
    this.#busy(true);
    const asked = this.#questions.filter(({ hidden }) => !hidden).map(({ dataset }) => dataset.question);
    const answers = Object.fromEntries(asked.map((name) => [name, this.#answer(name)]).filter(([, value]) => value));
    const { status, told } = await this.#sent({ answers, zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC" });
    this.#busy(false);
    if (status === 201) await this.#show(told.receipt).catch(() => this.#say(this.element.dataset.failed));
    else if (status === 200) this.#wrong(told);
    else this.#say(status === 429 ? (told.error?.message ?? "") : this.element.dataset.failed);
  }

  async #sent(body) {
    const { token } = signed();
    const answer = await this.#post(body, token);
    return token && answer.status === 401 ? this.#post(body, "") : answer; // signed out meanwhile: what is public is left
  }

  async #post(body, token) {
    const headers = { Accept: "application/json", "Content-Type": "application/json", "Accept-Language": document.documentElement.lang };
    if (token) headers.Authorization = `Bearer ${token}`;
    const request = { method: "POST", credentials: "omit", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE_MS) };
    try {
      const answer = await fetch(this.element.dataset.runs, request);
      return { status: answer.status, told: await answer.json() };
    } catch {
      return { status: 0, told: {} };
    }
  }

  #busy(is) {
    this.#isBusy = is;
    this.element.setAttribute("aria-busy", String(is));
    this.#say(is ? this.element.dataset.looking : "");
  }

  async #show(receipt) {
    const { drawn } = await import("help/receipt.js");
    for (const question of this.#questions) this.#mark(question, "");
    const found = this.element.querySelector("[data-found]");
    found.replaceChildren(drawn(receipt, this.element.dataset));
    found.firstElementChild.focus({ preventScroll: true });
    found.scrollIntoView({ block: "nearest" });
  }

  #wrong({ problems, missing }) {
    const { needed, wrong } = this.element.dataset;
    for (const question of this.#questions) {
      const { question: name } = question.dataset;
      this.#mark(question, problems[name] ?? (missing.includes(name) ? needed : ""));
    }
    this.element.querySelector("[data-found]").replaceChildren();
    this.#say(wrong);
    this.element.querySelector("[aria-invalid]")?.focus();
  }

  #mark(question, problem) {
    question.querySelector("[data-problem]").textContent = problem;
    for (const field of question.querySelectorAll("input, select, textarea")) {
      if (problem) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }

  #say(text) {
    this.element.querySelector("[data-said]").textContent = text;
  }
}

behave("data-check-form", CheckForm);
