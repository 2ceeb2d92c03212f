"""Who looked at the paper of which a copy turned up: for whoever runs the machine, never for the desk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.module_loading import import_string

from kefu.files import hidden, watermark
from kefu.files.hidden import Reading
from kefu.kit import clock
from kefu.people import directory
from kefu.safeguards.models import PaperView
from kefu.settings.wiring import HIDDEN_READER
from kefu.trust import badges, journal

MOST_LOOKS = 100_000  # the newest: a gigabyte less would be a larger machine's


@dataclass(frozen=True, slots=True)
class Leak:
    """`conversation` and `paper` are public ids; `strength` and what it takes are standard deviations."""

    name: str
    badge: str
    at: datetime
    conversation: str
    paper: str
    strength: float
    needed: float


def viewer_of(picture: bytes) -> Leak | None:
    """None where no mark is found. PaperDamaged where it is no picture. That it was asked is a row of the journal."""
    width, height, pixels = watermark.grey(picture)
    looks = list(PaperView.objects.order_by("-id").values_list("public_id", flat=True)[:MOST_LOOKS])
    read: Callable[..., Reading | None] = import_string(HIDDEN_READER)
    found = read(width, height, pixels, grid=hidden.grid(), looks=[hidden.of_look(each) for each in looks])
    view = PaperView.objects.select_related("paper__ask").get(public_id=looks[found.look]) if found else None
    with transaction.atomic():
        told = f"agent:{view.agent_id} {view.public_id}" if view else "nothing found"
        journal.write(
            [journal.Act(clock.now(), "operator", 0, "watermark_read", "paper", view.paper_id if view else 0, told)]
        )
    if view is None or found is None:
        return None
    card, badge = directory.agent_card(view.agent_id), badges.card_of(view.agent_id)
    return Leak(
        name=card.name if card else "",
        badge=badge.badge if badge else "",
        at=view.at,
        conversation=view.paper.ask.conversation_public_id,
        paper=view.paper.public_id,
        strength=found.strength,
        needed=found.needed,
    )
