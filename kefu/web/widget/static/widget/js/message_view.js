/* One entry, or one message still on its way, as a list item. */
import { cutView } from "./cut_view.js";
import { icon, make } from "./dom.js";
import { uploadView } from "./file_view.js";
import { linkified } from "./linkify.js";
import { withProof } from "./real/proof_view.js";
import { exactly, timeOf } from "./times.js";
import { words } from "./words.js";

export const isMessage = ({ kind }) => kind === "message";
export const nameOf = ({ author }) => author?.name || words("support");

export function dayItem(name) {
  return make("li", { class: "day" }, make("span", { text: name }));
}

export function messageItem(entry, { pictures, follows, proof }) {
  const at = new Date(entry.at);
  const side = entry.mine ? "mine" : "theirs";
  const time = make("time", { datetime: entry.at, title: exactly(at), text: timeOf(at) });
  const meta = make("p", { class: "message__meta" }, time, make("span", { class: "message__state" }));
  if (entry.data?.by_mail) time.after(` · ${words("by_mail")}`);
  const item = make("li", { class: `message message--${side}`, "data-seq": entry.seq }, author(entry, follows, proof), withProof(bubble(entry, pictures), entry, { proof }), meta);
  if (entry.data?.cut && !entry.isRemoved) item.append(cutView(entry.data.cut));
  item.classList.toggle("message--follows", follows);
  return item;
}

export function pendingItem(item, { pictures, files, onEdit, onDiscard }) {
  const uploads = (item.uploads ?? []).map((key) => files.get(key)).filter(Boolean);
  const isUploading = item.state === "queued" && uploads.some(({ state }) => state !== "ready");
  const state = make("span", { class: "message__state", "data-state": item.state }, icon(stateIcon(item.state)), words(isUploading ? "uploading_first" : item.state));
  const meta = make("p", { class: "message__meta" }, state);
  const node = make("li", { class: "message message--mine message--pending", "data-id": item.id }, author({ mine: true }, false), bubble(item, pictures, uploads), meta);
  if (isUploading) node.append(make("p", { class: "message__actions" }, discardButton(item, onDiscard)));
  if (item.state !== "failed") return node;
  const edit = make("button", { class: "button", type: "button", text: words("edit") });
  edit.addEventListener("click", () => onEdit(item));
  const reason = make("p", { class: "message__reason", text: item.reason ?? "" });
  node.append(reason, make("p", { class: "message__actions" }, edit, discardButton(item, onDiscard)));
  return node;
}

function discardButton(item, onDiscard) {
  const discard = make("button", { class: "button button--quiet", type: "button", text: words("discard") });
  discard.addEventListener("click", () => onDiscard(item));
  return discard;
}

export function showState(item, state) {
  const place = item.querySelector(".message__state");
  if (place.dataset.state === state) return;
  place.dataset.state = state;
  place.replaceChildren(...(state ? [icon(stateIcon(state)), words(state)] : []));
}

/* A picture that is ready stands as it will; anything else shows how far it got. */
const onItsWay = (pictures) => (upload) => (upload.file && upload.isPicture ? pictures.view(upload.file) : uploadView(upload));

function stateIcon(state) {
  return { queued: "clock", sending: "clock", sent: "check", delivered: "checks", read: "checks", failed: "alert" }[state];
}

function author(entry, follows, proof) {
  const text = entry.mine ? words("you") : nameOf(entry);
  if (!entry.mine && !follows && proof && entry.author?.kind === "agent" && entry.author.id) return make("p", { class: "message__author" }, whose(entry.author, text, proof));
  return make("p", { class: entry.mine || follows ? "visually-hidden" : "message__author", text });
}

/* Their card, by tapping the name. */
function whose({ id }, name, proof) {
  const button = make("button", { class: "message__who", type: "button", title: words("card_open"), text: name });
  button.addEventListener("click", () => proof.showCard({ id, name }));
  return button;
}

function bubble(entry, pictures, uploads = []) {
  const shown = make("div", { class: "message__bubble" });
  const files = entry.data?.files ?? entry.files ?? [];
  if (entry.isRemoved || (!entry.body && !files.length && !entry.uploads?.length)) {
    shown.append(make("p", { class: "message__removed", text: words("removed") }));
    return shown;
  }
  if (uploads.length) shown.append(make("div", { class: "message__pictures" }, ...uploads.map(onItsWay(pictures))));
  if (files.length) shown.append(make("div", { class: "message__pictures" }, ...files.map((file) => pictures.view(file))));
  if (entry.body) shown.append(make("p", { class: "message__body", dir: "auto" }, linkified(entry.body)));
  if (entry.isEdited || entry.version > 1) shown.append(make("p", { class: "message__edited", text: words("edited") }));
  return shown;
}
