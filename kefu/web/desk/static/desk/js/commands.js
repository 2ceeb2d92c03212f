/**
 * Everything that can be done here and now, read off the page: keys of the one map, what menus offer, buttons with
 * data-command, the lists. Whoever adds a menu or a key to the desk has added it here too.
 */
import { isPossible, perform } from "ui/keys.js";

const NOT_LISTED = new Set(["palette", "leave", "views", "send", "open", "next", "previous"]);
const OF_CONVERSATION = "#stage";
const OF_TICKED = "[data-bulk]";

/** [{ key, group, label, also, hint, run }]; `key` is the same for the same thing tomorrow, `also` finds it too. */
export function commands() {
  return [...views(), ...keys(), ...menuItems(), ...named(), ...doors()];
}

function keys() {
  return [...document.querySelectorAll("[data-keymap] [data-key-name]")]
    .filter(({ dataset }) => !NOT_LISTED.has(dataset.keyName) && isPossible(dataset.keyName) && isHere(dataset))
    .map((line) => ({
      key: `key:${line.dataset.keyName}`,
      group: groupOfKey(line.dataset),
      label: line.querySelector("dt").textContent,
      also: [...document.querySelectorAll(`[data-key="${line.dataset.keyName}"]`)].map(wordsOf).join(" · "),
      hint: line.querySelector("kbd").textContent,
      run: () => perform(line.dataset.keyName),
    }));
}

/** Keys that are bound whatever the page shows do something only where a conversation is open. */
function isHere({ keyName, place }) {
  const needsOne = place === "conversation" && !document.querySelector(`[data-key="${keyName}"]`);
  return !needsOne || Boolean(document.querySelector("[data-thread]"));
}

/** "Close › Solved": what the menu's button says, and what stands in it. What has a key is listed by that. */
function menuItems() {
  return [...document.querySelectorAll("[data-menu]:not([data-not-listed]) .menu__item:not(:disabled, [data-command], [data-key])")]
    .filter((item) => inUse(item))
    .map((item) => {
      const menu = item.closest("[data-menu]").getAttribute("id"); // a form's `id` may be its field
      const opener = wordsOf(document.querySelector(`[popovertarget="${menu}"]`));
      const label = `${opener} › ${wordsOf(item)}`;
      return { key: `menu:${menu}:${wordsOf(item)}`, group: groupOf(item), label, run: () => item.click() };
    });
}

function named() {
  return [...document.querySelectorAll("[data-command]:not(:disabled, [data-key])")]
    .filter((element) => inUse(element))
    .map((element) => ({
      key: `command:${element.dataset.command}`,
      group: groupOf(element),
      label: element.dataset.command,
      run: () => (element.matches("input") ? reach(element) : element.click()),
    }));
}

function views() {
  return [...document.querySelectorAll("#boxes a")].map((tab) => ({
    key: `view:${tab.getAttribute("href")}`,
    group: "go",
    label: wordsOf(tab),
    run: () => tab.click(),
  }));
}

function doors() {
  return [...document.querySelectorAll(".rail a.rail__door")].map((door) => ({
    key: `door:${door.getAttribute("href")}`,
    group: "go",
    label: wordsOf(door),
    run: () => door.click(),
  }));
}

/** While lines are ticked, a key whose button stands there too is for all of them. */
function groupOfKey({ keyName, place }) {
  if (place !== "conversation") return "go";
  return document.querySelector(`${OF_TICKED} [data-key="${keyName}"]`)?.checkVisibility() ? "ticked" : "actions";
}

function groupOf(element) {
  if (element.closest(OF_TICKED)) return "ticked";
  return element.closest(OF_CONVERSATION) ? "actions" : "go";
}

/** A field in a column that may be a drawer. */
function reach(field) {
  const side = field.closest("[popover]");
  if (side && !field.checkVisibility()) side.showPopover();
  field.focus();
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
