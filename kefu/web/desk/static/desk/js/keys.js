/** What the desk's keys do (the map itself: kefu/ui/keys.py). Those with a button of the same name need no line here. */
import { behaviourOf } from "ui/behaviour.js";
import { bind } from "ui/keys.js";

bind("reply", () => write("message"));
bind("note", () => write("note"));
bind("close", () => click("close") || click("reopen"));
bind("about", () => {
  const side = document.getElementById("side");
  side?.togglePopover();
  return Boolean(side);
});
bind("keys", () => document.getElementById("keys").showModal());
bind("next", () => walk(1));
bind("previous", () => walk(-1));
bind("views", ({ key }) => {
  const view = document.querySelectorAll("#boxes > .tab")[Number(key) - 1];
  view?.click();
  return Boolean(view);
});

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

function click(name) {
  const button = document.querySelector(`[data-key="${name}"]`);
  button?.click();
  return Boolean(button);
}
