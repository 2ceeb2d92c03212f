/* Recovery phrases: words of BIP-39 that follow each other and pass its checksum; Chinese ones where they stand apart. */
const SIZES = [24, 21, 18, 15, 12];
const LEAST = 12;
const MOST_TRIES = 400;
const APART = /[\u3400-\u9fff](?:[^a-z\u3400-\u9fff。！？!?]{1,6}[\u3400-\u9fff](?![\u3400-\u9fff])){11,}/g;
let lists = null;

export async function phrases(low, { english, chinese }) {
  lists ??= { english: numbered(english.split(" ")), chinese: chinese.map((each) => numbered([...each])) };
  const runs = runsOf(low, /[a-z]+/g, lists.english, /^[^a-z\u4e00-\u9fff]{1,12}$/);
  for (const { 0: row, index } of low.matchAll(APART)) {
    for (const list of lists.chinese) runs.push(...runsOf(row, /[\u3400-\u9fff]/g, list, /^[^\u3400-\u9fff]+$/, index));
  }
  const found = await Promise.all(runs.map(async (run) => ((await passes(run)) ? [span(run)] : [])));
  return found.flat();
}

const numbered = (words) => new Map(words.map((word, at) => [word, at]));
const span = (run) => ({ sort: "recovery phrase", start: run[0].start, end: run.at(-1).end });

function runsOf(text, words, list, between, offset = 0) {
  const runs = [[]];
  for (const { 0: word, index } of text.matchAll(words)) {
    const [number, last] = [list.get(word), runs.at(-1).at(-1)];
    if (last && (number === undefined || !between.test(text.slice(last.end - offset, index)))) runs.push([]);
    if (number !== undefined) runs.at(-1).push({ number, start: index + offset, end: index + word.length + offset });
  }
  return runs.filter((run) => run.length >= LEAST);
}

async function passes(run) {
  for (let at = 0; at + LEAST <= Math.min(run.length, MOST_TRIES); at += 1) {
    for (const size of SIZES) {
      if (at + size <= run.length && (await isChecked(run.slice(at, at + size)))) return true;
    }
  }
  return false;
}

/* Without a secure context there is no digest: then twelve words of the list are enough to ask. */
async function isChecked(words) {
  if (!globalThis.crypto?.subtle) return true;
  const checkBits = words.length / 3;
  const whole = words.reduce((bits, { number }) => (bits << 11n) | BigInt(number), 0n);
  const entropy = new Uint8Array((words.length / 3) * 4);
  let left = whole >> BigInt(checkBits);
  for (let at = entropy.length - 1; at >= 0; at -= 1, left >>= 8n) entropy[at] = Number(left & 255n);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", entropy));
  return BigInt(digest[0] >> (8 - checkBits)) === (whole & ((1n << BigInt(checkBits)) - 1n));
}
