/* What was said in another of the person's conversations that belongs to this one, shown below the sentence that says so. */
import { make } from "./dom.js";
import { isMessage, messageItem } from "./message_view.js";
import { words } from "./words.js";

const MOST = 100;

export class Earlier {
  #session;
  #pictures;

  constructor({ session, pictures }) {
    this.#session = session;
    this.#pictures = pictures;
  }

  /* `own` is the button that asked: it goes when there is something to read, and says so when there is not. */
  async show({ kind, data }, item, own) {
    own.disabled = true;
    try {
      const entries = (await this.#read(data.conversation, kind === "split_from" ? data.entries : null)).filter(isMessage);
      const parts = { pictures: this.#pictures, follows: false };
      const list = make("ol", { class: "log event__earlier" }, ...entries.map((entry) => unnumbered(messageItem(entry, parts))));
      own.replaceWith(list);
    } catch (error) {
      own.disabled = false;
      own.textContent = error.message || words("retry");
    }
  }

  async #read(conversation, wanted) {
    const found = [];
    for (let after = wanted ? wanted[0] - 1 : 0, last = Infinity; after < last; ) {
      const page = await this.#session.call(`/conversations/${conversation}/entries?after=${after}&limit=${MOST}`);
      found.push(...page.entries);
      last = wanted ? wanted.at(-1) : page.last;
      after = page.entries.at(-1)?.seq ?? last;
    }
    return wanted ? found.filter(({ seq }) => wanted.includes(seq)) : found;
  }
}

/* Its number counts in another log. */
function unnumbered(item) {
  delete item.dataset.seq;
  return item;
}
