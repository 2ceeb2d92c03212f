/** Reads a photo into a canvas of this page, has it measured and judged, and marks in it what is meant. Nothing leaves the page. */
import { judged, unread } from "help/tools/photo/judged.js";
import { HEAD_BYTES, kindOf } from "help/tools/photo/kind.js";
import { LONG_SIDE, measured } from "help/tools/photo/sums.js";

/** {verdict, state, lines, picture}; no picture where the file is none. */
export async function looked(file, rules) {
  const kind = kindOf(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
  const photo = await createImageBitmap(file).catch(() => null);
  if (!photo) return unread(kind);
  const { width, height } = photo;
  const picture = drawn(photo);
  photo.close();
  const pen = picture.getContext("2d");
  const sums = measured(pen.getImageData(0, 0, picture.width, picture.height));
  const found = judged({ kind, bytes: file.size, width, height, ...sums }, rules);
  mark(pen, found.lines, sums.glaring);
  return { ...found, picture };
}

/** As large as it is measured. What is shown is drawn, not loaded: the page's policy needs to let nothing in for it. */
function drawn(photo) {
  const scale = Math.min(1, LONG_SIDE / Math.max(photo.width, photo.height));
  const picture = document.createElement("canvas");
  picture.className = "photo__picture";
  picture.setAttribute("aria-hidden", "true");
  [picture.width, picture.height] = [photo.width, photo.height].map((side) => Math.max(1, Math.round(side * scale)));
  const pen = picture.getContext("2d", { willReadFrequently: true });
  Object.assign(pen, { imageSmoothingQuality: "high" });
  pen.drawImage(photo, 0, 0, picture.width, picture.height);
  return picture;
}

function mark(pen, lines, glaring) {
  const keys = new Map(lines.map(({ key, params }) => [key, params]));
  const { width, height } = pen.canvas;
  const thick = Math.max(4, width / 120);
  pen.fillStyle = "#e5484d";
  if (keys.has("glare.bad")) around(pen, glaring, thick);
  for (const side of keys.get("edges.bad")?.sides ?? []) {
    const isFlat = side === "top" || side === "bottom";
    pen.fillRect(side === "right" ? width - thick : 0, side === "bottom" ? height - thick : 0, isFlat ? width : thick, isFlat ? thick : height);
  }
}

/** A line around all that shines: each patch's sides that no other shares. */
function around(pen, patches, thick) {
  const there = new Set(patches.map(({ x, y }) => `${x} ${y}`));
  for (const { x, y, side } of patches) {
    if (!there.has(`${x} ${y - side}`)) pen.fillRect(x, y, side, thick);
    if (!there.has(`${x} ${y + side}`)) pen.fillRect(x, y + side - thick, side, thick);
    if (!there.has(`${x - side} ${y}`)) pen.fillRect(x, y, thick, side);
    if (!there.has(`${x + side} ${y}`)) pen.fillRect(x + side - thick, y, thick, side);
  }
}
