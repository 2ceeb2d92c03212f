/*
 * A page's side of Web Push: whether this browser can, and taking or giving back its subscription. Imports nothing, so
 * that the desk and the chat may both use it. `worker` is where the service worker is served, `scope` the pages it is for.
 */
const CODE_POINTS = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const SCRIPTS = ["/desk/worker.js", "/chat-worker.js"];

const policy = globalThis.trustedTypes?.createPolicy("kefu-worker", {
  createScriptURL: (url) => {
    if (SCRIPTS.includes(url)) return url;
    throw new TypeError("not a worker of ours");
  },
});

export const canPush = isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

export const isDenied = () => canPush && Notification.permission === "denied";

export const isGranted = () => canPush && Notification.permission === "granted";

/* What this browser holds now, or null. */
export async function held(scope) {
  if (!canPush) return null;
  const registration = await navigator.serviceWorker.getRegistration(scope);
  return registration?.scope === new URL(scope, location.origin).href ? registration.pushManager.getSubscription() : null;
}

/* Only in answer to a click: asks for permission, then subscribes with our key. Null if the person said no. */
export async function take({ worker, scope, key }) {
  if ((await Notification.requestPermission()) !== "granted") return null;
  const url = policy ? policy.createScriptURL(worker) : worker;
  const registration = await navigator.serviceWorker.register(url, { scope, updateViaCache: "none" });
  await ready(registration);
  const before = await registration.pushManager.getSubscription();
  if (before && !isFor(before, key)) await before.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: CODE_POINTS(key) });
}

export async function giveBack(scope) {
  await (await held(scope))?.unsubscribe();
}

/* Calls back with the address that a clicked notice is about. */
export function onLead(heard) {
  if (!canPush) return;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.kefu === "open" && typeof data.url === "string" && /^\/(?!\/)/.test(data.url)) heard(data.url);
  });
  navigator.serviceWorker.startMessages();
}

function isFor(subscription, key) {
  const theirs = new Uint8Array(subscription.options.applicationServerKey ?? []);
  const ours = CODE_POINTS(key);
  return theirs.length === ours.length && ours.every((byte, at) => byte === theirs[at]);
}

function ready(registration) {
  const worker = registration.installing ?? registration.waiting;
  if (!worker) return undefined;
  return new Promise((resolve) => {
    worker.addEventListener("statechange", () => worker.state === "activated" && resolve());
    if (worker.state === "activated") resolve();
  });
}
