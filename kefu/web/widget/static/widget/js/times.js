/* Moments as the viewer's own clock and calendar say them. */
import { locale } from "./words.js";

// the page's language, in the viewer's own way of writing it: 24 hours for en-GB
const own = navigator.languages.find((language) => language.split("-")[0] === locale.split("-")[0]) ?? locale;
const clock = new Intl.DateTimeFormat(own, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(own, { weekday: "long", day: "numeric", month: "long" });
const dayOfYear = new Intl.DateTimeFormat(own, { day: "numeric", month: "long", year: "numeric" });
const full = new Intl.DateTimeFormat(own, { dateStyle: "full", timeStyle: "long" });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

export const timeOf = (moment) => clock.format(moment);
export const exactly = (moment) => full.format(moment);
export const dayKey = (moment) => moment.toDateString();

export function dayName(moment, now = new Date()) {
  const midnight = (date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  const days = Math.round((midnight(moment) - midnight(now)) / 86_400_000);
  if (days === 0 || days === -1) return relative.format(days, "day");
  return (moment.getFullYear() === now.getFullYear() ? day : dayOfYear).format(moment);
}
