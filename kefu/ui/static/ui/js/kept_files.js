/*
 * Files on their way, kept in this browser (IndexedDB) so that a reload goes on with them. A record: {key, place, name, blob,
 * id, file, at}. Where storage is forbidden or full nothing is kept, and the page alone remembers.
 */
const LIFE_MS = 24 * 3600_000; // as long as the server keeps what is unfinished
const DROPPED = "kefu:dropped-files"; // a page that is left does not wait for its database: what it let go is noted at once
let opened;

function dropped(change = (keys) => keys) {
  try {
    const keys = change(JSON.parse(localStorage.getItem(DROPPED) ?? "[]")).slice(-100);
    if (keys.length) localStorage.setItem(DROPPED, JSON.stringify(keys));
    else localStorage.removeItem(DROPPED);
    return keys;
  } catch {
    return []; // storage is forbidden: nothing is kept here either
  }
}

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("kefu-files", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("files", { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/* `act(store)` may return a request; its result, or `otherwise` if nothing can be kept here. */
async function within(mode, act, otherwise) {
  try {
    const transaction = (await open()).transaction("files", mode);
    const request = act(transaction.objectStore("files"));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
    return request?.result ?? otherwise;
  } catch {
    return otherwise;
  }
}

export const keep = (record) => within("readwrite", (files) => void files.put({ ...record, at: Date.now() }));

export async function drop(key) {
  dropped((keys) => [...keys.filter((each) => each !== key), key]);
  const isGone = await within("readwrite", (files) => files.delete(key) && files.count(key));
  if (isGone === 0) dropped((keys) => keys.filter((each) => each !== key));
}

/* Only what is still there: one that was dropped meanwhile stays away. */
export function change(key, fields) {
  return within("readwrite", (files) => {
    const request = files.get(key);
    request.onsuccess = () => request.result && files.put({ ...request.result, ...fields });
  });
}

export async function of(place) {
  const records = await within("readonly", (files) => files.getAll(), []);
  const gone = new Set(dropped());
  return records.filter((record) => record.place === place && !gone.has(record.key)).sort((one, other) => one.at - other.at);
}

/* What is too old goes, and what `isStrange(place)` says is not ours. */
export async function tidy(isStrange) {
  const records = await within("readonly", (files) => files.getAll(), []);
  const gone = new Set(dropped());
  for (const { key, place, at } of records) if (gone.has(key) || at < Date.now() - LIFE_MS || isStrange(place)) await drop(key);
}
