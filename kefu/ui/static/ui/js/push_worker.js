/*
 * Shows notices when no page of ours is open, and leads to what they are about. It answers no fetch and keeps no page.
 * What it may show was worded by our server and sealed for this browser.
 */
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("push", (event) => event.waitUntil(show(event.data)));
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(event.notification.data.url));
});

async function show(data) {
  const { title, body, tag, lang, url, receipt } = data.json();
  await registration.showNotification(title, { body, tag, lang, renotify: true, data: { url } });
  await fetch(`/push/receipts/${receipt}`, { method: "POST", credentials: "omit" }).catch(() => null);
}

/* A page that is open already is brought to the front and told; it knows what its person has typed there. */
async function lead(url) {
  const place = new URL(url, location.origin);
  if (place.origin !== location.origin) return;
  const under = new URL(registration.scope).pathname;
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const ours = open.filter((page) => page.frameType === "top-level" && new URL(page.url).pathname.startsWith(under));
  const page = ours.find(({ focused }) => focused) ?? ours[0];
  if (!page) {
    await clients.openWindow(place.href);
    return;
  }
  page.postMessage({ kefu: "open", url: place.pathname });
  await page.focus().catch(() => null); // the system may keep another window in front: the page has been told
}
