/* What a run of characters says by itself, as the server asks it. A name that is not here passes by its shape. */
const TRAIL = /[.,;:!?"'`)\]}>]+$/;
const HEAD = /^[.,;:!?"'`)\]}>]+/;
const digitsOf = (text) => [...text].filter((each) => each >= "0" && each <= "9").map(Number);
const isMixed = (text) => text !== text.toLowerCase() && text !== text.toUpperCase() && /[0-9]/.test(text);
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

export const CHECKS = {
  is_mixed: isMixed,
  is_of_six: (text) => digitsOf(text).length === 6,
  is_issued: (text) => /^(?:[3-6]|220|9792)/.test(text) && new Set(digitsOf(text)).size > 1 && isLuhn(digitsOf(text)),
  is_chinese_id: isChineseId,
  is_pair_in_bytes: (text) => (text.match(/[0-9]{1,3}/g) ?? []).every((each) => Number(each) < 256),
  is_random: isRandom,
  is_snils: (text) => digitsOf(text).slice(0, 9).reduce((sum, digit, at) => sum + digit * (9 - at), 0) % 101 % 100 === Number(text.slice(-2)),
};

/* Whether what stands where a password would stand is one, or goes on the sentence. */
export function values({ values: shapes, goes_on: words }) {
  const fits = (name, text) => new RegExp(`^(?:${shapes[name]})$`).test(text);
  const goesOn = new Set(words);
  const bare = (text) => text.toLowerCase().replace(TRAIL, "").replace(HEAD, "");
  const isOther = (low) => fits("range", low) || fits("masked", low) || /^(?:https?:|www\.|\[removed|@)/.test(low);
  const isGiven = (text) => !isOther(text.toLowerCase()) && !goesOn.has(bare(text).split(/[-/]/)[0]);
  const isTold = (text) => isGiven(text) && !fits("endings", bare(text));
  const isStrong = (text) => {
    const low = bare(text);
    if (isOther(low) || low.length < 6 || fits("other", low) || !/[0-9]/.test(low)) return false;
    return /[a-z]/.test(low) || /^[0-9]+$/.test(low) || /[@#$%^&*!_+]/.test(low);
  };
  return { is_given: isGiven, is_told: isTold, is_strong: isStrong };
}

function isRandom(text) {
  if (text.length < 16) return false;
  if (/^[A-Z2-7 -]{16,64}$/.test(text) || (/[0-9]/.test(text) && /[A-Za-z]/.test(text))) return true;
  return text.length >= 24 && text !== text.toLowerCase() && text !== text.toUpperCase();
}

function isLuhn(digits) {
  const sum = digits.reverse().reduce((total, digit, at) => total + (at % 2 ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit), 0);
  return sum % 10 === 0;
}

function isChineseId(text) {
  const plain = text.toLowerCase().replace(/[^0-9x]/g, "");
  const [year, month, day] = [plain.slice(6, 10), plain.slice(10, 12), plain.slice(12, 14)].map(Number);
  if (plain.length !== 18 || year < 1900 || year > 2035 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(plain[at]), 0);
  return "10x98765432"[sum % 11] === plain[17];
}
