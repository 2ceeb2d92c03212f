/**
 * The line of the conversation that is open: chosen again, by Enter after J or by a second click, it leaves the open one
 * as it is. Drawn anew it would take what is being typed from under the hand. Without a socket it is fetched as always.
 */
import { live } from "desk/socket.js";

document.addEventListener("htmx:before:request", (event) => {
  const line = event.detail.ctx.sourceElement?.closest?.("[data-line]");
  if (!line || !event.target.matches(".line") || !live.ready) return;
  if (document.querySelector("#stage [data-thread]")?.dataset.thread === line.dataset.line) event.preventDefault();
});
