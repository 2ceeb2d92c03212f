"""Whether customers' chats are taken at all. Not while what would hold them is known to be unsafe, unless an operator says
otherwise for some hours. Who looks is above (`kefu.ops.doctor`); here is what was found, for every process."""

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction

from kefu.kit import clock
from kefu.kit.errors import Invalid
from kefu.trust import journal
from kefu.trust.models_doctor import QueueGate

logger = logging.getLogger(__name__)

GATE = 1  # the one row
LIVES_S = 5.0  # so long a process believes what it read
FIRST_AFTER = timedelta(minutes=10)  # a house that was just begun has other things to do
MOST_OPEN = timedelta(hours=24)
LEAST_REASON_CHARS = 10
SUBJECT = "queues"


@dataclass(frozen=True, slots=True)
class Reason:
    """A finding that closes the queues: which check, what it says, what to do."""

    id: str
    says: str
    todo: str


@dataclass(frozen=True, slots=True)
class Standing:
    """`reasons` stand also while an operator has the queues open in spite of them, until `open_until`."""

    reasons: tuple[Reason, ...] = ()
    open_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        return not self.reasons or (self.open_until is not None and clock.now() < self.open_until)


class _Known:
    """What this process knows: its own settings, which no other sees, and what it read last."""

    def __init__(self) -> None:
        self.own: tuple[Reason, ...] = ()
        self.read = Standing()
        self.lasts_until = 0.0


_known = _Known()


def standing() -> Standing:
    """Of what was read within LIVES_S; of what was read last, while the database is away."""
    if not settings.QUEUES_GATED:
        return Standing()
    if time.monotonic() >= _known.lasts_until:
        _known.lasts_until = time.monotonic() + LIVES_S
        try:
            _known.read = _read()
        except DatabaseError as error:
            logger.warning("whether chats are taken could not be read: %s", type(error).__name__)
    return Standing((*_known.own, *_new(_known.read.reasons, to=_known.own)), _known.read.open_until)


def are_open() -> bool:
    return standing().is_open


def forget() -> None:
    """Read anew at the next question: where one must not wait for it."""
    _known.lasts_until = 0.0


def judged_here(reasons: Sequence[Reason]) -> None:
    """What this process's own settings say against it; until it ends."""
    _known.own = tuple(reasons)


def judged(reasons: Sequence[Reason]) -> None:
    """What any process would find now. Written where it is new, with a row of the journal where that opens or closes."""
    with transaction.atomic():
        row = _row()
        before = _reasons(row)
        if _loaded(row.found) == tuple(reasons):
            return
        row.found = _told(reasons)
        row.save(update_fields=["found"])
        _note(before, _reasons(row))
    forget()


def examined(reasons: Sequence[Reason], *, next_at: datetime) -> None:
    """What the newest examination found; counts until the next one. Inside the transaction that keeps its report."""
    row = _row()
    before = _reasons(row)
    row.examined, row.next_at = _told(reasons), next_at
    row.save(update_fields=["examined", "next_at"])
    _note(before, _reasons(row))
    forget()


def open_for(period: timedelta, *, because: str) -> datetime:
    """Taken in spite of what was found, until the moment that is returned. Invalid without a reason, or for too long."""
    if len(because.strip()) < LEAST_REASON_CHARS or not timedelta() < period <= MOST_OPEN:
        raise Invalid("Say why (ten characters or more), and open them for one to 24 hours.", code="reason_needed")
    until = clock.now() + period
    _set(until, "queues_opened", f"until {until:%Y-%m-%d %H:%M} UTC: {because.strip()}")
    return until


def close_again() -> None:
    """The operator's word counts no longer."""
    _set(None, "queues_left", "what was found counts again")


def _note(before: Sequence[Reason], after: Sequence[Reason]) -> None:
    """For the journal, inside the transaction of the change."""
    if bool(before) == bool(after):
        return
    told = ", ".join(each.id for each in after) or "nothing stands against it any more"
    _write("queues_closed" if after else "queues_sound", told)


def _set(until: datetime | None, action: str, detail: str) -> None:
    with transaction.atomic():
        row = _row()
        row.open_until = until
        row.save(update_fields=["open_until"])
        _write(action, detail)
    forget()


def _write(action: str, detail: str) -> None:
    journal.write([journal.Act(clock.now(), "operator", 0, action, SUBJECT, 0, detail[:200])])


def _read() -> Standing:
    row = QueueGate.objects.filter(pk=GATE).first()
    return Standing(_reasons(row), row.open_until) if row else Standing()


def _row() -> QueueGate:
    """Locked until the transaction ends."""
    QueueGate.objects.get_or_create(pk=GATE, defaults={"next_at": clock.now() + FIRST_AFTER})
    return QueueGate.objects.select_for_update().get(pk=GATE)


def _reasons(row: QueueGate) -> tuple[Reason, ...]:
    found = _loaded(row.found)
    return (*found, *_new(_loaded(row.examined), to=found))


def _new(reasons: Sequence[Reason], *, to: Sequence[Reason]) -> list[Reason]:
    known = {each.id for each in to}
    return [each for each in reasons if each.id not in known]


def _loaded(text: str) -> tuple[Reason, ...]:
    return tuple(Reason(each["id"], each["says"], each["todo"]) for each in json.loads(text))


def _told(reasons: Sequence[Reason]) -> str:
    return json.dumps([asdict(each) for each in reasons], ensure_ascii=False)
