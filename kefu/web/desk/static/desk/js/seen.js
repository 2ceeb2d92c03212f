/**
 * <section data-thread data-seen>: the newest entry that an answer from here knows of. What was painted only just before the
 * answer was sent had not been read by whoever wrote it: it counts a second later, and until then the server asks.
 */
const READING_MS = 1000;

export function seenSoon(thread, seq) {
  setTimeout(() => (thread.dataset.seen = Math.max(seq, Number(thread.dataset.seen))), READING_MS);
}
