/**
 * Everything that can be done here and now, read off the page: keys of the one map, what menus offer, buttons with
 * data-command, the lists. Whoever adds a menu or a key to the desk has added it here too.
 */
import { isPossible, perform } from "ui/keys.js";

const NOT_LISTED = new Set(["palette", "leave", "views", "send", "open", "next", "previous"]);

/** [{ key, label, hint, kind, run }]; `key` is the same for the same thing tomorrow. */
export function commands() {
  return [...views(), ...keys(), ...menuItems(), ...named()];
}

function keys() {
  return [...document.querySelectorAll("[data-keymap] [data-key-name]")]
    .filter(({ dataset }) => !NOT_LISTED.has(dataset.keyName) && isPossible(dataset.keyName) && isHere(dataset))
    .map((line) => ({
      key: `key:${line.dataset.keyName}`,
      label: line.querySelector("dt").textContent,
      hint: line.querySelector("kbd").textContent,
      run: () => perform(line.dataset.keyName),
    }));
}

/** Keys that are bound whatever the page shows do something only where a conversation is open. */
function isHere({ keyName, place }) {
  const needsOne = place === "conversation" && !document.querySelector(`[data-key="${keyName}"]`);
  return !needsOne || Boolean(document.querySelector("[data-thread]"));
}

/** "Close › Solved": what the menu's button says, and what stands in it. */
function menuItems() {
  return [...document.querySelectorAll("[data-menu]:not([data-not-listed]) .menu__item:not(:disabled, [data-command])")]
    .filter((item) => inUse(item))
    .map((item) => {
      const menu = item.closest("[data-menu]").getAttribute("id"); // a form's `id` may be its field
      const opener = wordsOf(document.querySelector(`[popovertarget="${menu}"]`));
      return { key: `menu:${menu}:${wordsOf(item)}`, label: `${opener} › ${wordsOf(item)}`, run: () => item.click() };
    });
}

function named() {
  return [...document.querySelectorAll("[data-command]:not(:disabled)")]
    .filter((button) => inUse(button))
    .map((button) => ({
      key: `command:${button.dataset.command}`,
      label: button.dataset.command,
      run: () => button.click(),
    }));
}

function views() {
  return [...document.querySelectorAll("#boxes a")].map((tab) => ({
    key: `view:${tab.getAttribute("href")}`,
    label: wordsOf(tab),
    kind: "view",
    run: () => tab.click(),
  }));
}

/** What is offered for ticked lines is offered while some are. */
function inUse(button) {
  const bulk = button.closest("[data-bulk]");
  return !bulk || bulk.checkVisibility() || button.dataset.key === "select-all";
}

export function wordsOf(element) {
  if (!element) return "";
  const copy = element.cloneNode(true);
  for (const part of copy.querySelectorAll("kbd, svg, .avatar, .tab__count")) part.remove();
  return copy.textContent.trim().replace(/\s+/g, " ") || element.getAttribute("aria-label") || element.title;
}
