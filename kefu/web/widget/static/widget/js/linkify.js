/*
 * Text with its web addresses as links, built from text nodes and anchors alone. A link shows where it leads: the host
 * in ASCII (punycode), no user:password part, no invisible or direction-changing characters. What fails stays text.
 */
import { make } from "./dom.js";

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`\\\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+/gi;
const INVISIBLE = /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/;
const TRAILING = /[.,;:!?…*_~]+$/;
const PAIRS = { ")": "(", "]": "[", "}": "{" };

export function linkified(text) {
  const fragment = document.createDocumentFragment();
  let done = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = trimmed(found[0]);
    const link = anchor(address);
    if (!link) continue;
    fragment.append(text.slice(done, found.index), link);
    done = found.index + address.length;
  }
  fragment.append(text.slice(done));
  return fragment;
}

function trimmed(found) {
  let address = found.replace(TRAILING, "");
  for (let end = address.at(-1); end in PAIRS; end = address.at(-1)) {
    const closes = address.split(end).length;
    if (address.split(PAIRS[end]).length >= closes) break;
    address = address.slice(0, -1).replace(TRAILING, "");
  }
  return address;
}

function anchor(address) {
  const url = INVISIBLE.test(address) ? null : parsed(address);
  if (!url || !["http:", "https:"].includes(url.protocol) || url.username || url.password) return null;
  const rest = address.replace(/^https?:\/\/[^/?#]*/i, "");
  const text = `${url.protocol}//${url.host}${rest}`;
  return make("a", { text, href: url.href, rel: "noopener noreferrer", target: "_blank", dir: "ltr" });
}

function parsed(address) {
  try {
    return new URL(address);
  } catch {
    return null; // not an address after all
  }
}
