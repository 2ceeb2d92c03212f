/* The code under each word of ours, folded away behind a small shield. */
import { icon, make } from "../dom.js";
import { words } from "../words.js";

const COPIED_MS = 2_000;

/* The bubble, with the shield beside it where there is a code. `proof` may be missing: what is shown from elsewhere has none. */
export function withProof(bubble, entry, parts) {
  const proof = proofOf(entry, parts);
  return proof.length ? make("div", { class: "message__row" }, bubble, ...proof) : bubble;
}

/* The shield and what it opens; nothing where there is no code. */
export function proofOf(entry, { proof = null } = {}) {
  if (!proof || entry.mine || entry.isRemoved || !(entry.code || entry.isEdited)) return [];
  const panel = make("div", { class: "proof", id: `proof-${entry.seq}`, hidden: true });
  const button = make("button", { class: "proof__button", type: "button", label: words("proof_open"), title: words("proof_open"), "aria-expanded": "false", "aria-controls": panel.id }, icon("shield"));
  button.addEventListener("click", async () => {
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) panel.replaceChildren(...shown(await proof.codeOf(entry), proof), reporting(entry, proof));
  });
  return [button, panel];
}

function shown(code, proof) {
  if (!code) return [make("p", { class: "proof__note", text: words("proof_no_code") })];
  const text = make("code", { class: "proof__code", text: code });
  const copy = make("button", { class: "button", type: "button", text: words("proof_copy") });
  copy.addEventListener("click", () => copyOf(text, copy));
  const check = make("button", { class: "button", type: "button", text: words("proof_check") });
  check.addEventListener("click", () => proof.open(code));
  return [make("p", { class: "proof__note", text: words("proof_note") }), make("p", { class: "proof__line" }, text, copy, check)];
}

function reporting({ conversation, seq }, proof) {
  const report = make("button", { class: "button", type: "button", text: words("report_open") });
  report.addEventListener("click", () => proof.report({ conversation, seq }));
  return make("p", { class: "proof__line" }, report);
}

/* Where a page may not write to the clipboard, the code is marked, ready to be copied by hand. */
async function copyOf(text, button) {
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = words("proof_copied");
    setTimeout(() => (button.textContent = words("proof_copy")), COPIED_MS);
  } catch {
    getSelection().selectAllChildren(text);
  }
}
