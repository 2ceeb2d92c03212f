"""What may become of a step-up, and how long a passed one counts. Pure: the moment is given."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

APP_LEVEL = 3  # from here on the app alone: no passkey proves as much


class State(StrEnum):
    ASKING = "asking"  # the exchange is being asked; the customer is not yet
    PENDING = "pending"
    PASSED = "passed"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


OPEN = frozenset({State.ASKING, State.PENDING})


class Fault(StrEnum):
    """Why an answer of the exchange changes nothing. Each is told apart in the journal."""

    FOREIGN = "foreign"  # no such question, or another customer's
    REPLAYED = "replayed"  # the very bytes that were taken before
    SECOND = "second"  # another answer than the first
    LATE = "late"
    OFF = "off"  # called off before
    EARLY = "early"  # before the customer was asked


@dataclass(frozen=True, slots=True)
class Question:
    """What a row says of itself. `reached` is 0 unless it was passed."""

    state: State
    uid: str
    level: int
    ends_at: datetime
    reached: int = 0
    nonce_hash: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`level` is what was proved; 0 for a no."""

    uid: str
    level: int
    nonce_hash: str


def judged(question: Question, answer: Answer, *, now: datetime) -> Fault | None:
    """None: it counts, or it is what was said before, which changes nothing."""
    if not question.uid or answer.uid != question.uid:  # a row that nobody can open is nobody's, not that of no uid
        return Fault.FOREIGN
    match question.state:
        case State.ASKING:
            return Fault.EARLY
        case State.PENDING:
            return Fault.LATE if now >= question.ends_at else None
        case State.CANCELLED:
            return Fault.OFF
        case State.EXPIRED:
            return Fault.LATE
        case _:
            return _again(question, answer)


def _again(question: Question, answer: Answer) -> Fault | None:
    if question.nonce_hash == answer.nonce_hash:
        return Fault.REPLAYED
    is_same = bool(question.nonce_hash) and outcome(question, answer) == (question.state, question.reached)
    return None if is_same else Fault.SECOND


def takes_back(question: Question, answer: Answer) -> bool:
    """A no after a yes: whoever holds the app says that it was not them. It counts whenever it comes; a yes after a no never."""
    is_theirs = bool(question.uid) and answer.uid == question.uid
    was_by_app = question.state is State.PASSED and bool(question.nonce_hash)
    return is_theirs and was_by_app and not answer.level and answer.nonce_hash != question.nonce_hash


def outcome(question: Question, answer: Answer) -> tuple[State, int]:
    """The state it leads to, and the level reached: what proves less than was asked for is not passed."""
    if answer.level < question.level:
        return State.FAILED, 0
    return State.PASSED, min(answer.level, APP_LEVEL)


def is_fresh(passed_at: datetime, *, fresh_for: timedelta, newest_session_at: datetime | None, now: datetime) -> bool:
    """A passed one counts for a while, and for no session that began after it."""
    if now >= passed_at + fresh_for:
        return False
    return newest_session_at is None or newest_session_at <= passed_at
