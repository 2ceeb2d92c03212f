/* A file that is no picture, as a chip: what it is, how large, and whether it may be had. And one on its way, with its progress. */
import { icon, make } from "./dom.js";
import { drawingOf, endingOf, sizeOf } from "./file_kinds.js";
import { words } from "./words.js";

const FIRST_LOOK_MS = 2_000;
const LAST_LOOK_MS = 60_000;

export function fileView(file, links) {
  const { id, name, media_type: type, bytes } = file;
  const meta = make("span", { class: "file__meta", text: metaOf(name, bytes) });
  const text = make("span", { class: "file__text" }, nameNode(name), meta);
  const chip = make("a", { class: "file", target: "_blank", rel: "noopener" }, drawing(type), text, make("span", { class: "file__mark" }));
  chip.addEventListener("click", (event) => open(event, chip, id, links));
  look(chip, file, links, FIRST_LOOK_MS);
  return chip;
}

/* Asked again while the scanner works, with growing pauses, as long as anybody sees it. */
async function look(chip, file, links, pauseMs) {
  const { state, url } = await links.stand(file.id).catch(() => ({ state: "unknown" }));
  chip.dataset.state = state;
  const told = { checking: words("checking"), removed: words("file_removed"), moved: words("file_moved") }[state];
  chip.querySelector(".file__meta").textContent = [file.bytes ? metaOf(file.name, file.bytes) : "", told].filter(Boolean).join(" · ");
  chip.querySelector(".file__mark").replaceChildren(icon({ checking: "clock", removed: "alert", moved: "shield" }[state] ?? "download"));
  if (url) chip.href = url;
  else chip.removeAttribute("href");
  chip.setAttribute("aria-label", `${words(url ? "download" : "a_file", { name: file.name })}${told ? `, ${told}` : ""}`);
  if (state === "checking" || state === "unknown") {
    const next = () => chip.isConnected && look(chip, file, links, Math.min(pauseMs * 2, LAST_LOOK_MS));
    setTimeout(next, pauseMs);
  }
}

/* A link lives five minutes: one that is older is made anew first. */
async function open(event, chip, id, links) {
  if (!chip.href || links.isFresh(id)) return;
  event.preventDefault();
  const { url } = await links.stand(id).catch(() => ({}));
  if (!url) return;
  chip.href = url;
  chip.click();
}

export function uploadView(upload) {
  const progress = make("progress", { class: "file__progress", max: 100 });
  const meta = make("span", { class: "file__meta" });
  const text = make("span", { class: "file__text" }, nameNode(upload.name), meta, progress);
  const chip = make("div", { class: "file" }, drawing(upload.blob.type), text);
  const show = () => {
    const { name, percent, state, reason } = upload;
    chip.dataset.state = state;
    meta.textContent = reason || (state === "sending" ? `${percent} %` : metaOf(name, upload.blob.size));
    progress.hidden = state === "ready" || state === "failed";
    progress.value = percent;
    progress.setAttribute("aria-label", words("uploading", { name, percent }));
  };
  upload.addEventListener("changed", show);
  show();
  return chip;
}

const metaOf = (name, bytes) => [endingOf(name), sizeOf(bytes)].filter(Boolean).join(" · ");

const nameNode = (name) => make("span", { class: "file__name", text: name, dir: "auto", title: name });

const drawing = (type) => make("span", { class: "file__drawing", "data-drawing": drawingOf(type) }, icon(drawingOf(type)));
