/* A check's questions as fields, drawn from what the API says of them: none of their words stands here. */
import { suggest } from "../../../ui/js/offered.js";
import { make } from "../dom.js";
import { words } from "../words.js";

const FEW = 6; // choices that stand beside each other
const CAPITALS = new Set(["coin", "market", "country"]);

export class CheckForm {
  #asked;

  constructor(questions) {
    this.#asked = questions.map((question) => new Asked(question));
    this.#look();
  }

  get nodes() {
    return this.#asked.map(({ node }) => node);
  }

  /* Once they stand on the page: what the exchange offers, at each field that takes it. */
  suggest() {
    const coin = this.#asked.find(({ question }) => question.ask === "coin")?.fields[0];
    for (const { question, fields } of this.#asked) suggest(fields[0], question.offers ?? [], question.ask === "network" ? coin : null);
  }

  get answers() {
    const given = this.#asked.filter(({ node, value }) => !node.hidden && value);
    return Object.fromEntries(given.map(({ question, value }) => [question.name, value]));
  }

  typed(field) {
    this.#asked.find(({ node }) => node.contains(field))?.say("");
    this.#look();
  }

  /* Says at each what is wrong with it, and answers with the first field of those. */
  mark({ problems, missing }) {
    for (const each of this.#asked) {
      const { name } = each.question;
      each.say(problems[name] ?? (missing.includes(name) ? words("check_needed") : ""));
    }
    return this.#asked.find(({ isWrong }) => isWrong)?.fields[0];
  }

  /* In order: what is not asked has no answer for those below it. */
  #look() {
    for (const { node, question } of this.#asked) {
      const { name, values } = question.only_if ?? {};
      const earlier = this.#asked.find((each) => each.question.name === name);
      node.hidden = Boolean(name) && (!earlier || earlier.node.hidden || !values.includes(earlier.value));
    }
  }
}

class Asked {
  constructor(question) {
    const id = `asked-${question.name}`;
    this.question = question;
    this.wrong = make("p", { class: "asked__wrong", id: `${id}-wrong` });
    this.fields = fieldsOf(question, id);
    for (const field of this.fields) field.setAttribute("aria-describedby", `${id}-hint ${id}-wrong`);
    const isRow = this.fields[0].type === "radio";
    const name = [question.label, ...(question.needed ? [] : [make("span", { class: "asked__hint", text: ` ${words("check_optional")}` })])];
    const label = make(isRow ? "legend" : "label", { class: "asked__label", for: isRow ? null : id }, ...name);
    const choices = isRow ? this.fields.map((field, at) => make("label", { class: "asked__choice" }, field, make("span", { text: question.choices[at].label }))) : this.fields;
    const hint = make("p", { class: "asked__hint", id: `${id}-hint`, text: question.hint });
    this.node = make(isRow ? "fieldset" : "div", { class: "asked__one" }, label, ...choices, hint, this.wrong);
  }

  get isWrong() {
    return this.wrong.textContent !== "";
  }

  get value() {
    const { fields, question } = this;
    const typed = fields[0].type === "radio" ? (fields.find(({ checked }) => checked)?.value ?? "") : fields[0].value.trim();
    return question.ask === "moment" && typed ? new Date(typed).toISOString() : typed;
  }

  say(problem) {
    this.wrong.textContent = problem;
    for (const field of this.fields) {
      if (problem) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }
}

function fieldsOf({ name, ask, choices }, id) {
  if (choices.length > FEW) {
    const options = choices.map(({ value, label }) => make("option", { value, text: label }));
    return [make("select", { id, name }, make("option", { value: "" }), ...options)];
  }
  if (choices.length) return choices.map(({ value }) => make("input", { type: "radio", name, value }));
  const common = { id, name, maxlength: 300, autocomplete: "off", spellcheck: "false", autocapitalize: CAPITALS.has(ask) ? "characters" : "off" };
  if (ask === "error_text") return [make("textarea", { ...common, rows: 3 })];
  const type = ask === "moment" ? "datetime-local" : "text";
  return [make("input", { ...common, type, inputmode: ask === "amount" ? "decimal" : null })];
}
