"""Persons to be erased: asked for by themselves, or by one of ours and approved by another. `erasing` does it.

Only who the exchange has proved may ask for themself. Each waits KEFU_ERASURE_WAIT_HOURS in which it can be withdrawn: nothing
of it can be undone afterwards, and whoever has got into an account must not be able to remove the traces at once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kefu.conversations import compartments, personal
from kefu.kit import clock, ids, wake
from kefu.kit.errors import NotAllowed, NotFound
from kefu.people import directory
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.people.inventory import Scope
from kefu.safeguards import freezes, ledger, obstacles, second
from kefu.safeguards.errors import Decided, Hindered, OwnErasure
from kefu.safeguards.kinds import ERASURE_IS_OPEN, ErasureBy, ErasureState, Obstacle
from kefu.safeguards.models import Erasure
from kefu.trust import journal

TOPIC = "erasures"
MOST_SHOWN = 100
SUBJECT = "erasure"


@dataclass(frozen=True, slots=True)
class Shown:
    """As staff see it. Agents are rows, and so is `customer`, for a name while there is one. `is_own`: asked by the viewer."""

    public_id: str
    customer: int
    by: ErasureBy
    asked_by: int | None
    reason: str
    state: ErasureState
    asked_at: datetime
    due_at: datetime | None
    decided_by: int | None
    ended_at: datetime | None
    obstacles: tuple[Obstacle, ...]
    has_report: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """What its person sees: since when, and from when on it cannot be withdrawn."""

    asked_at: datetime
    due_at: datetime


def scope_of(customer: int) -> Scope:
    return personal.scope_of(customer, directory.customer_card(customer).public_id)


def ask_for_self(viewer: Viewer) -> OwnRequest:
    """NotAllowed for guests; Hindered while something stands against it. Asked twice, it is the same."""
    if not (viewer.is_customer and directory.is_proved(viewer.id)):
        raise NotAllowed(_("Sign in at the exchange first: only then do we know that it is you."))
    with transaction.atomic():
        row = _open_one(viewer.id)
        if row is None:
            found = obstacles.of(scope_of(viewer.id))
            if found:
                raise Hindered(obstacles.FOR_CUSTOMERS[found[0]])
            row = _made(viewer.id, by=ErasureBy.CUSTOMER, state=ErasureState.DUE)
            _journal(row, "erasure_asked", kind="customer", actor=viewer.id)
    return OwnRequest(row.asked_at, row.due_at or row.asked_at)


def own_request(viewer: Viewer) -> OwnRequest | None:
    row = _open_one(viewer.id) if viewer.is_customer else None
    return OwnRequest(row.asked_at, row.due_at or row.asked_at) if row and row.due_at else None


def withdraw_own(viewer: Viewer) -> None:
    """NotFound where there is none; Decided once it has begun."""
    row = _open_one(viewer.id) if viewer.is_customer else None
    if row is None:
        raise NotFound
    with transaction.atomic():
        _move(row, (ErasureState.DUE, ErasureState.ASKED), ErasureState.WITHDRAWN)
        _journal(row, "erasure_withdrawn", kind="customer", actor=viewer.id)


def ask(viewer: Viewer, customer: int, *, reason: str) -> str:
    """One of ours asks; another decides. Hindered while something stands against it."""
    _require(viewer)
    said = freezes.reason_of(reason)
    with transaction.atomic():
        if _open_one(customer) is not None:
            raise Decided
        found = obstacles.of(scope_of(customer))
        if found:
            raise Hindered(obstacles.FOR_STAFF[found[0]])
        row = _made(customer, by=ErasureBy.AGENT, state=ErasureState.ASKED, asked_by=viewer.id, reason=said)
        _journal(row, "erasure_asked", actor=viewer.id)
    return row.public_id


def decide(viewer: Viewer, public_id: str, *, is_approved: bool) -> None:
    """OwnErasure for whoever asked, or could have sat at their desk; Decided where nothing waits."""
    _require(viewer)
    row = _row(public_id)
    if row.asked_by_id is not None:
        is_same = row.asked_by_id == viewer.id
        if is_same or second.may_have_been(viewer, row.asked_by_id, at=row.asked_at):
            raise OwnErasure
    state = ErasureState.DUE if is_approved else ErasureState.REFUSED
    now = clock.now()
    with transaction.atomic():
        told = {"decided_by_id": viewer.id, "decided_at": now}
        _move(row, (ErasureState.ASKED,), state, **told, **({"due_at": _due(now)} if is_approved else {}))
        _journal(row, "erasure_approved" if is_approved else "erasure_refused", actor=viewer.id)
    wake.wake(TOPIC, [])


def stop(viewer: Viewer, public_id: str) -> None:
    """Anybody of ours who may ask for one may stop one that has not begun."""
    _require(viewer)
    row = _row(public_id)
    with transaction.atomic():
        _move(row, (ErasureState.ASKED, ErasureState.DUE), ErasureState.WITHDRAWN)
        _journal(row, "erasure_withdrawn", actor=viewer.id)


def by_operator(customer: int, *, reason: str) -> str:
    """From the command line, due at once: also what a colleague asked for, or the person themselves, who may then change their
    mind no more. Hindered, as for anybody.
    """
    said, now = freezes.reason_of(reason), clock.now()
    with transaction.atomic():
        row = _open_one(customer)
        found = obstacles.of(scope_of(customer)) if row is None or row.state == ErasureState.ASKED else []
        if found:
            raise Hindered(obstacles.FOR_STAFF[found[0]])
        if row is None:
            row = _made(customer, by=ErasureBy.OPERATOR, state=ErasureState.DUE, reason=said)
            _journal(row, "erasure_asked", kind="operator")
        elif row.state != ErasureState.RUNNING:
            _move(row, (ErasureState.ASKED, ErasureState.DUE), ErasureState.DUE, reason=row.reason or said)
            _journal(row, "erasure_hurried", kind="operator")
        Erasure.objects.filter(pk=row.pk, state=ErasureState.DUE).update(due_at=now)
    return row.public_id


def listed(viewer: Viewer) -> list[Shown]:
    """Newest first."""
    _require(viewer)
    rows = Erasure.objects.order_by("-asked_at", "-pk")[:MOST_SHOWN]
    return [_shown(row, viewer) for row in compartments.kept(viewer, rows, customer=lambda row: row.person)]


def of_customer(viewer: Viewer, customer: int) -> Shown | None:
    """The one that is open, or was done."""
    _require(viewer)
    rows = Erasure.objects.filter(person=customer, state__in=(*ERASURE_IS_OPEN, ErasureState.DONE))
    row = rows.order_by("-pk").first()
    return _shown(row, viewer) if row else None


def report_for(viewer: Viewer, public_id: str) -> bytes:
    """The signed file. NotFound before it is done."""
    _require(viewer)
    row = _row(public_id)
    if not row.report:
        raise NotFound
    return row.report.encode()


def may_see(viewer: Viewer) -> bool:
    return Capability.ERASE in viewer.capabilities


def _require(viewer: Viewer) -> None:
    require(viewer, Capability.ERASE)
    second.require_desk(viewer)


def _made(
    customer: int, *, by: ErasureBy, state: ErasureState, asked_by: int | None = None, reason: str = ""
) -> Erasure:
    public_id, now = directory.customer_card(customer).public_id, clock.now()
    return Erasure.objects.create(
        person=customer,
        digest=ledger.digest(public_id),
        by=by,
        asked_by_id=asked_by,
        reason=reason,
        state=state,
        asked_at=now,
        due_at=_due(now) if state is ErasureState.DUE else None,
    )


def _due(now: datetime) -> datetime:
    return now + timedelta(hours=settings.ERASURE_WAIT_HOURS)


def _open_one(customer: int) -> Erasure | None:
    return Erasure.objects.filter(person=customer, state__in=ERASURE_IS_OPEN).first()


def _row(public_id: str) -> Erasure:
    row = Erasure.objects.filter(public_id=public_id).first() if ids.is_public_id(public_id) else None
    if row is None:
        raise NotFound
    return row


def _move(row: Erasure, before: tuple[ErasureState, ...], after: ErasureState, **told: object) -> None:
    ends = {} if after in ERASURE_IS_OPEN else {"ended_at": clock.now(), "reason": ""}
    if not Erasure.objects.filter(pk=row.pk, state__in=before).update(state=after, **told, **ends):
        raise Decided


def _journal(row: Erasure, action: str, *, kind: str = "agent", actor: int = 0) -> None:
    """Of its own subject: rows about a customer lose their details when these are erased."""
    journal.write([journal.Act(clock.now(), kind, actor, action, SUBJECT, row.pk, row.public_id)])


def _shown(row: Erasure, viewer: Viewer) -> Shown:
    return Shown(
        public_id=row.public_id,
        customer=row.person,
        by=ErasureBy(row.by),
        asked_by=row.asked_by_id,
        reason=row.reason,
        state=ErasureState(row.state),
        asked_at=row.asked_at,
        due_at=row.due_at,
        decided_by=row.decided_by_id,
        ended_at=row.ended_at,
        obstacles=tuple(Obstacle(each) for each in row.obstacles),
        has_report=bool(row.report),
        is_own=row.asked_by_id == viewer.id,
    )
