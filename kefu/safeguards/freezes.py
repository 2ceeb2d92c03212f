"""Who reveals nothing for now, and the customers that lead to it: a freeze is ended by a second person, with a reason."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kefu.conversations.data_notes import Alarm
from kefu.kit import clock, ids
from kefu.kit.errors import Invalid, NotFound
from kefu.kit.text import clean_line
from kefu.people import directory
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import second
from kefu.safeguards.errors import Decided, OwnFreeze
from kefu.safeguards.models import HoneyCustomer, RevealFreeze
from kefu.trust import journal

LEAST_REASON_CHARS, MAX_REASON_CHARS = 10, 200
LEAST_LETTERS = 5  # a row of dots is no reason


@dataclass(frozen=True, slots=True)
class Freeze:
    public_id: str
    agent: int
    rule: Alarm
    at: datetime
    is_own: bool


def require_watching(viewer: Viewer) -> None:
    """NotAllowed for whoever may not watch reveals, and for programs, whatever their token's owner may."""
    require(viewer, Capability.WATCH_REVEALS)
    second.require_desk(viewer)


def is_frozen(agent: int) -> bool:
    return RevealFreeze.objects.filter(agent_id=agent, lifted_at=None).exists()


def lifted_at(agent: int) -> datetime | None:
    """When the last freeze ended: what was asked for before counts no more."""
    newest = RevealFreeze.objects.filter(agent_id=agent).order_by("-lifted_at").exclude(lifted_at=None).first()
    return newest.lifted_at if newest else None


def freeze(viewer: Viewer, rule: Alarm, *, now: datetime) -> None:
    """Call it inside the transaction of what led to it, after `is_frozen` said no."""
    row = RevealFreeze.objects.create(agent_id=viewer.id, rule=rule.value, at=now)
    journal.write([journal.Act(now, "agent", viewer.id, "reveals_frozen", "reveal_freeze", row.pk, rule)])


def standing(viewer: Viewer) -> list[Freeze]:
    """Whoever is frozen, longest first."""
    require_watching(viewer)
    rows = RevealFreeze.objects.filter(lifted_at=None).order_by("at")
    return [Freeze(row.public_id, row.agent_id, Alarm(row.rule), row.at, row.agent_id == viewer.id) for row in rows]


def lift(viewer: Viewer, public_id: str, *, reason: str) -> None:
    """The agent may reveal again. OwnFreeze where one may be them; Invalid without a reason; Decided if it was ended."""
    require_watching(viewer)
    said = reason_of(reason)
    with transaction.atomic():
        row = RevealFreeze.objects.filter(public_id=public_id).first() if ids.is_public_id(public_id) else None
        if row is None:
            raise NotFound
        if row.agent_id == viewer.id or second.may_have_been(viewer, row.agent_id, at=row.at):
            raise OwnFreeze
        now = clock.now()
        open_one = RevealFreeze.objects.filter(pk=row.pk, lifted_at=None)
        if not open_one.update(lifted_by_id=viewer.id, lifted_at=now, reason=said):
            raise Decided
        told = f"agent:{row.agent_id} {said}"[:200]
        journal.write([journal.Act(now, "agent", viewer.id, "reveals_unfrozen", "reveal_freeze", row.pk, told)])


def reason_of(text: str) -> str:
    """As one line. Invalid if it is too short to say anything, or too long."""
    said = clean_line(text, max_chars=MAX_REASON_CHARS + 1)
    letters = sum(map(str.isalnum, said))
    if not LEAST_REASON_CHARS <= len(said) <= MAX_REASON_CHARS or letters < LEAST_LETTERS:
        raise Invalid(_("Say why, in 10 to 200 characters: it is kept in the journal."), code="reason_needed")
    return said


def is_honey(customer: int) -> bool:
    return HoneyCustomer.objects.filter(customer=customer).exists()


def plant(public_id: str, *, because: str) -> None:
    """Whoever asks for data of this customer is frozen at once. By the command line."""
    with transaction.atomic():
        row = _customer(public_id)
        HoneyCustomer.objects.update_or_create(customer=row, defaults={"because": reason_of(because)})
        journal.write([journal.Act(clock.now(), "operator", 0, "honey_planted", "customer", row)])


def uproot(public_id: str, *, because: str) -> None:
    with transaction.atomic():
        row, said = _customer(public_id), reason_of(because)
        if not HoneyCustomer.objects.filter(customer=row).delete()[0]:
            raise NotFound
        journal.write([journal.Act(clock.now(), "operator", 0, "honey_uprooted", "customer", row, said)])


def _customer(public_id: str) -> int:
    row = directory.row_of_customer(public_id) if ids.is_public_id(public_id) else None
    if row is None:
        raise NotFound
    return row
