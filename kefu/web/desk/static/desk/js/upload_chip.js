/** <li> of a file on its way: a small picture or the file's kind, its name, how far it got, and the way to take it back. */
import { word } from "ui/words.js";

const PICTURE = /^image\/(jpeg|png|webp|gif)$/;

export function chipFor(upload) {
  const item = element("li", "attached__item");
  const face = item.appendChild(PICTURE.test(upload.blob.type) ? picture(upload) : kind(upload));
  const bar = item.appendChild(element("progress", "attached__bar"));
  const said = item.appendChild(element("span", "attached__said"));
  const away = item.appendChild(element("button", "attached__away", "×"));
  const name = upload.name;
  bar.max = 100;
  away.type = "button";
  away.setAttribute("aria-label", word("takeAway", { name }));
  face.title = name;
  const show = () => {
    const { state, percent, reason } = upload;
    item.dataset.state = state;
    bar.hidden = state === "ready" || state === "failed";
    bar.value = percent;
    bar.setAttribute("aria-label", `${name} ${percent} %`);
    said.textContent = reason;
    if (state === "failed") said.setAttribute("role", "alert");
  };
  upload.addEventListener("changed", show);
  show();
  return item;
}

/** What stands in a draft already, in the shape of an upload. */
export function storedUpload(filesUrl, { id, name, media_type: type, bytes }) {
  const source = `${filesUrl}/${id}?variant=thumb`;
  return { name, source, state: "ready", percent: 100, reason: "", blob: { type, size: bytes }, addEventListener() {} };
}

function picture({ blob, name, source }) {
  const image = element("img", "attached__picture");
  image.alt = name;
  image.src = source ?? URL.createObjectURL(blob);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  return image;
}

function kind({ name, blob }) {
  const face = element("span", "attached__file");
  face.append(element("strong", "attached__name", name), element("span", "attached__size", size(blob.size)));
  return face;
}

function size(bytes) {
  const [value, unit] = bytes < 2 ** 20 ? [Math.max(1, Math.round(bytes / 1024)), "kilobyte"] : [bytes / 2 ** 20, "megabyte"];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
