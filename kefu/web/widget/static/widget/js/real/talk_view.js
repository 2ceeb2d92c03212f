/* Whether we are talking to who sits here right now: with whom, since when, and the two words both sides see. */
import { icon, make } from "../dom.js";
import { exactly } from "../times.js";
import { locale, words } from "../words.js";
import { cardView } from "./card_view.js";

export function talksView(talks) {
  if (!talks.length) return [state("none", "info", words("talk_none")), make("p", { text: words("talk_none_next") })];
  return [state("good", "check", words("talk_some")), ...talks.map(talkView)];
}

/* Seconds until the first pair of words changes. */
export const changesInS = (talks) => Math.min(30, ...talks.map((talk) => talk.words.changes_in_s));

function talkView({ since, bot, card, words: pair }) {
  const zhFirst = locale.startsWith("zh");
  const both = [make("strong", { lang: "zh-Hans", text: pair.zh }), make("strong", { lang: "en", text: pair.en })];
  const who = card ? cardView(card) : make("p", { text: words(bot ? "talk_bot" : "talk_queue") });
  const said = make("p", { class: "talk__words" }, ...(zhFirst ? both : both.reverse()));
  return make("section", { class: "talk" }, make("p", { text: words("talk_since", { time: exactly(new Date(since)) }) }), who, make("p", { class: "sheet__note", text: words("talk_words") }), said);
}

function state(kind, sign, text) {
  return make("p", { class: `card__shift card__shift--${kind}` }, icon(sign), make("strong", { text }));
}
