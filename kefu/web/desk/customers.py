"""Customers who are looked for, as the palette and the search show them: each leads to what they wrote last."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from kefu.conversations import queries
from kefu.kit import clock
from kefu.people import directory, limits, names
from kefu.people.access import Viewer
from kefu.trust import journal
from kefu.web.desk import shown

logger = logging.getLogger(__name__)
LIKE_ADDRESS = re.compile(r"@|(\d\D*){4}")


@dataclass(frozen=True, slots=True)
class Meant:
    """Rows of customers. `is_held`: an address was looked for and not looked up, since it was one of very many."""

    rows: Sequence[int]
    is_held: bool = False


def meant(viewer: Viewer, text: str, *, limit: int) -> Meant:
    """Whose UID or e-mail address this is, then whose name holds it.

    Names alone are found by whoever looked up so many addresses that they may be guessing what is masked.
    """
    is_held = limits.take_look_up(viewer.id) > 0
    exact = [] if is_held else directory.customers_at(text, limit=limit)
    rows = list(dict.fromkeys([*exact, *names.customers_named(text, limit=limit)]))[:limit]
    is_address = bool(LIKE_ADDRESS.search(text))
    if is_held and is_address:
        _tell(viewer)
    return Meant(rows, is_held=is_held and is_address)


def _tell(viewer: Viewer) -> None:
    if limits.may_tell_of_look_ups(viewer.id):
        logger.warning("insider guard: agent %s looks up one address after the other", viewer.id)
        with transaction.atomic():
            journal.write([journal.Act(clock.now(), "agent", viewer.id, "look_ups_refused", "agent", viewer.id)])


def told(viewer: Viewer, customers: Sequence[int]) -> list[dict[str, str]]:
    """Who never wrote has nothing to be shown by."""
    if not customers:
        return []
    newest = queries.newest_of_customers(viewer, customers)
    cards = directory.customer_cards(list(newest))
    return [
        {
            "id": cards[row].public_id,
            "who": shown.customer_name(cards[row].name),
            "said": cards[row].uid_masked,
            "url": reverse("desk:conversation", args=[newest[row]]),
        }
        for row in customers
        if row in cards
    ]
