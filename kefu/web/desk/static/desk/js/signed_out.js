/**
 * The session has ended, here or elsewhere: whatever the page shows of customers is gone at once, and a link to sign in
 * stands in its place (<template data-signed-out>). The element with data-desk stays, since behaviours ask it as they end.
 */
import { live } from "desk/socket.js";
import { forget } from "desk/recent.js";

function signOut() {
  const template = document.querySelector("template[data-signed-out]");
  const shell = document.querySelector("[data-desk]");
  if (!template || shell.matches(".is-signed-out")) return;
  const told = template.content.cloneNode(true);
  for (const other of [...document.body.children]) if (other !== shell && !other.matches("[data-words]")) other.remove();
  shell.replaceChildren(told);
  shell.classList.add("is-signed-out");
  const heading = shell.querySelector("h1");
  const link = shell.querySelector("a");
  document.title = heading.textContent;
  link.search = new URLSearchParams({ next: location.pathname });
  link.focus();
  forget();
}

live.on("signed-out", signOut);
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => ctx.response?.status === 401 && signOut());
