"""What the palette cannot find in the page: customers by name, and conversations by that or by their number."""

import re

from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from kefu.conversations import queries
from kefu.kit.text import clean_line
from kefu.people.access import Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk import customers, lines
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
    named = customers.meant(viewer, text, limit=MOST).rows
    rows = queries.conversations_found(viewer, customers=named, prefix=number, limit=MOST)
    found = [
        {
            "id": line.public_id,
            "who": line.who,
            "said": line.preview,
            "url": reverse("desk:conversation", args=[line.public_id]),
        }
        for line in lines.lines(viewer, rows)
    ]
    return JsonResponse({"conversations": found, "customers": customers.told(viewer, named[:MOST_CUSTOMERS])})
