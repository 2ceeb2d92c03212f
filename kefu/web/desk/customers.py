"""Customers who are looked for, as the palette and the search show them: each leads to what they wrote last."""

from collections.abc import Sequence

from django.urls import reverse

from kefu.conversations import queries
from kefu.people import directory, names
from kefu.people.access import Viewer
from kefu.web.desk import shown


def meant(text: str, *, limit: int) -> list[int]:
    """Rows of customers: whose UID or e-mail address this is, then whose name holds it."""
    exact = directory.customers_at(text, limit=limit)
    return list(dict.fromkeys([*exact, *names.customers_named(text, limit=limit)]))[:limit]


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
