"""What the assistant goes by when somebody asks something, and what it decides: the same for a customer and for a try."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kefu.conversations.data_bot import ARTICLE, CHECK
from kefu.knowledge import matching
from kefu.knowledge.matching import Candidate, How, Match
from kefu.people.access import NOBODY
from kefu.search.matching.matched import MEANING
from kefu.trust import distress
from kefu.watchers.bot import rules, topics
from kefu.watchers.bot.topics import Topic

AGAIN, BREATH_S = 2, 0.02
_CJK = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[a-z]{2,}", re.IGNORECASE)
_OWN = re.compile(
    r"我的.{0,8}(?:呢|在哪|哪里|去哪|到哪)|没到|未到|没有到|没收到|还没|一直|不见了|被拒|被退|失败|卡住|无法|不能|进不去|登不上"
    r"|\b(?:not|hasn'?t|haven'?t|isn'?t|didn'?t|never|still)\b.{0,20}\b(?:arriv|credit|receiv|show|work|confirm|process)"
    r"|\bwhere(?: is| are|'s) my\b|\b(?:missing|pending|stuck|failed|failing|rejected|declined|disappeared|delayed)\b"
    r"|\b(?:can'?t|cannot|unable)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Weighing:
    """`candidates`: what may be meant, each answer once, best first; none where `topic` says what it is about."""

    topic: Topic | None
    is_hacked: bool
    is_own: bool
    candidates: Sequence[Candidate]
    nearness: float
    margin: float
    by: str

    def asked(self) -> rules.Asked:
        """As the first question of somebody; what came before is for the caller to add."""
        return rules.Asked(
            topic=self.topic,
            is_hacked=self.is_hacked,
            is_own=self.is_own,
            options=[option(each) for each in self.candidates],
            nearness=self.nearness,
        )


def weigh(text: str, *, locale: str, how: How = matching.AS_LIVE) -> Weighing:
    topic = topics.topic_of(text)
    found = matching.match(NOBODY, text, locale=locale, how=how) if topic is None else Match([])
    return Weighing(
        topic,
        distress.is_hacked(text),
        bool(_OWN.search(text)),
        distinct(found.candidates),
        found.nearness,
        found.margin,
        found.by,
    )


def surely(text: str, *, locale: str, how: How) -> Weighing:
    """The same for whoever has many to ask and may wait: leaves room for customers between two, and where the encoder is
    wanted and does not answer in time, asks again.
    """
    time.sleep(BREATH_S)
    found = weigh(text, locale=locale, how=how)
    for _again in range(AGAIN):
        if found.topic is not None or not how.with_meaning or found.by == MEANING:
            break
        found = weigh(text, locale=locale, how=how)
    return found


def spoken(text: str, *, screen: str) -> str:
    """The language somebody writes in; that of their screen where a few codes say nothing."""
    is_chinese = screen.lower().startswith("zh")
    if _CJK.search(text):
        return screen if is_chinese else "zh-hans"
    return "en" if is_chinese and len(_LATIN.findall(text)) > 2 else screen


def distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """An article and the check it is about are one answer: whichever comes first stays, with what both are likely."""
    kept: list[Candidate] = []
    places: dict[str, int] = {}
    for each in candidates:
        check = each.key if each.kind == CHECK else matching.check_of(each.key)
        if check and check in places:
            first = kept[places[check]]
            kept[places[check]] = replace(first, probability=min(1.0, first.probability + each.probability))
            continue
        if check:
            places[check] = len(kept)
        kept.append(each)
    return sorted(kept, key=lambda each: each.probability, reverse=True)


def option(candidate: Candidate) -> rules.Option:
    is_article = candidate.kind == ARTICLE
    check = matching.check_of(candidate.key) if is_article else candidate.key
    article = candidate.key if is_article else matching.article_of(candidate.key)
    return rules.Option(candidate.kind, candidate.key, candidate.probability, check, article)


def name(candidate: Candidate | rules.Option) -> str:
    return f"{candidate.kind}:{candidate.key}"


def is_right(chosen: rules.Option, answers: Sequence[str]) -> bool:
    """It, or what is about the same, is among what is right."""
    named = {name(chosen), f"{CHECK}:{chosen.check}", f"{ARTICLE}:{chosen.article}"}
    return not named.isdisjoint(answers)
