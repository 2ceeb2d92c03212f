/*
 * What this browser remembers, apart for each person: whoever signs in next finds nothing of the one before.
 * Where storage is forbidden or full, the page's own memory stands in until it closes.
 */
const PREFIX = "kefu:";
const CARRIED = "kefu carries ";
const memory = new Map(window.name.startsWith(CARRIED) ? JSON.parse(window.name.slice(CARRIED.length)) : []);
window.name = "";

function attempt(act, otherwise) {
  try {
    return act();
  } catch {
    return otherwise; // storage is switched off or full: memory below has it
  }
}

/* False where what is written here ends with the page, as in a private window. */
export const isLasting = attempt(() => {
  localStorage.setItem(`${PREFIX}probe`, "1");
  localStorage.removeItem(`${PREFIX}probe`);
  return true;
}, false);

export function read(key) {
  const text = memory.get(key) ?? attempt(() => localStorage.getItem(PREFIX + key), null);
  return text === null ? null : attempt(() => JSON.parse(text), null);
}

export function write(key, value) {
  const text = JSON.stringify(value);
  const kept = attempt(() => {
    localStorage.setItem(PREFIX + key, text);
    return true;
  }, false);
  if (kept) memory.delete(key);
  else memory.set(key, text);
}

export function forget(key) {
  memory.delete(key);
  attempt(() => localStorage.removeItem(PREFIX + key));
}

export function keys(start = "") {
  const stored = attempt(() => Object.keys(localStorage), []).filter((key) => key.startsWith(PREFIX));
  const all = new Set([...memory.keys(), ...stored.map((key) => key.slice(PREFIX.length))]);
  return [...all].filter((key) => key.startsWith(start));
}

/* Where storage is forbidden, hands what is remembered to the page that this frame is about to load in our own origin. */
export function carry() {
  if (memory.size) window.name = CARRIED + JSON.stringify([...memory]);
}

/* Whether all that is remembered outlasts this page. */
export const lasts = () => isLasting && memory.size === 0;

/* Whether something goes with this page: it could not be stored, and was not handed on. */
export const endsWithPage = () => !lasts() && window.name === "";

/* Everything kept for anybody but `who` goes. */
export function forgetOthers(who) {
  for (const key of keys("of:")) if (!key.startsWith(`of:${who}:`)) forget(key);
}

export const keyOf = (who, name) => `of:${who}:${name}`;

/* Calls back when another tab wrote or removed a key. */
export function onForeignWrite(heard) {
  addEventListener("storage", (event) => {
    if (event.storageArea === null || !event.key?.startsWith(PREFIX)) return;
    heard(event.key.slice(PREFIX.length));
  });
}
