/**
 * What was chosen and opened lately, so that it comes first. Names of customers stay in this tab's own memory, until
 * somebody signs in (account/js/nobody.js).
 */
const CHOSEN = "kefu-palette";
const OPENED = "kefu-opened";
const MOST = 12;

export function chosen() {
  return read(localStorage, CHOSEN);
}

export function choose(key) {
  write(localStorage, CHOSEN, [key, ...chosen().filter((other) => other !== key)]);
}

/** [{ id, who, url }], the newest first. */
export function opened() {
  return read(sessionStorage, OPENED);
}

/** Nobody is signed in any more: no name stays behind. */
export function forget() {
  sessionStorage.removeItem(OPENED);
}

function open() {
  const thread = document.querySelector("[data-thread]");
  if (!thread) return;
  const { thread: id, customer: who, entriesUrl } = thread.dataset;
  const url = entriesUrl.replace(/entries$/, "");
  write(sessionStorage, OPENED, [{ id, who, url }, ...opened().filter((other) => other.id !== id)]);
}

function read(store, name) {
  try {
    return JSON.parse(store.getItem(name)) ?? [];
  } catch {
    return [];
  }
}

function write(store, name, list) {
  store.setItem(name, JSON.stringify(list.slice(0, MOST)));
}

document.addEventListener("htmx:after:swap", ({ detail }) => detail.ctx.target?.id === "stage" && open());
open();
