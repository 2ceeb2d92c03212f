/**
 * The conversations before and after the open one are fetched before they are asked for, and shown from here when they
 * are. What changed meanwhile is fetched anew; what was shown is forgotten, and the socket brings what came since.
 */
import { live } from "desk/socket.js";

const FRESH_MS = 60_000;
const MOST = 6;
const kept = new Map();

/** Fetch these links' conversations, when the browser has nothing better to do. */
export function ahead(links) {
  const idle = globalThis.requestIdleCallback ?? ((act) => setTimeout(act, 50));
  idle(() => links.filter(Boolean).forEach(keep), { timeout: 300 });
}

function keep(link) {
  const url = link.getAttribute("data-hx-get");
  if (!link.isConnected || fresh(url)) return;
  const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
  const answer = fetch(url, { headers }).then(async (came) => (came.ok ? await came.text() : null), () => null);
  kept.delete(url);
  kept.set(url, { answer, at: performance.now() });
  if (kept.size > MOST) kept.delete(kept.keys().next().value);
}

function fresh(url) {
  const found = kept.get(url);
  return found && performance.now() - found.at < FRESH_MS;
}

/** What was kept is the answer; if it had failed, it is asked for as always. */
async function answered(url, options) {
  const { answer } = kept.get(url);
  kept.delete(url);
  const text = await answer;
  return text === null ? fetch(url, options) : new Response(text, { headers: { "Content-Type": "text/html" } });
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const url = ctx.sourceElement?.matches?.(".line") && ctx.sourceElement.getAttribute("data-hx-get");
  if (url && fresh(url)) ctx.fetch = (_action, options) => answered(url, options);
});

/** A conversation was opened: those beside it are likely to be the next. */
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.target?.id !== "stage") return;
  const line = document.querySelector("#lines [data-line]:has([aria-current])");
  ahead([line?.nextElementSibling, line?.previousElementSibling].map((near) => near?.querySelector(".line")));
});

live.on("inbox", ({ changed }) => {
  for (const url of [...kept.keys()]) if (changed.some((id) => url.includes(id))) kept.delete(url);
});
