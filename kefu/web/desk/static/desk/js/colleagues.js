/** Who can be called by @ in a note, by the server's own rule (kefu/people/directory.py): a name right after the sign. */
const KEPT_MS = 300_000;
const BEFORE = "(?<![A-Za-z0-9._%+-])"; // an e-mail address calls nobody
const BEGUN = new RegExp(`${BEFORE}[@＠]([^@＠\\n]{0,40})$`);
const CALLS = new RegExp(`${BEFORE}[@＠](?=[^\\s@＠])`, "g");
let asked;
let askedAt = -KEPT_MS;

/** [{ name, alias }]; asked for once in a while, and empty while that is not known. */
export function colleagues(url) {
  if (performance.now() - askedAt > KEPT_MS) {
    askedAt = performance.now();
    asked = fetch(url)
      .then((answer) => answer.json())
      .then(({ agents }) => agents)
      .catch(() => (askedAt = -KEPT_MS) && undefined);
  }
  return asked;
}

/** What was typed after the @ that ends here; undefined without one. A Chinese input method may write ＠. */
export function begunIn(text) {
  return BEGUN.exec(text)?.[1];
}

/** A name or alias that begins so, in whole or in part; a Chinese one is found by any of its signs. */
export function fitting(people, begun) {
  const wanted = begun.toLowerCase();
  return people.filter(({ name, alias }) =>
    [name, alias].some((called) => {
      const whole = called.toLowerCase();
      const starts = [whole, ...whole.split(" ")].some((part) => part.startsWith(wanted));
      return starts || (/^\P{ASCII}+$/u.test(wanted) && whole.includes(wanted));
    }),
  );
}

/** "@bo" and the like that call nobody, each once. */
export function uncalled(people, text) {
  const found = [...text.matchAll(CALLS)].map(({ index }) => text.slice(index));
  const lost = found.filter((rest) => rest[0] !== "@" || !people.some(({ name }) => isCalled(rest.slice(1), name)));
  return [...new Set(lost.map((rest) => rest.slice(0, 24).match(/^.[^\s@＠]*/u)[0]))];
}

function isCalled(rest, name) {
  const next = rest.slice(name.length, name.length + 1);
  const isInsideAWord = /[\x00-\x7F]$/.test(name) && /[A-Za-z0-9]/.test(next);
  return rest.slice(0, name.length).toLowerCase() === name.toLowerCase() && !isInsideAWord;
}
