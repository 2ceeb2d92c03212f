/** The server's time, asked several times. The answer with the shortest way there and back says most about the clock. */
const PATIENCE_MS = 8_000;
const PAUSE_MS = 120;

/** `times`: how long each answer took. `skewMs`: device minus server, null where nothing came back. */
export async function sampled(address, count = 5) {
  const samples = [];
  for (let turn = 0; turn < count; turn++) {
    const sample = await one(address).catch(() => null);
    if (sample) samples.push(sample);
    else if (!samples.length && turn > 0) break; // nothing answers: a third wait tells nothing new
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
  const best = samples.toSorted((a, b) => a.tookMs - b.tookMs)[0];
  return { times: samples.map(({ tookMs }) => tookMs), skewMs: best ? best.skewMs : null };
}

export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

async function one(address) {
  const began = Date.now();
  const from = performance.now();
  const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  const tookMs = performance.now() - from;
  if (!answer.ok) throw new Error(String(answer.status));
  const { now_ms: server } = await answer.json();
  return { tookMs, skewMs: began + tookMs / 2 - server };
}
