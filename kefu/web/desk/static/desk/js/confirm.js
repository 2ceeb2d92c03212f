/** One key says that the assistant's newest answer was right; why it gave it is shown with the thanks. */
import { bind } from "ui/keys.js";

bind("confirm", () => {
  const why = [...document.querySelectorAll("[data-thread] .entry--said .why")].at(-1);
  if (!why) return false;
  const press = () => why.querySelector("[data-confirms]")?.click();
  if (why.querySelector("[data-confirms]")) press();
  else why.addEventListener("htmx:after:swap", () => requestAnimationFrame(press), { once: true });
  why.open = true;
  why.scrollIntoView({ block: "nearest" });
  return true;
});
