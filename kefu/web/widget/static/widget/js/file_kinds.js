/* Which files may be chosen, which drawing stands for one, and its size in words. The server decides by the bytes. */
import { locale } from "./words.js";

export const MOST_BYTES = Number(document.body.dataset.mostBytes);
const MEGABYTE = 1_024 * 1_024;
const ENDINGS = /\.(jpe?g|png|webp|gif|pdf|mp4|m4v|3gp|mov|webm|txt|log|md|csv|json|har|zip|7z|t?gz)$/i;
const TYPES = /^(image\/(jpeg|png|webp|gif)|application\/(pdf|json|zip|gzip|x-(zip-compressed|7z-compressed|gzip))|video\/(mp4|quicktime|webm|3gpp)|text\/(plain|csv))$/;

export function isTaken({ name = "", type }) {
  return ENDINGS.test(name) || (TYPES.test(type) && !/\.\w{1,8}$/.test(name)) || (!name && TYPES.test(type));
}

export const isPicture = (type) => /^image\//.test(type);

export function drawingOf(type) {
  if (isPicture(type)) return "image";
  if (/^video\//.test(type)) return "film";
  return /zip|7z/.test(type) ? "box" : "page";
}

export function sizeOf(bytes) {
  const [value, unit] = bytes < MEGABYTE ? [Math.max(1, Math.round(bytes / 1_024)), "kilobyte"] : [bytes / MEGABYTE, "megabyte"];
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}

/* "PDF", "ZIP": the ending people know. */
export const endingOf = (name) => (/\.(\w{1,5})$/.exec(name)?.[1] ?? "").toUpperCase();
