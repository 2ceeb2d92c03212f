/** Lists of the editors by keyboard: j and k walk the links with data-line within [data-walk], f goes to the search field. */
import { bind } from "ui/keys.js";

bind("next", () => walk(1));
bind("previous", () => walk(-1));
bind("filter", () => {
  const field = document.querySelector("[data-find]");
  field?.focus();
  field?.select();
  return Boolean(field);
});

function walk(step) {
  const lines = [...document.querySelectorAll("[data-walk] a[data-line]")];
  const at = lines.findIndex((line) => line === document.activeElement);
  const next = lines[at < 0 ? (step > 0 ? 0 : lines.length - 1) : at + step];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
}
