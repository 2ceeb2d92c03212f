/**
 * What follows from what was measured: {verdict, state, lines: [{mark, key, params}]}, in the order in which one puts it right.
 * The figures are those of docs/decisions.md, found with pictures of documents that nobody has. Pure; words are the page's.
 */
const BLURRED = 0.06; // of the grey's variance: print whose edges are wider than 4 px of 1600
const DARK = 100; // of 255
const GLARE = 0.01; // of what is light
const WHITE = 0.3; // of what is around letters: beyond it the paper itself is white
const APART = 0.6; // below it page and table are too much alike
const TOUCHED = 0.1; // of a side
const BUSY = 0.02; // of the frame: less is an empty margin, as a scan has
const MEGABYTE = 1_000_000;

/** `found`: {kind, bytes, width, height} and what sums.js measured; `rules`: {formats, bytes, side}. */
export function judged(found, rules) {
  const lines = [format(found, rules), size(found, rules), weight(found, rules), sharpness(found), light(found), glare(found), edges(found)];
  return { ...verdict(lines), lines };
}

/** A file that is no picture here. */
export function unread(kind) {
  const key = { heic: "heic.bad", pdf: "pdf" }[kind] ?? "unreadable";
  return { verdict: "unread", state: "unclear", lines: [{ mark: kind === "heic" ? "bad" : "info", key, params: {} }] };
}

function verdict(lines) {
  const marks = new Set(lines.map(({ mark }) => mark));
  if (marks.has("bad")) return { verdict: "bad", state: "act" };
  if (marks.has("unknown")) return { verdict: "unknown", state: "unclear" };
  return { verdict: "good", state: "fine" };
}

function format({ kind }, { formats }) {
  if (kind === "heic") return line("bad", "heic");
  return line(formats.includes(kind) ? "ok" : "bad", "format", { format: kind.toUpperCase(), formats: formats.join(", ").toUpperCase() });
}

function size({ width, height }, { side }) {
  return line(Math.min(width, height) < side ? "bad" : "ok", "size", { width, height, side });
}

function weight({ bytes }, { bytes: most }) {
  const params = { megabytes: Math.max(0.1, bytes / MEGABYTE).toFixed(1), most: most / MEGABYTE };
  return line(bytes > most ? "bad" : "ok", "weight", params);
}

function sharpness(found) {
  if (!found.sharpness && found.light < DARK) return line("unknown", "sharpness");
  return line(found.sharpness < BLURRED ? "bad" : "ok", "sharpness");
}

function light(found) {
  return line(found.light < DARK ? "bad" : "ok", "light");
}

function glare(found) {
  if (found.glare < GLARE) return line("ok", "glare");
  return line(found.white > WHITE ? "unknown" : "bad", "glare");
}

function edges({ edges: { apart, touched, busy } }) {
  const sides = Object.keys(touched).filter((side) => touched[side] > TOUCHED);
  if (apart < APART || (sides.length === 4 && busy < BUSY)) return line("unknown", "edges");
  return line(sides.length ? "bad" : "ok", "edges", { sides });
}

function line(mark, key, params = {}) {
  return { mark, key: `${key}.${mark}`, params };
}
