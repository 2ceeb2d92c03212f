/* The conversation as a signed file, to keep. */
import { make } from "../dom.js";
import { words } from "../words.js";
import { carried } from "./carried.js";

export function filePart(session, log) {
  if (!log.id) return [];
  const button = make("button", { class: "button", type: "button", text: words("file_act") });
  const told = make("p", { class: "sheet__note", role: "status" });
  button.addEventListener("click", async () => (told.textContent = await download(session, log.id)));
  return [make("h3", { text: words("file_title") }), make("p", { class: "sheet__note", text: words("file_about") }), make("p", {}, button), told];
}

async function download(session, id) {
  const came = await carried(session, `/conversations/${id}/signed-transcript`, { name: `conversation-${id.slice(0, 8)}.signed.json` });
  return words(came ? "file_done" : "real_failed");
}
