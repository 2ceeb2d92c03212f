/*
 * Files on their way, kept in this browser (IndexedDB) so that a reload goes on with them. A record: {key, place, name, blob,
 * id, file, at}. Where storage is forbidden or full nothing is kept, and the page alone remembers.
 */
const LIFE_MS = 24 * 3600_000; // as long as the server keeps what is unfinished
let opened;

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

export const drop = (key) => within("readwrite", (files) => void files.delete(key));

/* Only what is still there: one that was dropped meanwhile stays away. */
export function change(key, fields) {
  return within("readwrite", (files) => {
    const request = files.get(key);
    request.onsuccess = () => request.result && files.put({ ...request.result, ...fields });
  });
}

export async function of(place) {
  const records = await within("readonly", (files) => files.getAll(), []);
  return records.filter((record) => record.place === place).sort((one, other) => one.at - other.at);
}

/* What is too old goes, and what `isStrange(place)` says is not ours. */
export async function tidy(isStrange) {
  const records = await within("readonly", (files) => files.getAll(), []);
  for (const { key, place, at } of records) if (at < Date.now() - LIFE_MS || isStrange(place)) await drop(key);
}
