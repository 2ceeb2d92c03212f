"""One field of a customer, whole, for the agent who needs it for an open conversation: with a reason, for a quarter of an hour.

What is asked for is on disk, in the journal too, before the value is read. Only people at the desk ask, never tokens.
"""

from dataclasses import dataclass
from dataclasses import field as field_of
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from kefu.conversations import queries
from kefu.conversations.data_notes import Alarm
from kefu.conversations.kinds import Status
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock, db, metrics
from kefu.kit.errors import Invalid, KefuError
from kefu.people import access, contact, directory
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import alarms, freezes, insiders, second, shifts, usually
from kefu.safeguards.errors import Frozen, NoOpenCase, Slowed, Unprovable
from kefu.safeguards.insiders import Asked, Bounds
from kefu.safeguards.kinds import Why
from kefu.safeguards.models import Reveal
from kefu.trust import badges, journal, shield
from kefu.trust.sealing import standing

LASTS = timedelta(minutes=15)
_LOCK = 2_031

_reveals = metrics.counter("kefu_reveals", "Fields of customers asked for at the desk.", ("outcome",))
for _outcome in ("shown", "slowed", "frozen", "unprovable"):
    _reveals.labels(_outcome)


@dataclass(frozen=True, slots=True)
class Shown:
    """`value` is whole: for one screen, and for no log."""

    field: str
    value: str = field_of(repr=False)
    ends_at: datetime
    left_s: int


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: str
    new: tuple[Alarm, ...] = ()
    error: KefuError | None = None


def reveal(viewer: Viewer, conversation: ConversationRecord, *, field: str, reason: str) -> Shown:
    """The value, once it is on disk that the viewer asked for it. A KefuError where it is not to be shown."""
    _require(viewer, conversation, field)
    shifts.require(viewer, conversation, what=f"reveal {field}")
    said = reason if reason in set(Why) else freezes.reason_of(shield.cut(reason).text)
    try:
        with transaction.atomic(durable=True):
            hold(viewer)
            verdict = _decided(viewer, conversation.id, field, said)
    except DatabaseError as error:
        _reveals.labels("unprovable").inc()
        raise Unprovable from error
    settle(viewer, verdict)
    shown = shown_for(viewer, conversation, field=field)
    if shown is None:
        raise Unprovable
    return shown


def hold(viewer: Viewer) -> None:
    """Nobody else asks in this agent's name until the transaction ends."""
    db.lock_names(_LOCK, [viewer.id])


def settle(viewer: Viewer, verdict: Verdict) -> None:
    """Once it is on disk: figures, and the refusal if it was one."""
    _reveals.labels(verdict.outcome).inc()
    alarms.count(viewer, verdict.new)
    if verdict.error is not None:
        raise verdict.error


def shown_for(viewer: Viewer, conversation: ConversationRecord, *, field: str) -> Shown | None:
    """The value while a grant of the viewer's for exactly this holds; else None. KefuError where none may be used."""
    _require(viewer, conversation, field)
    now = clock.now()
    access.require_on_shift(viewer, now=now)
    grant = _grant(viewer, conversation, field, now)
    if grant is None:
        return None
    left_s = int((grant.ends_at - now).total_seconds())
    return Shown(field=field, value=contact.value(conversation.customer, field), ends_at=grant.ends_at, left_s=left_s)


def _require(viewer: Viewer, conversation: ConversationRecord, field: str) -> None:
    require(viewer, Capability.REVEAL)
    require(viewer, Capability.READ_CONVERSATIONS)
    second.require_desk(viewer)
    if field not in contact.FIELDS:
        raise Invalid(_("There is no such field."), code="unknown_field")
    if conversation.status is Status.CLOSED:
        raise NoOpenCase
    if freezes.is_frozen(viewer.id):
        raise Frozen
    if not standing.may_reveal(clock.now()):
        _reveals.labels("unprovable").inc()
        raise Unprovable


def _grant(viewer: Viewer, conversation: ConversationRecord, field: str, now: datetime) -> Reveal | None:
    grants = Reveal.objects.filter(
        agent_id=viewer.id, conversation_id=conversation.id, customer=conversation.customer, field=field, is_shown=True
    )
    return grants.filter(ends_at__gt=now).order_by("-ends_at").first()


def _decided(viewer: Viewer, row: int, field: str, reason: str) -> Verdict:
    """What is true now that nobody else asks in this agent's name; all of it is written."""
    conversation, now = queries.conversation_by_row(viewer, row), clock.now()
    if conversation.status is Status.CLOSED:
        raise NoOpenCase
    if freezes.is_frozen(viewer.id):
        raise Frozen
    if _grant(viewer, conversation, field, now) is not None:
        return Verdict("shown")
    return counted(viewer, conversation, field=field, reason=reason, now=now)


def counted(viewer: Viewer, conversation: ConversationRecord, *, field: str, reason: str, now: datetime) -> Verdict:
    """One more that this agent asks for, held against the bounds and written down whatever comes of it: inside the transaction
    of what is shown, under `hold`."""
    asked = [*_asked_before(viewer, now), Asked(conversation.customer, now, conversation.assignee == viewer.id)]
    history = usually.history(viewer.id, now=now)
    bounds = usually.widened(_bounds(), history)
    frozen_by = Alarm.HONEY if freezes.is_honey(conversation.customer) else insiders.freezing(asked, bounds)
    wait = insiders.wait_of(asked, bounds)
    in_a_month = _in_a_month(viewer, conversation.customer, now)
    found = insiders.alarms(asked, bounds, in_a_month=in_a_month) | ({frozen_by} if frozen_by else set())
    found |= usually.alarms(history, asked)
    if usually.same_kind(history, asked):
        found.add(Alarm.SAME_KIND)
    walk = insiders.lately(asked)
    if walk and directory.are_in_a_row(walk):
        found.add(Alarm.IN_A_ROW)
    if viewer.id not in badges.on_shift([viewer.id]):
        found.add(Alarm.OFF_SHIFT)
    new = tuple(alarms.sound(viewer, conversation, found, now=now))
    if frozen_by is not None:
        _write(viewer, conversation, field, reason, outcome="frozen", now=now)
        freezes.freeze(viewer, frozen_by, now=now)
        return Verdict("frozen", new, Frozen())
    outcome = "slowed" if wait else "shown"
    _write(viewer, conversation, field, reason, outcome=outcome, now=now)
    return Verdict(outcome, new, Slowed(retry_after_s=wait.total_seconds()) if wait else None)


def _asked_before(viewer: Viewer, now: datetime) -> list[Asked]:
    since = max(now - insiders.DAY, freezes.lifted_at(viewer.id) or now - insiders.DAY)
    rows = Reveal.objects.filter(agent_id=viewer.id, at__gt=since).order_by("at", "id")
    return [Asked(*row) for row in rows.values_list("customer", "at", "is_own", "is_shown")]


def _in_a_month(viewer: Viewer, customer: int, now: datetime) -> int:
    """How many different customers, this one among them: whoever stays below each day's bounds adds up here."""
    rows = Reveal.objects.filter(agent_id=viewer.id, at__gt=now - insiders.MONTH).exclude(customer=customer)
    return rows.order_by().values("customer").distinct().count() + 1


def _bounds() -> Bounds:
    return Bounds(
        alarm_an_hour=settings.REVEALS_ALARM_AN_HOUR,
        slow_an_hour=settings.REVEALS_SLOW_AN_HOUR,
        freeze_an_hour=settings.REVEALS_FREEZE_AN_HOUR,
        freeze_a_day=settings.REVEALS_FREEZE_A_DAY,
        alarm_a_month=settings.REVEALS_ALARM_A_MONTH,
    )


def _write(
    viewer: Viewer, conversation: ConversationRecord, field: str, reason: str, *, outcome: str, now: datetime
) -> None:
    row = Reveal.objects.create(
        agent_id=viewer.id,
        conversation_id=conversation.id,
        conversation_public_id=conversation.public_id,
        customer=conversation.customer,
        field=field,
        reason=reason,
        is_shown=outcome == "shown",
        is_own=conversation.assignee == viewer.id,
        at=now,
        ends_at=now + LASTS,
    )
    told = f"{row.public_id} {field} {conversation.public_id} {reason}"[:200]
    journal.write([journal.Act(now, "agent", viewer.id, f"reveal_{outcome}", "customer", conversation.customer, told)])
