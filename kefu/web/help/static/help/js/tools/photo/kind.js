/** What a file is by its first bytes, whatever its name says: jpg, png, webp, gif, heic, avif, pdf; empty for all else. */
export const HEAD_BYTES = 16;

const SIGNS = [
  ["jpg", 0, "\xff\xd8\xff"],
  ["png", 0, "\x89PNG"],
  ["gif", 0, "GIF8"],
  ["webp", 8, "WEBP"],
  ["pdf", 0, "%PDF"],
  ["avif", 4, "ftypavi"],
  ...["heic", "heix", "heim", "heis", "hevc", "mif1", "msf1"].map((brand) => ["heic", 4, `ftyp${brand}`]),
];

export function kindOf(head) {
  const text = String.fromCharCode(...head.slice(0, HEAD_BYTES));
  return SIGNS.find(([, at, sign]) => text.startsWith(sign, at))?.[0] ?? "";
}
