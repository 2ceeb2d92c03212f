/* Whether what stands beside a number or a word says that it is something else than a code or a password, as the server asks. */
const BESIDE = 48;
const MAY_BE = ["code", "password"];

export function otherwise({ before, after, count, shapes, said, year }) {
  const [befores, afters, saids] = [before, after, said].map((each) => each.map((pattern) => new RegExp(pattern)));
  const [isYear, saysYear] = [new RegExp(`^(?:${year[0]})$`), new RegExp(year[1])];
  const [counts, digits] = [new RegExp(count[0]), new RegExp(`^(?:${count[1]})$`)];
  const wholes = shapes.map((pattern) => new RegExp(`^(?:${pattern})$`));
  return ({ sort, start, end }, low) => {
    if (!MAY_BE.includes(sort)) return false;
    const [head, value, tail] = [low.slice(Math.max(0, start - BESIDE), start), low.slice(start, end), low.slice(end, end + BESIDE)];
    if (wholes.some((one) => one.test(value))) return sort === "code" || !saids.some((one) => one.test(head));
    if (isYear.test(value) && (tail.startsWith("年") || saysYear.test(head))) return true;
    if (sort === "code" && digits.test(value) && counts.test(tail)) return true;
    return befores.some((one) => one.test(head)) || afters.some((one) => one.test(tail));
  };
}
