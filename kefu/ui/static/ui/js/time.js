/** <time data-time="relative|short|clock|day|exact"> in the viewer's own zone and language; the exact moment on hover. */
import { Behaviour, behave } from "ui/behaviour.js";
import { locale } from "ui/words.js";

const exact = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const date = new Intl.DateTimeFormat(locale, { year: "numeric", month: "short", day: "numeric" });
const day = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric" });
const weekday = new Intl.DateTimeFormat(locale, { weekday: "long", month: "long", day: "numeric" });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "narrow" });
const nearDay = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

const shown = new Set();

class Time extends Behaviour {
  #moment;

  connect() {
    this.#moment = new Date(this.element.dateTime);
    this.element.title = exact.format(this.#moment);
    this.show();
    shown.add(this);
  }

  disconnect() {
    shown.delete(this);
  }

  show() {
    const words = worded[this.element.dataset.time](this.#moment);
    if (this.element.textContent !== words) this.element.textContent = words;
  }
}

const worded = {
  relative: ago,
  short: briefly,
  clock: (moment) => clock.format(moment),
  until,
  exact: (moment) => `${date.format(moment)} ${clock.format(moment)}`,
  day: (moment) => {
    const days = daysAgo(moment);
    return days < 2 ? nearDay.format(-days, "day") : weekday.format(moment);
  },
};

function ago(moment) {
  const minutes = Math.max(0, Math.floor((Date.now() - moment) / 60_000));
  if (minutes < 1) return relative.format(0, "second");
  if (minutes < 60) return relative.format(-minutes, "minute");
  if (minutes < 24 * 60) return relative.format(-Math.floor(minutes / 60), "hour");
  if (minutes < 7 * 24 * 60) return relative.format(-Math.floor(minutes / 1440), "day");
  return day.format(moment);
}

/** "in 23 h", and once it is over how long ago */
function until(moment) {
  const minutes = Math.floor((moment - Date.now()) / 60_000);
  if (minutes < 1) return ago(moment);
  if (minutes < 60) return relative.format(minutes, "minute");
  return minutes < 48 * 60 ? relative.format(Math.floor(minutes / 60), "hour") : relative.format(Math.floor(minutes / 1440), "day");
}

/** "4m", "3h": for lists, where each line has little room */
function briefly(moment) {
  const minutes = Math.max(0, Math.floor((Date.now() - moment) / 60_000));
  if (minutes < 1) return relative.format(0, "second");
  if (minutes < 60) return unit("minute").format(minutes);
  if (minutes < 24 * 60) return unit("hour").format(Math.floor(minutes / 60));
  return day.format(moment);
}

function unit(name) {
  return new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "narrow" });
}

function daysAgo(moment) {
  const midnight = (date) => new Date(date).setHours(0, 0, 0, 0);
  return Math.round((midnight(Date.now()) - midnight(moment)) / 86_400_000);
}

behave("data-time", Time);
setInterval(() => shown.forEach((time) => time.show()), 20_000);
