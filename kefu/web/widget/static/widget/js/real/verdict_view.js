/* What a code proved: a headline, what to do next, and whose card it is. */
import { icon, make } from "../dom.js";
import { words } from "../words.js";
import { cardView } from "./card_view.js";

const GOOD = new Set(["ours", "official"]);
const MIND = new Set(["part", "edited", "removed", "expired", "official_changed"]);

export function verdictView({ proof, headline, next_step: next, card }, { onReport }) {
  const [state, sign] = GOOD.has(proof) ? ["good", "shield"] : [MIND.has(proof) ? "mind" : "bad", MIND.has(proof) ? "info" : "alert"];
  const head = make("p", { class: "verdict__head" }, icon(sign), make("strong", { dir: "auto", text: headline }));
  const shown = make("div", { class: `verdict verdict--${state}` }, head, make("p", { text: next }));
  if (card) shown.append(cardView(card));
  if (state !== "good") {
    const report = make("button", { class: "button", type: "button", text: words("report_open") });
    report.addEventListener("click", onReport);
    shown.append(make("p", {}, report));
  }
  return shown;
}
