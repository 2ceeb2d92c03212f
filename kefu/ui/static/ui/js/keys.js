/**
 * The keyboard, by the one map (kefu/ui/keys.py, drawn as <dialog data-keymap>). `bind("next", act)` says what a name does;
 * without that the button with data-key="next" is pressed. An act that answers false leaves the key to the browser.
 * Letters act only where nobody types and nothing is open; an input method at work is never disturbed. What a text field
 * does itself by such a key (undo) stays the field's.
 */
const OF_FIELDS = new Set(["mod+z"]);
const acts = new Map();
const mac = /Mac|iPhone|iPad/.test(navigator.platform);
let map;

export function bind(name, act) {
  acts.set(name, act);
}

/** Do what a key of this name does; false if there is nothing to do here. */
export function perform(name, event) {
  const act = acts.get(name);
  return act ? act(event) !== false : press(name);
}

/** True if `perform` would find something: for lists of what can be done now. */
export function isPossible(name) {
  return acts.has(name) || Boolean(buttonOf(name));
}

function press(name) {
  const button = buttonOf(name);
  button?.click();
  return Boolean(button);
}

/** Of several one that can be seen; where <form data-keys-first> is in sight, its own. */
function buttonOf(name) {
  const found = [...document.querySelectorAll(`[data-key="${name}"]:not(:disabled, [hidden], [hidden] *)`)];
  const seen = found.filter((button) => button.checkVisibility());
  const first = seen.find((button) => button.closest("[data-keys-first]"));
  return first ?? seen.at(-1) ?? found.findLast((button) => !button.closest("[data-keys-first]"));
}

function mapped() {
  if (!map) {
    map = new Map();
    for (const line of document.querySelectorAll("[data-keymap] [data-keys]")) {
      const { keyName: name, keys, place } = line.dataset;
      for (const combination of keys.split(" ")) map.set(combination, { name, place });
    }
  }
  return map;
}

/**
 * "mod+k", "shift+x", "?": the sign a key makes says itself whether shift was held, a letter does not. "alt+n" goes by the
 * place of the key: with Alt held a Mac makes other signs. AltGr, which is Ctrl and Alt at once, is for writing.
 */
function combinationOf({ key, code, altKey, ctrlKey, metaKey, shiftKey }) {
  if (altKey) return ctrlKey || metaKey || shiftKey || !/^Key[A-Z]$/.test(code) ? "" : `alt+${code.at(-1).toLowerCase()}`;
  const letter = /^\p{L}$/u.test(key);
  const named = letter || key.length > 1;
  const parts = [(ctrlKey || metaKey) && "mod", shiftKey && named && "shift", letter ? key.toLowerCase() : key];
  return parts.filter(Boolean).join("+");
}

/** A field of a menu that was just closed may hold the focus for a moment: nobody types there. */
export function isTyping(target) {
  const field = target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  return field?.closest(".menu:not(:popover-open)") ? null : field;
}

/** Arrows and Enter belong to what has the focus; they act in the list alone. */
function isElsewhere({ key, target }, place) {
  return place === "list" && key.length > 1 && !target.closest?.("[data-list]");
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || (event.keyCode === 229 && !event.altKey)) return; // a dead key of a Mac is 229 too
  const typing = isTyping(event.target);
  if (event.key === "Escape" && typing && !event.target.closest("dialog, .menu")) event.target.blur();
  const combination = combinationOf(event);
  const found = mapped().get(combination);
  if (!found || found.place === "writing" || isElsewhere(event, found.place)) return;
  const isCommand = (event.ctrlKey || event.metaKey) && !OF_FIELDS.has(combination);
  if (typing && !isCommand && !event.altKey) return;
  if (!isCommand && document.querySelector("dialog[open], .menu:popover-open")) return;
  if (perform(found.name, event)) event.preventDefault();
});

if (mac) {
  for (const key of document.querySelectorAll("[data-caps]")) key.textContent = key.textContent.replace("Ctrl", "⌘").replace("Alt", "⌥");
}
