/**
 * <a data-attachment="id"> in a conversation: how the file stands, asked for many at a time; again while the scanner works, with
 * growing pauses, as long as it is on the screen. Without scripts its address tells the same.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { word } from "ui/words.js";

const AT_ONCE = 50;
const FIRST_LOOK_MS = 2_000;
const LAST_LOOK_MS = 60_000;
let wanted = new Map(); // id -> [Attachment]

class Attachment extends Behaviour {
  #pauseMs = FIRST_LOOK_MS;
  #timer;

  connect() {
    ask(this);
  }

  disconnect() {
    clearTimeout(this.#timer);
  }

  show({ state, reason = "", holds_archives: holdsArchives = false }) {
    this.element.dataset.state = state;
    const told = [stateText(state, reason), holdsArchives ? word("fileNested") : ""].filter(Boolean).join(" · ");
    this.element.querySelector("[data-file-state]").textContent = told;
    if (state === "removed") this.element.removeAttribute("href");
    if (state !== "checking") return;
    this.#timer = setTimeout(() => ask(this), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LAST_LOOK_MS);
  }
}

function stateText(state, reason) {
  if (state === "checking") return word("fileChecking");
  if (state === "unscanned") return word("fileUnscanned");
  return state === "removed" ? word("fileRemoved", { reason }) : "";
}

function ask(file) {
  if (!wanted.size) setTimeout(askAll);
  const id = file.element.dataset.attachment;
  wanted.set(id, [...(wanted.get(id) ?? []), file]);
}

async function askAll() {
  const asked = [...wanted];
  wanted = new Map();
  for (let at = 0; at < asked.length; at += AT_ONCE) await askSome(asked.slice(at, at + AT_ONCE));
}

async function askSome(some) {
  const query = new URLSearchParams(some.map(([id]) => ["id", id]));
  const answer = await fetch(`/desk/files?${query}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const { states } = await answer.json();
  for (const [id, files] of some) for (const file of files) if (states[id]) file.show(states[id]);
}

behave("data-attachment", Attachment);
