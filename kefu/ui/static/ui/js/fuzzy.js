/**
 * How well a text fits what somebody types: 0 not at all, more is better. Each word must stand in it; letters of a Latin
 * word may be apart ("asg" finds "Assign"), beginnings of words count most. Chinese is found by any part, from one sign on.
 */
export function fit(text, wanted) {
  const within = plain(text);
  let total = 0;
  for (const word of plain(wanted).split(/\s+/).filter(Boolean)) {
    const score = whole(within, word) || apart(within, word);
    if (!score) return 0;
    total += score;
  }
  return total ? total + 10 / (10 + within.length) : 0;
}

function plain(text) {
  return text.normalize("NFKC").toLocaleLowerCase();
}

function whole(text, word) {
  const at = text.indexOf(word);
  if (at < 0) return 0;
  return 60 + (isStart(text, at) ? 30 : 0) + 10 / (1 + at);
}

function apart(text, word) {
  if (word.length < 2 || !/^[\p{Script=Latin}\d]+$/u.test(word)) return 0;
  let at = -1;
  let starts = 0;
  let gaps = 0;
  for (const letter of word) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return 0;
    if (isStart(text, next)) starts += 1;
    if (at >= 0) gaps += next - at - 1;
    at = next;
  }
  return Math.max(1, 20 + starts * 8 - gaps);
}

function isStart(text, at) {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]);
}
