"""Who revealed what of whom, for those who watch: customers masked, values nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F
from django.db.models.functions import TruncHour

from kefu.conversations import compartments
from kefu.kit import clock
from kefu.people import directory
from kefu.people.access import Viewer
from kefu.safeguards import freezes, sight
from kefu.safeguards.models import Reveal

MOST_LISTED, MOST_HOURS = 200, 48


@dataclass(frozen=True, slots=True)
class Seen:
    """`agent` is a row, `conversation` a public id, `customer` masked; `reason` a word of `Why` or the agent's own."""

    agent: int
    customer: str
    field: str
    reason: str
    conversation: str
    at: datetime
    is_shown: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Hour:
    """How many different customers an agent (row) asked for within an hour by the clock, and how many fields."""

    agent: int
    begins_at: datetime
    customers: int
    fields: int


def newest(viewer: Viewer) -> list[Seen]:
    freezes.require_watching(viewer)
    listed = Reveal.objects.order_by("-at", "-id")[:MOST_LISTED]
    seen = sight.seen(viewer, listed, of=lambda row: row.conversation_id)
    rows = compartments.kept(viewer, seen, customer=lambda row: row.customer)
    masked = _masked([row.customer for row in rows])
    return [
        Seen(
            agent=row.agent_id,
            customer=masked.get(row.customer, "••••"),
            field=row.field,
            reason=row.reason,
            conversation=row.conversation_public_id,
            at=row.at,
            is_shown=row.is_shown,
            is_own=row.is_own,
        )
        for row in rows
    ]


def hours(viewer: Viewer) -> list[Hour]:
    """Of the last 24, the newest first and in it who asked for most."""
    freezes.require_watching(viewer)
    lately = Reveal.objects.filter(at__gt=clock.now() - timedelta(days=1)).order_by()
    counted = lately.values(hour=TruncHour("at"), who=F("agent_id")).annotate(
        customers=Count("customer", distinct=True), fields=Count("pk")
    )
    rows = counted.order_by("-hour", "-customers", "who")[:MOST_HOURS]
    return [Hour(row["who"], row["hour"], row["customers"], row["fields"]) for row in rows]


def _masked(customers: Sequence[int]) -> dict[int, str]:
    cards = directory.customer_cards(set(customers)) if customers else {}
    return {row: card.uid_masked or card.email_masked or card.phone_masked or "••••" for row, card in cards.items()}
