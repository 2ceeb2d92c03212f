"""What the palette cannot find in the page: customers by name, and conversations by that or by their number."""

import re
from collections.abc import Sequence

from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from kefu.conversations import queries
from kefu.kit.text import clean_line
from kefu.people import directory, names
from kefu.people.access import Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk import lines, shown
from kefu.web.desk.asked import viewer_of

MOST = 8
MOST_CUSTOMERS = 5
NUMBER = re.compile(r"[a-z2-7]{4,26}\Z")


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation")
def palette(request: HttpRequest) -> JsonResponse:
    viewer = viewer_of(request)
    text = clean_line(request.GET.get("q", ""), max_chars=60)
    if not text:
        return JsonResponse({"conversations": [], "customers": []})
    number = text.lower() if NUMBER.match(text.lower()) else ""
    customers = names.customers_named(text, limit=MOST)
    rows = queries.conversations_found(viewer, customers=customers, prefix=number, limit=MOST)
    found = [
        {
            "id": line.public_id,
            "who": line.who,
            "said": line.preview,
            "url": reverse("desk:conversation", args=[line.public_id]),
        }
        for line in lines.lines(viewer, rows)
    ]
    return JsonResponse({"conversations": found, "customers": _people(viewer, customers[:MOST_CUSTOMERS])})


def _people(viewer: Viewer, customers: Sequence[int]) -> list[dict[str, str]]:
    """Customers by name, each leading to what they wrote last. Who never wrote has nothing to be shown by."""
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
