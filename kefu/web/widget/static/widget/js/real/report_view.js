/* A report of a scammer: of a message (the evidence) or of what was checked, with words and up to three files. */
import { ApiError, parsed } from "../api.js";
import { icon, make } from "../dom.js";
import { words } from "../words.js";

const MOST_FILES = 3;

/* `what` is {conversation, seq} or {text}. */
export function reportForm(session, what) {
  const { accept = "" } = document.querySelector('[data-part="picker"]') ?? {};
  const said = make("textarea", { class: "real__input", name: "words", rows: 3, maxlength: 2_000, label: words("report_words"), placeholder: words("report_words") });
  const chosen = make("input", { class: "visually-hidden", name: "files", type: "file", multiple: true, accept });
  const names = make("p", { class: "sheet__note", role: "status", dir: "auto", text: words("report_files") });
  chosen.addEventListener("change", () => (names.textContent = [...chosen.files].map(({ name }) => name).join(", ") || words("report_files")));
  const told = make("p", { class: "sheet__note", role: "alert" });
  const button = make("button", { class: "button button--primary", type: "submit", text: words("report_act") });
  const form = make("form", { class: "real__report", method: "dialog" }, said, make("label", { class: "button real__attach" }, icon("clip"), words("report_attach"), chosen), names, button, told);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (chosen.files.length > MOST_FILES) {
      told.textContent = words("report_files");
      return;
    }
    button.disabled = true;
    told.textContent = words("report_sending");
    try {
      const files = await uploaded(session, [...chosen.files]);
      const { reference } = await session.call("/verify/reports", { method: "POST", body: { ...what, words: said.value, files } });
      form.replaceWith(make("div", { class: "real__report", role: "status" }, make("p", {}, make("strong", { text: words("report_done", { reference }) })), make("p", { text: words("report_next") })));
    } catch (error) {
      button.disabled = false;
      told.textContent = error.message || words("real_failed");
    }
  });
  return form;
}

async function uploaded(session, files) {
  const ids = [];
  for (const file of files) ids.push((await sent(session, file)).id);
  return ids;
}

async function sent(session, file) {
  const body = new FormData();
  body.append("file", file);
  const headers = { Authorization: `Bearer ${await session.token()}`, "Accept-Language": document.documentElement.lang };
  const answer = await fetch("/api/v1/files", { method: "POST", headers, credentials: "omit", body }).catch(() => null);
  if (!answer) throw new ApiError(0);
  return parsed(answer.status, await answer.text());
}
