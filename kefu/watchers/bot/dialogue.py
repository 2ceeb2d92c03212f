"""What a log says of where the talk with the assistant stands. Pure: the log is the only memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kefu.conversations.data import MessageData
from kefu.conversations.data_bot import (
    ANSWER,
    ARTICLE,
    CHECK,
    MAX_OFFERS,
    MAX_QUESTION_CHARS,
    Act,
    BotSaidData,
    Choice,
    ChosenData,
    HandedOverData,
    Offer,
    Told,
    Why,
)
from kefu.conversations.kinds import AuthorKind, Kind
from kefu.conversations.records import EntryRecord

MOST_TOGETHER = 3  # messages in a row that are one question


@dataclass(frozen=True, slots=True)
class Talk:
    """`pending`: the question of a check that waits for its answer. `waiting`: the customer's words it has not answered.

    `query`: what they asked last in their own words. `shown`: what they were answered with or offered. `unknown`, `tries`:
    how often in a row it did not know, and an answer did not fit. `was_offered`: what it said last was an offer.
    """

    pending: BotSaidData | None = None
    waiting: tuple[EntryRecord, ...] = ()
    query: str = ""
    first: str = ""
    shown: tuple[Offer, ...] = ()
    unknown: int = 0
    tries: int = 0
    turns: int = 0
    was_offered: bool = False
    was_limited: bool = False
    known: tuple[Told, ...] = ()
    check: str = ""

    @property
    def newest(self) -> EntryRecord | None:
        return self.waiting[-1] if self.waiting else None

    @property
    def text(self) -> str:
        """The words that wait, as one."""
        said = [entry.body for entry in self.waiting if entry.kind is Kind.MESSAGE and entry.body]
        return "\n".join(said[-MOST_TOGETHER:])

    @property
    def has_files(self) -> bool:
        return any(isinstance(entry.data, MessageData) and entry.data.files for entry in self.waiting)


def of(entries: Sequence[EntryRecord]) -> Talk:
    talk = Talk()
    for entry in entries:
        talk = _after(talk, entry)
    return replace(talk, query=talk.text or talk.query)


def handed(talk: Talk, why: Why) -> HandedOverData:
    """What a person is given, so that nothing is asked twice."""
    question = (talk.first or talk.text)[:MAX_QUESTION_CHARS]
    return HandedOverData(
        why, question, offers=talk.shown[-MAX_OFFERS:], check=talk.check, known=talk.known, turns=talk.turns
    )


def _after(talk: Talk, entry: EntryRecord) -> Talk:
    if isinstance(entry.data, BotSaidData):
        return _after_said(talk, entry.data)
    is_customers = entry.author.kind is AuthorKind.CUSTOMER and entry.kind in {Kind.MESSAGE, Kind.CHOSEN}
    if not is_customers:
        return talk
    if isinstance(entry.data, ChosenData):
        return replace(talk, waiting=(*talk.waiting, entry))
    return replace(talk, waiting=(*talk.waiting, entry), first=talk.first or entry.body)


def _after_said(talk: Talk, said: BotSaidData) -> Talk:
    asked = said if said.act is Act.ASK else None
    return replace(
        talk,
        pending=asked,
        waiting=(),
        query=talk.query if asked is not None else talk.text or talk.query,
        shown=_shown(talk, said),
        unknown=talk.unknown + 1 if said.act is Act.DONT_KNOW else 0,
        tries=talk.tries + 1 if asked is not None and asked.typed else 0,
        turns=talk.turns + 1,
        was_offered=said.act in {Act.OFFER, Act.CLARIFY},
        was_limited=said.act is Act.LIMIT,
        known=asked.known if asked is not None else talk.known,
        check=said.check or talk.check,
    )


def _shown(talk: Talk, said: BotSaidData) -> tuple[Offer, ...]:
    fresh = [Offer(ARTICLE, said.article, said.title)] if said.article else []
    fresh += [Offer(CHECK, said.check)] if said.check else []
    fresh += said.offers
    seen = {each.choice for each in talk.shown}
    return (*talk.shown, *(each for each in fresh if each.choice not in seen))


def answer_chosen(choice: str) -> str | None:
    """The value, if this is an answer to a check's question; empty for one that is left out."""
    kind, _colon, value = choice.partition(":")
    if kind == ANSWER:
        return value
    return "" if choice == Choice.SKIP else None
