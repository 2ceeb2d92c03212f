/** What the desk's keys do (the map itself: kefu/ui/keys.py). Those with a button of the same name need no line here. */
import { behaviourOf } from "ui/behaviour.js";
import { bind } from "ui/keys.js";

bind("reply", () => write("message"));
bind("note", () => write("note"));
bind("about", () => {
  const side = document.getElementById("side");
  const isDrawer = document.querySelector('[popovertarget="side"]')?.checkVisibility();
  if (isDrawer) side.togglePopover();
  else side?.focus(); // a column of its own: it stands there already
  return Boolean(side);
});
bind("keys", () => document.getElementById("keys").showModal());
bind("views", ({ key }) => {
  const view = document.querySelectorAll("#boxes > .tab")[Number(key) - 1];
  view?.click();
  return Boolean(view);
});

function write(kind) {
  const form = document.querySelector("[data-composer]");
  behaviourOf(form, "data-composer")?.choose(kind);
  return Boolean(form);
}
