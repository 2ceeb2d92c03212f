/*
 * What the contact page of the help centre gives along in this tab: the text begun there, and what was read and searched.
 * The text is taken once; the rest waits for the first words.
 */
const KEY = "kefu-handed-over";

export class HandedOver {
  #trail = {};
  #text = "";

  constructor({ isFramed }) {
    if (isFramed) return;
    try {
      const { text = "", ...trail } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
      this.#text = String(text);
      this.#trail = trail;
      if (this.#text) sessionStorage.setItem(KEY, JSON.stringify(trail)); // a page loaded again must not write it anew
    } catch {
      // nothing is kept here, or it is not ours: the chat begins as it always does
    }
  }

  /* Behind whatever is in the draft already. */
  into(drafts) {
    const draft = drafts.read() ?? "";
    if (this.#text && !draft.includes(this.#text)) drafts.write(draft ? `${draft}\n${this.#text}` : this.#text);
    this.#text = "";
  }

  /* What goes before the first words: what else was told, and the trail with what was read in the chat itself. */
  with(told, readHere) {
    const before = String(this.#trail.read ?? "").split(" ");
    const read = fitting([...new Set([...before, ...readHere].filter(Boolean))]);
    const trail = Object.fromEntries(Object.entries({ read, searched: this.#trail.searched }).filter(([, value]) => value));
    return told || Object.keys(trail).length ? { ...told, ...trail } : null;
  }

  forget() {
    this.#trail = {};
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // there was nothing to forget
    }
  }
}

/* The last ones that fit into what is taken. */
function fitting(slugs) {
  const kept = slugs.slice(-10);
  while (kept.join(" ").length > 254) kept.shift();
  return kept.join(" ");
}
