/* The conversation as a signed file, to keep. */
import { make } from "../dom.js";
import { words } from "../words.js";

export function filePart(session, log) {
  if (!log.id) return [];
  const button = make("button", { class: "button", type: "button", text: words("file_act") });
  const told = make("p", { class: "sheet__note", role: "status" });
  button.addEventListener("click", async () => (told.textContent = await download(session, log.id)));
  return [make("h3", { text: words("file_title") }), make("p", { class: "sheet__note", text: words("file_about") }), make("p", {}, button), told];
}

async function download(session, id) {
  try {
    const headers = { Authorization: `Bearer ${await session.token()}` };
    const answer = await fetch(`/api/v1/conversations/${id}/signed-transcript`, { headers, credentials: "omit" });
    if (!answer.ok) return words("real_failed");
    const link = make("a", { href: URL.createObjectURL(await answer.blob()), download: `conversation-${id.slice(0, 8)}.signed.json` });
    link.click();
    URL.revokeObjectURL(link.href);
    return words("file_done");
  } catch {
    return words("real_failed");
  }
}
