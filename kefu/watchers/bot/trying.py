"""What the assistant would do with a question now, and why, for an editor to see. Nobody is told, and nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kefu.conversations.data_bot import Act
from kefu.kit.text import clean_line
from kefu.knowledge.matching import Candidate
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.watchers.bot import rules, trusted, weighing
from kefu.watchers.bot.rules import Decision, Thresholds
from kefu.watchers.bot.weighing import Weighing

MAX_CHARS = 500


class Because(StrEnum):
    TOPIC = "topic"  # what it is about decides, however near an answer is
    HACKED = "hacked"
    NOTHING = "nothing"  # no answer has a word of it
    FAR = "far"  # the nearest is not near enough
    UNLIKELY = "unlikely"  # none is likely enough to be offered
    SURE = "sure"  # likely and near enough
    OWN = "own"  # about what is theirs: a look at it answers best
    TWO = "two"  # two together are likely enough
    UNSURE = "unsure"  # not likely enough to answer alone
    NOT_NEAR = "not_near"  # not near enough to answer alone


@dataclass(frozen=True, slots=True)
class Tried:
    """`chosen`: what it would answer with or offer, of the candidates."""

    text: str
    locale: str
    weighed: Weighing
    decision: Decision
    at: Thresholds
    because: Because

    @property
    def chosen(self) -> Sequence[Candidate]:
        named = {weighing.name(each) for each in self.decision.options}
        return [each for each in self.weighed.candidates if weighing.name(each) in named]


def tried(viewer: Viewer, text: str, *, locale: str) -> Tried | None:
    """As the first word of somebody. `locale`: the language of their screen. None where nothing is asked; NotAllowed."""
    require(viewer, Capability.EDIT_ARTICLES)
    asked = clean_line(text, max_chars=MAX_CHARS)
    if not asked:
        return None
    spoken = weighing.spoken(asked, screen=locale)
    weighed = weighing.weigh(asked, locale=spoken)
    at = trusted.thresholds(weighed.by)
    decision = rules.decide(weighed.asked(), at)
    return Tried(asked, spoken, weighed, decision, at, _because(weighed, decision, at))


def _because(weighed: Weighing, decision: Decision, at: Thresholds) -> Because:
    if weighed.is_hacked:
        return Because.HACKED
    if weighed.topic is not None:
        return Because.TOPIC
    if not weighed.candidates:
        return Because.NOTHING
    likely = weighed.candidates[0].probability
    match decision.act:
        case Act.CLARIFY:
            return Because.TWO
        case Act.OFFER:
            return Because.UNSURE if weighed.nearness >= at.sure else Because.NOT_NEAR
        case Act.ANSWER | Act.ASK:
            return Because.SURE if likely >= at.answer else Because.OWN
    return Because.FAR if weighed.nearness < at.near else Because.UNLIKELY
