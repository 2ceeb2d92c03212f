/**
 * Something wants attention: a number in the tab's title while it is not in front, a toast for what a colleague did, and a
 * sound as its agent chose (desk/notices), at most once a minute a conversation and never in their quiet times.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { toast } from "ui/toast.js";
import { renew } from "desk/push.js";
import { live } from "desk/socket.js";
import { play } from "desk/sound.js";

const STORE = "kefu-sound";
const AGAIN_MS = 60_000;
const SIGHT_MS = 2_000;
const REFRESH_MS = 6 * 3_600_000;
const OF_COLLEAGUES = new Set(["mention", "assigned", "woken", "due"]);
const waiting = new Map(); // conversation -> when it rang
let chosen = { rings: ["mine", "unassigned", ...OF_COLLEAGUES], sound: "chime", volume: 60, quiet: [], pushes: false };
let sightTimer;

class SoundSwitch extends Behaviour {
  connect() {
    this.element.checked = isSoundOn();
    this.element.addEventListener("change", () => {
      localStorage.setItem(STORE, this.element.checked ? "on" : "off");
      if (this.element.checked) play(chosen.sound, chosen.volume);
    });
  }
}

function isSoundOn() {
  return localStorage.getItem(STORE) !== "off";
}

function isQuiet() {
  const now = Date.now();
  return chosen.quiet.some(([from, until]) => from <= now && now < until);
}

async function learn() {
  const { noticesUrl } = document.querySelector("[data-desk]").dataset;
  const answer = await fetch(`${noticesUrl}/told`).catch(() => null);
  if (answer?.ok) chosen = await answer.json();
}

/** A desk in sight says so, once for all that rang: then nothing is pushed to its person's other browsers. */
function tellSight() {
  if (!chosen.pushes || document.hidden) return;
  const { noticesUrl, csrf } = document.querySelector("[data-desk]").dataset;
  sightTimer ??= setTimeout(() => {
    sightTimer = undefined;
    fetch(`${noticesUrl}/sight`, { method: "POST", headers: { "X-CSRFToken": csrf } }).catch(() => null);
  }, SIGHT_MS);
}

function showCount() {
  const bare = document.title.replace(/^\(\d+\) /, "");
  document.title = waiting.size ? `(${waiting.size}) ${bare}` : bare;
}

live.on("notice", ({ conversation, reason, title }) => {
  const isSeen = !document.hidden && document.querySelector(`[data-thread="${conversation}"]`);
  tellSight();
  if (isSeen || !chosen.rings.includes(reason)) return;
  const isOnceMore = Date.now() - (waiting.get(conversation) ?? 0) < AGAIN_MS;
  if (!isOnceMore) waiting.set(conversation, Date.now());
  showCount();
  if (OF_COLLEAGUES.has(reason)) toast(title, { href: `/desk/c/${conversation}/` });
  if (!isOnceMore && isSoundOn() && !isQuiet()) play(chosen.sound, chosen.volume);
});

document.addEventListener("desk:read", ({ detail }) => {
  waiting.delete(detail.conversation);
  showCount();
});
document.addEventListener("htmx:after:swap", () => queueMicrotask(showCount));

behave("data-sound", SoundSwitch);

learn();
setInterval(learn, REFRESH_MS);
renew(`${document.querySelector("[data-desk]").dataset.noticesUrl}/browsers`);
