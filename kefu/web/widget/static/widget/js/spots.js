/* Where secrets stand in a text, by the server's own rules: {sort, start, end}, in order, none over another. */
import { CHECKS, values } from "./spot_checks.js";
import { phrases } from "./spot_phrases.js";
import { otherwise } from "./spot_otherwise.js";

const LETTER = /[0-9a-zà-ỹа-яё]/;
const BEFORE = 60;
const AFTER = 40;

export class Spots {
  #rules;
  #told;
  #checks;
  #isOtherwise;

  static async load(address = "/chat/spots.json") {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error("no rules");
    return new Spots(await answer.json());
  }

  constructor(told) {
    this.#told = told;
    this.#rules = told.groups.flat().map(ruleOf);
    this.#checks = { ...CHECKS, ...values(told) };
    this.#isOtherwise = otherwise(told.otherwise);
  }

  async found(text) {
    const plain = folded(text);
    const low = plain.toLowerCase().length === plain.length ? plain.toLowerCase() : plain;
    const found = [...this.#rules.flatMap((rule) => this.#byRule(rule, low, plain)), ...this.#inRuns(low, plain), ...(await phrases(low, this.#told))];
    return apart(found.filter((each) => !this.#isOtherwise(each, low)), this.#told.sorts);
  }

  #byRule(rule, low, plain) {
    if (rule.needs.length && !rule.needs.some((word) => low.includes(word))) return [];
    const found = [];
    for (const match of (rule.isCased ? plain : low).matchAll(rule.pattern)) {
      if (rule.isWord && match.index && LETTER.test(low[match.index - 1])) continue;
      const [start, end] = match.indices[match.length > 1 ? 1 : 0];
      const check = this.#checks[rule.check];
      if (!check || check(plain.slice(start, end))) found.push({ sort: rule.sort, start, end });
    }
    return found;
  }

  #inRuns(low, plain) {
    const found = [];
    for (const { 0: run, index } of plain.matchAll(new RegExp(this.#told.run, "g"))) {
      const sort = whole(this.#told.hash.hash).test(run) ? this.#sortOfHash(low, index, index + run.length) : this.#sortOfRun(run);
      if (sort) found.push({ sort, start: index, end: index + run.length });
    }
    return found;
  }

  #sortOfRun(run) {
    const rule = this.#told.runs.find(([, pattern, check]) => whole(pattern).test(run) && (!this.#checks[check] || this.#checks[check](run)));
    return rule?.[0];
  }

  #sortOfHash(low, start, end) {
    const is = (name, text) => new RegExp(this.#told.hash[name]).test(text);
    const [before, after] = [low.slice(Math.max(0, start - BEFORE), start), low.slice(end, end + AFTER)];
    if (is("label", before)) return null;
    const link = before.match(new RegExp(this.#told.hash.link));
    if (link) return is("key", link[0]) ? "private key" : null;
    if (is("key", before) || is("key", after)) return "private key";
    if (is("tx", low.slice(Math.max(0, start - 3 * BEFORE), start)) || is("tx", after)) return null;
    return "may be a private key";
  }
}

const whole = (pattern) => new RegExp(`^(?:${pattern})$`);

function ruleOf([sort, pattern, check, isCased, isWord, needs]) {
  return { sort, check, isCased, isWord, needs, pattern: new RegExp(pattern, "dg") };
}

/* Wide letters plain, each at its place; nothing is taken out, so that places stay those of the text. */
function folded(text) {
  return text.replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, " ").replace(/[\uff03-\uff06\uff0a\uff0b\uff0d\uff0e\uff10-\uff19\uff20-\uff3a\uff3e\uff3f\uff41-\uff5a]/g, (each) => each.normalize("NFKC"));
}

function apart(found, sorts) {
  const kept = [];
  for (const each of found.sort((one, other) => one.start - other.start)) {
    const last = kept.at(-1);
    if (!last || each.start >= last.end) kept.push({ ...each });
    else Object.assign(last, { end: Math.max(last.end, each.end), sort: sorts.find((sort) => sort === last.sort || sort === each.sort) });
  }
  return kept;
}
