/** The desk by keyboard. Letters act only where nobody types; Esc leaves what one is in. */
import { behaviourOf } from "ui/behaviour.js";

const mac = /Mac|iPhone|iPad/.test(navigator.platform);

const keys = {
  j: () => walk(1),
  k: () => walk(-1),
  ArrowDown: (event) => event.target.closest?.(".list") && walk(1),
  ArrowUp: (event) => event.target.closest?.(".list") && walk(-1),
  r: () => write("message"),
  n: () => write("note"),
  a: () => press("mine"),
  g: () => press("assign"),
  c: () => press("close") || press("reopen"),
  i: () => document.getElementById("side")?.togglePopover(),
  "?": () => document.getElementById("keys").showModal(),
};

function walk(step) {
  const links = [...document.querySelectorAll("#lines .line")];
  const focused = links.indexOf(document.activeElement?.closest?.(".line"));
  const from = focused >= 0 ? focused : links.findIndex((link) => link.getAttribute("aria-current"));
  const next = links[Math.min(links.length - 1, Math.max(0, from + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
}

function write(kind) {
  const form = document.querySelector("[data-composer]");
  behaviourOf(form, "data-composer")?.choose(kind);
  return Boolean(form);
}

function press(name) {
  const button = document.querySelector(`[data-key="${name}"]`);
  button?.click();
  return Boolean(button);
}

function isTyping({ target }) {
  return target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && isTyping(event)) event.target.blur();
  if (isTyping(event) || document.querySelector("dialog[open], .menu:popover-open")) return;
  if (keys[event.key]?.(event)) event.preventDefault();
});

if (mac) {
  for (const key of document.querySelectorAll("[data-mod-enter]")) key.textContent = "⌘↵";
}
