"""What moves an account, as a machine of states: proved, approved by a second person, told to its owner, held a day, done once.

Pure: who asks and what time it is are given. Nothing here shortens a hold, and nothing leads back from an end.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from kefu.exchange.contract.kinds import Action

LEAST_HOLD = timedelta(hours=24)
APPROVED_WITHIN = timedelta(days=7)
FLAGGED_HOLDS = 2  # times as long
FLAGS_LAST = timedelta(days=30)  # of one request, for all of that customer's asked later
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
MOST_REFUSALS = 24  # of the exchange; then people look at it


class State(StrEnum):
    ASKED = "asked"
    PROOFING = "proofing"  # an identity proof is recorded
    APPROVED = "approved"  # the notices are going out; no hold has begun
    WAITING = "waiting"  # the hold
    EXECUTING = "executing"  # sent to the exchange; until it answers nobody knows whether it is done
    FAILED = "failed"  # the exchange said no; tried again
    EXECUTED = "executed"
    VETOED = "vetoed"
    REFUSED = "refused"
    EXPIRED = "expired"


OPEN = frozenset({State.ASKED, State.PROOFING, State.APPROVED, State.WAITING, State.EXECUTING, State.FAILED})
UNDECIDED = frozenset({State.ASKED, State.PROOFING})
HELD = (State.WAITING, State.EXECUTING, State.FAILED, State.EXECUTED)  # never without an approval and a hold
STOPPABLE = OPEN - {State.EXECUTING}
NEEDS_VALUE = frozenset({Action.CHANGE_EMAIL, Action.UNLOCK_ADDRESS})


class ProofKind(StrEnum):
    """How the agent made sure that it is the owner."""

    STEP_UP = "step_up"  # proved anew at the exchange
    VIDEO = "video"
    SIGNED_MESSAGE = "signed_message"  # from an address that the account owns
    CALL_BACK = "call_back"  # at the number bound before
    VAULT = "vault"  # papers that whoever records it has opened and found to fit


class Flag(StrEnum):
    NEW_DEVICE = "new_device"
    FRESH_RESET = "fresh_reset"
    SIM_NOTE = "sim_note"
    STOPPED_BEFORE = "stopped_before"  # by the account's owner; noticed by the machine alone


NOTICED = (Flag.NEW_DEVICE, Flag.FRESH_RESET, Flag.SIM_NOTE)  # what people add


class Why(StrEnum):
    """Why a step is refused."""

    ENDED = "ended"
    NOT_NOW = "not_now"
    SAME_PERSON = "same_person"
    SAME_TEAM = "same_team"
    NO_PROOF = "no_proof"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    UNDER_WAY = "under_way"


NOBODY = 0  # the machine itself
FRESHLY_MOVED = frozenset({Action.RESET_SECOND_FACTOR, Action.CHANGE_EMAIL})


class Refusal(Exception):
    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(why.value)


@dataclass(frozen=True, slots=True)
class Proof:
    kind: ProofKind
    by: int
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Flagged:
    flag: Flag
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """`colleagues`: everybody in a team of the asker's when it was asked, the asker among them. `held_from`: when the last
    notice was out. `due_at`: when the worker looks at it next."""

    action: Action
    asked_by: int
    asked_at: datetime
    colleagues: frozenset[int] = frozenset()
    state: State = State.ASKED
    proofs: tuple[Proof, ...] = ()
    flags: tuple[Flagged, ...] = ()
    approved_by: int | None = None
    approved_at: datetime | None = None
    hold: timedelta = LEAST_HOLD
    held_from: datetime | None = None
    due_at: datetime | None = None
    tries: int = 0
    refusals: int = 0
    ended_at: datetime | None = None

    @property
    def holds_for(self) -> timedelta:
        """Never below a day, whatever is stored."""
        return max(self.hold, LEAST_HOLD) * (FLAGGED_HOLDS if self.flags else 1)

    @property
    def ends_at(self) -> datetime | None:
        """Of the hold. None while none has begun."""
        return self.held_from + self.holds_for if self.held_from else None


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier request of the same customer."""

    request: Request
    is_stopped_by_owner: bool


@dataclass(frozen=True, slots=True)
class Approver:
    """`teams`: theirs now, `left`: those they were in within a week before it was asked; `asker_teams`: both of whoever asked.
    `is_linked`: could have sat at a desk of the others', or they at theirs."""

    id: int
    teams: Collection[int] = field(default=())
    left: Collection[int] = field(default=())
    asker_teams: Collection[int] = field(default=())
    is_linked: bool = False


def inherited(before: Iterable[Before], *, now: datetime) -> tuple[Flagged, ...]:
    """What speaks against a new request of the same customer, each risk once.

    None goes by stopping one and asking anew; and what its owner stopped, or was done not long ago, nobody has to notice.
    """
    known = [flagged for each in before for flagged in (*each.request.flags, *_risks_of_its_end(each))]
    lately = sorted((each for each in known if each.at > now - FLAGS_LAST), key=lambda each: each.at)
    return tuple({each.flag: each for each in lately}.values())


def _risks_of_its_end(before: Before) -> Iterator[Flagged]:
    request = before.request
    if request.ended_at is None:
        return
    if before.is_stopped_by_owner:
        yield Flagged(Flag.STOPPED_BEFORE, NOBODY, request.ended_at)
    if request.state is State.EXECUTED and request.action in FRESHLY_MOVED:
        yield Flagged(Flag.FRESH_RESET, NOBODY, request.ended_at)


def prove(request: Request, proof: Proof) -> Request:
    _among(request, UNDECIDED)
    return replace(request, state=State.PROOFING, proofs=(*request.proofs, proof))


def flag(request: Request, flagged: Flagged) -> Request:
    """Lengthens a hold that runs; there is no way to take one off."""
    _among(request, STOPPABLE)
    if any(each.flag is flagged.flag for each in request.flags):
        return request
    after = replace(request, flags=(*request.flags, flagged))
    return replace(after, due_at=after.ends_at) if after.state is State.WAITING else after


def approve(request: Request, by: Approver, *, hold: timedelta, now: datetime) -> Request:
    """By somebody of another team who has had no part in it."""
    _among(request, UNDECIDED)
    if not request.proofs:
        raise Refusal(Why.NO_PROOF)
    if now >= request.asked_at + APPROVED_WITHIN:
        raise Refusal(Why.TOO_LATE)
    if by.id in parts_of(request) or by.is_linked:
        raise Refusal(Why.SAME_PERSON)
    shared = {*by.teams, *by.left} & set(by.asker_teams)
    if not by.teams or shared or by.id in request.colleagues:
        raise Refusal(Why.SAME_TEAM)
    long_enough = max(hold, LEAST_HOLD)
    return replace(request, state=State.APPROVED, approved_by=by.id, approved_at=now, hold=long_enough, due_at=None)


def noticed(request: Request, *, now: datetime) -> Request:
    """All notices are out: the hold begins."""
    _among(request, {State.APPROVED})
    after = replace(request, state=State.WAITING, held_from=now)
    return replace(after, due_at=after.ends_at)


def begin(request: Request, *, now: datetime) -> Request:
    """From here on it may be done. Everything is held against the rules once more, whoever wrote the row."""
    _among(request, {State.WAITING, State.EXECUTING, State.FAILED})
    if not request.proofs:
        raise Refusal(Why.NO_PROOF)
    if request.approved_by is None or request.approved_by in parts_of(request):
        raise Refusal(Why.SAME_PERSON)
    if request.approved_at is None or request.ends_at is None:
        raise Refusal(Why.NOT_NOW)
    if now < max(request.ends_at, request.approved_at + request.holds_for):
        raise Refusal(Why.TOO_EARLY)
    if request.due_at is not None and now < request.due_at:
        raise Refusal(Why.TOO_EARLY)
    tries = request.tries + 1
    return replace(request, state=State.EXECUTING, tries=tries, due_at=now + pause_after(tries))


def executed(request: Request, *, now: datetime) -> Request:
    _among(request, {State.EXECUTING})
    return replace(request, state=State.EXECUTED, ended_at=now, due_at=None)


def failed(request: Request, *, now: datetime) -> Request:
    """The exchange said that it does not do it. After many times it is not tried again by itself.

    Where an earlier try was not answered, a no says nothing about that one: it stays under way until the exchange says yes.
    """
    _among(request, {State.EXECUTING})
    if request.tries > request.refusals + 1:
        return request
    refusals = request.refusals + 1
    due_at = now + pause_after(refusals) if refusals < MOST_REFUSALS else None
    return replace(request, state=State.FAILED, refusals=refusals, due_at=due_at)


def veto(request: Request, *, now: datetime) -> Request:
    """By its owner or anybody of ours, as long as it may not have been done."""
    if request.state is State.EXECUTING:
        raise Refusal(Why.UNDER_WAY)
    _among(request, STOPPABLE)
    return replace(request, state=State.VETOED, ended_at=now, due_at=None)


def refuse(request: Request, by: int, *, now: datetime) -> Request:
    """An approver says no; whoever asked stops it instead."""
    _among(request, UNDECIDED)
    if by in parts_of(request):
        raise Refusal(Why.SAME_PERSON)
    return replace(request, state=State.REFUSED, ended_at=now, due_at=None)


def expire(request: Request, *, now: datetime) -> Request:
    _among(request, UNDECIDED)
    if now < request.asked_at + APPROVED_WITHIN:
        raise Refusal(Why.TOO_EARLY)
    return replace(request, state=State.EXPIRED, ended_at=now, due_at=None)


def parts_of(request: Request) -> set[int]:
    """Who asked, and who recorded a proof."""
    return {request.asked_by, *(proof.by for proof in request.proofs)}


def pause_after(tries: int) -> timedelta:
    doublings = min(max(tries - 1, 0), 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _among(request: Request, states: Collection[State]) -> None:
    if request.state in states:
        return
    raise Refusal(Why.NOT_NOW if request.state in OPEN else Why.ENDED)
