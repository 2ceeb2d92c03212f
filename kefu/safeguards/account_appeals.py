"""A customer's appeal against a decision about their account, as a machine of states: evidence asked for and given, a decision
prepared by one of us and confirmed by another who had no part in the first one. One way only: nothing leads back from an end.

Pure: who acts and what time it is are given. (Appeals against reports of scammers are `appeals`, those against the ending of a
chat are `conversations.conduct`.)
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

MOST_ASKS = 3  # rounds: nobody is kept busy with questions for good
MOST_ITEMS = 12
EARLY_PERCENT, DUE_PERCENT = 80, 100


class Subject(StrEnum):
    """What was decided against the customer."""

    FROZEN = "frozen"
    KYC = "kyc"
    WITHDRAWAL = "withdrawal"
    REQUEST = "request"


class State(StrEnum):
    GATHERING = "gathering"  # the customer brings what was asked for
    REVIEW = "review"
    PREPARED = "prepared"  # decided by one, read by nobody else yet
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.GATHERING, State.REVIEW, State.PREPARED})
DECIDED = frozenset({State.GRANTED, State.PARTLY, State.REFUSED})


class Outcome(StrEnum):
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


class Step(StrEnum):
    """What was done to an appeal, as the journal names it."""

    GIVEN = "given"
    EVIDENCE_COMPLETE = "evidence_complete"
    EVIDENCE_LATE = "evidence_late"
    WITHDRAWN = "withdrawn"
    ASKED_EVIDENCE = "asked_evidence"
    PREPARED = "prepared"
    CONFIRMED = "confirmed"
    SENT_BACK = "sent_back"


class Why(StrEnum):
    """Why a step is refused."""

    ENDED = "ended"
    NOT_NOW = "not_now"
    SAME_PERSON = "same_person"
    FIRST_DECISION = "first_decision"
    TOO_MANY_ASKS = "too_many_asks"
    TOO_EARLY = "too_early"
    NO_ITEM = "no_item"


class Refusal(Exception):
    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(why.value)


@dataclass(frozen=True, slots=True)
class Item:
    """Something asked for. `is_identity`: a paper that goes through the vault alone, of the kind `paper`, sent to the vault's
    `ask` (public id, once its customer came to send). `is_lacking`: the customer has none."""

    what: str
    asked_by: int
    asked_at: datetime
    is_identity: bool = False
    given_at: datetime | None = None
    is_lacking: bool = False
    paper: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Appeal:
    """`parts`: who of ours had a part in the first decision. `since`: when the deadline that runs now began; `alarmed`: the
    share of it (percent) that was told of already."""

    made_at: datetime
    since: datetime
    decide_by: datetime
    bring_within: timedelta
    decide_within: timedelta
    parts: frozenset[int] = frozenset()
    state: State = State.REVIEW
    items: tuple[Item, ...] = ()
    asks: int = 0
    bring_by: datetime | None = None
    outcome: Outcome | None = None
    reason: str = ""
    prepared_by: int | None = None
    prepared_at: datetime | None = None
    confirmed_by: int | None = None
    ended_at: datetime | None = None
    alarmed: int = 0

    @property
    def due_at(self) -> datetime:
        """Of what is to be done next: the customer's evidence, or our decision."""
        return self.bring_by if self.state is State.GATHERING and self.bring_by else self.decide_by


@dataclass(frozen=True, slots=True)
class Reviewer:
    """`is_linked`: could have sat at the desk of whoever prepared it, or of one with a part in the first decision."""

    id: int
    is_linked: bool = False


def begun(*, parts: Collection[int], bring_within: timedelta, decide_within: timedelta, now: datetime) -> Appeal:
    return Appeal(now, now, now + decide_within, bring_within, decide_within, parts=frozenset(parts))


def ask(appeal: Appeal, items: Sequence[Item], *, by: Reviewer, now: datetime) -> Appeal:
    """Their time to bring it begins, and ours after that: so nobody asks who had a part in the first decision."""
    _among(appeal, {State.REVIEW})
    _unbiased(appeal, by)
    if appeal.asks >= MOST_ASKS or len(appeal.items) + len(items) > MOST_ITEMS:
        raise Refusal(Why.TOO_MANY_ASKS)
    if not items:
        raise Refusal(Why.NO_ITEM)
    bring_by = now + appeal.bring_within
    return replace(
        appeal,
        state=State.GATHERING,
        items=(*appeal.items, *items),
        asks=appeal.asks + 1,
        bring_by=bring_by,
        decide_by=bring_by + appeal.decide_within,
        since=now,
        alarmed=0,
    )


def give(appeal: Appeal, number: int, *, now: datetime, is_lacking: bool = False) -> Appeal:
    """Item `number` (from 1) is here, or there is none; 0: something that nobody asked for. A second time it is more of it.

    What comes while a decision is being confirmed puts that back: nobody decides over unread evidence.
    """
    _among(appeal, OPEN)
    if not 0 <= number <= len(appeal.items):
        raise Refusal(Why.NO_ITEM)
    items = list(appeal.items)
    if number:
        items[number - 1] = replace(items[number - 1], given_at=now, is_lacking=is_lacking)
    after = replace(appeal, items=tuple(items))
    if after.state is State.PREPARED:
        return _unprepared(after)
    is_whole = all(item.given_at for item in after.items)
    return _to_review(after, now=now) if after.state is State.GATHERING and is_whole else after


def enough(appeal: Appeal, *, now: datetime) -> Appeal:
    """The customer says that this is all there is."""
    _among(appeal, {State.GATHERING})
    return _to_review(appeal, now=now)


def stop_waiting(appeal: Appeal, *, now: datetime) -> Appeal:
    """Their time is over: it is decided on what there is."""
    _among(appeal, {State.GATHERING})
    if appeal.bring_by is None or now < appeal.bring_by:
        raise Refusal(Why.TOO_EARLY)
    return _to_review(appeal, now=now)


def prepare(appeal: Appeal, by: Reviewer, outcome: Outcome, *, reason: str, now: datetime) -> Appeal:
    _among(appeal, {State.REVIEW})
    _unbiased(appeal, by)
    return replace(appeal, state=State.PREPARED, outcome=outcome, reason=reason, prepared_by=by.id, prepared_at=now)


def confirm(appeal: Appeal, by: Reviewer, *, now: datetime) -> Appeal:
    """By a second person. Everything is held against the rules once more, whoever wrote the row."""
    _among(appeal, {State.PREPARED})
    _second(appeal, by)
    if appeal.outcome is None or not appeal.reason or appeal.prepared_by in appeal.parts:
        raise Refusal(Why.NOT_NOW)
    return replace(appeal, state=State(appeal.outcome.value), confirmed_by=by.id, ended_at=now)


def send_back(appeal: Appeal, by: Reviewer) -> Appeal:
    """The second person says no; the words stay as a draft for whoever prepares it anew."""
    _among(appeal, {State.PREPARED})
    _second(appeal, by)
    return _unprepared(appeal)


def withdraw(appeal: Appeal, *, now: datetime) -> Appeal:
    _among(appeal, OPEN)
    return replace(appeal, state=State.WITHDRAWN, ended_at=now)


def alarm_due(appeal: Appeal, *, now: datetime) -> int:
    """The share of the running deadline to tell of now; 0 for none."""
    if appeal.state not in OPEN:
        return 0
    whole, gone = appeal.due_at - appeal.since, now - appeal.since
    for percent in (DUE_PERCENT, EARLY_PERCENT):
        if appeal.alarmed < percent and gone * 100 >= whole * percent:
            return percent
    return 0


def alarmed(appeal: Appeal, percent: int) -> Appeal:
    return replace(appeal, alarmed=max(appeal.alarmed, percent))


def _to_review(appeal: Appeal, *, now: datetime) -> Appeal:
    """Our own time begins, and no deadline that was told moves further away."""
    decide_by = min(appeal.decide_by, now + appeal.decide_within)
    return replace(appeal, state=State.REVIEW, since=now, decide_by=decide_by, alarmed=0)


def _unprepared(appeal: Appeal) -> Appeal:
    return replace(appeal, state=State.REVIEW, prepared_by=None, prepared_at=None)


def _second(appeal: Appeal, by: Reviewer) -> None:
    if by.id == appeal.prepared_by or by.is_linked:
        raise Refusal(Why.SAME_PERSON)
    _unbiased(appeal, by)


def _unbiased(appeal: Appeal, by: Reviewer) -> None:
    if by.id in appeal.parts or by.is_linked:
        raise Refusal(Why.FIRST_DECISION)


def _among(appeal: Appeal, states: Collection[State]) -> None:
    if appeal.state in states:
        return
    raise Refusal(Why.NOT_NOW if appeal.state in OPEN else Why.ENDED)
