"""What the assistant says, what a customer chooses of what it offers, and what is handed over to a person. No Django here.

Facts only: which article, which check, which question. Its words are chosen when shown (`words_bot`); the body of an answer
is the passage of the article as it stood then.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kefu.exchange.diagnoses import registry

MOST_AN_HOUR, MOST_A_DAY = 30, 100  # answers of the assistant to one customer
MAX_OFFERS = 6
MAX_TITLE_CHARS = 200
MAX_TYPED_CHARS = 300
MAX_QUESTION_CHARS = 500
MAX_KNOWN = 20
_SLUG = re.compile(r"[a-z0-9-]{1,120}\Z")
_NAME = re.compile(r"[a-z0-9_]{0,40}\Z")


class Act(StrEnum):
    """What sort of thing the assistant says. Stored: never rename a value."""

    ANSWER = "answer"
    OFFER = "offer"  # articles that may be meant
    CLARIFY = "clarify"  # one question between two answers that are close
    ASK = "ask"  # a question of a check
    FOUND = "found"  # a check was run: its receipt stands before
    STOPPED = "stopped"  # a check was given up
    DONT_KNOW = "dont_know"
    GREETING = "greeting"
    THANKS = "thanks"
    HELPED = "helped"
    OUT_OF_SCOPE = "out_of_scope"
    ADVICE = "advice"  # whether to buy or sell
    OTHERS = "others"  # another customer's data
    SECRET = "secret"  # a password or code was told  # noqa: S105
    LIMIT = "limit"


class Why(StrEnum):
    """Why a person goes on. Stored: never rename a value."""

    ASKED = "asked"
    SAFETY = "safety"
    MONEY = "money"
    UNKNOWN = "unknown"
    NOT_HELPED = "not_helped"
    CHECK = "check"  # what a check found wants a person
    LIMIT = "limit"
    SILENT = "silent"  # it did not answer in time
    FILE = "file"  # a picture or file came, which it cannot read


class Choice(StrEnum):
    """What can be chosen under everything it says."""

    HELPED = "helped"
    NOT_IT = "not_it"
    PERSON = "person"
    SKIP = "skip"
    STOP = "stop"


ARTICLE, CHECK, ANSWER = "article", "check", "answer"
_LIKED = (Choice.HELPED, Choice.NOT_IT, Choice.PERSON)
_OF_ACT: Mapping[Act, tuple[Choice, ...]] = {
    Act.ANSWER: _LIKED,
    Act.OFFER: (Choice.NOT_IT, Choice.PERSON),
    Act.CLARIFY: (Choice.NOT_IT, Choice.PERSON),
    Act.ASK: (Choice.STOP, Choice.PERSON),
    Act.FOUND: _LIKED,
    Act.HELPED: (),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """`kind` is ARTICLE or CHECK, `key` a slug or a definition's key; `title` an article's, as it was then."""

    kind: str
    key: str
    title: str = ""

    @property
    def choice(self) -> str:
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that a check has by now."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class BotSaidData:
    """`article`, `title`, `locale`: the source of an answer. `check`, `question`, `known`: of a check that is being asked.

    `typed` is what was answered before and does not fit: the question is asked again, with what is wrong.
    """

    act: Act
    article: str = ""
    title: str = ""
    locale: str = ""
    offers: tuple[Offer, ...] = ()
    check: str = ""
    question: str = ""
    known: tuple[Told, ...] = ()
    typed: str = ""


@dataclass(frozen=True, slots=True)
class ChosenData:
    """A customer chose this of what was offered at `target`. What the log copies from there words it: see `chosen_of`."""

    target: int
    choice: str
    target_public: int | None = None
    title: str = ""
    check: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class HandedOverData:
    """`question`: the customer's words it began with. `offers`: what was shown to them. `known`: what a check had asked."""

    why: Why
    question: str = ""
    offers: tuple[Offer, ...] = ()
    check: str = ""
    known: tuple[Told, ...] = field(default=())
    turns: int = 0


def choices_of(data: BotSaidData) -> list[str]:
    """All that can be chosen under it, in order."""
    found = [each.choice for each in data.offers]
    if data.act is Act.ASK:
        found += [f"{ANSWER}:{value}" for value in _values_of(data)]
        found += [Choice.SKIP.value] if _is_optional(data) else []
    return found + [each.value for each in _OF_ACT.get(data.act, (Choice.PERSON,))]


def chosen_of(data: BotSaidData, choice: str) -> ChosenData:
    """What the log keeps of a choice, without where it stands."""
    offer = next((each for each in data.offers if each.choice == choice), None)
    return ChosenData(0, choice, title=offer.title if offer else "", check=data.check, question=data.question)


def is_well_formed(data: BotSaidData | ChosenData | HandedOverData) -> bool:
    match data:
        case BotSaidData():
            fits = _SLUG.match(data.article or "x") and _NAME.match(data.question)
            short = len(data.title) <= MAX_TITLE_CHARS and len(data.typed) <= MAX_TYPED_CHARS
            return bool(fits) and short and _are_offers(data.offers) and len(data.known) <= MAX_KNOWN
        case HandedOverData():
            return (
                len(data.question) <= MAX_QUESTION_CHARS and _are_offers(data.offers) and len(data.known) <= MAX_KNOWN
            )
        case ChosenData():
            return 0 < len(data.choice) <= MAX_TYPED_CHARS


def _are_offers(offers: tuple[Offer, ...]) -> bool:
    return len(offers) <= MAX_OFFERS and all(
        each.kind in {ARTICLE, CHECK} and _SLUG.match(each.key) and len(each.title) <= MAX_TITLE_CHARS
        for each in offers
    )


def _values_of(data: BotSaidData) -> tuple[str, ...]:
    definition = registry.check(data.check)
    return next((each.choices for each in definition.asks if each.name == data.question), ()) if definition else ()


def _is_optional(data: BotSaidData) -> bool:
    definition = registry.check(data.check)
    return any(each.name == data.question and not each.is_needed for each in definition.asks) if definition else False
