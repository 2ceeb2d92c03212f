/* Who somebody of ours is: what we call them, their badge, on shift or not. Said in words and by a shape, never by colour alone. */
import { icon, make } from "../dom.js";
import { words } from "../words.js";

export function cardView({ alias, badge, is_ours: isOurs, is_on_shift: isOnShift, channels = [] }) {
  const [state, sign, text] = isOnShift ? ["good", "check", "card_on_shift"] : ["bad", "alert", isOurs ? "card_off_shift" : "card_not_ours"];
  const names = make("p", { class: "card__names" }, make("strong", { dir: "auto", text: alias }), make("span", { text: words("card_badge", { badge }) }));
  const shift = make("p", { class: `card__shift card__shift--${state}` }, icon(sign), make("span", { text: words(text) }));
  const card = make("div", { class: "card" }, names, shift);
  if (isOurs && channels.length) card.append(make("p", { class: "card__channels", text: words("card_channels", { channels: channels.join(", ") }) }));
  return card;
}
