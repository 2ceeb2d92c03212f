"""What the palette cannot find in the page: conversations, by the customer's name or by their number."""

import re

from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from kefu.conversations import queries
from kefu.kit.text import clean_line
from kefu.people import directory
from kefu.people.access import Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk import lines
from kefu.web.desk.asked import viewer_of

MOST = 8
NUMBER = re.compile(r"[a-z2-7]{4,26}\Z")


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation")
def palette(request: HttpRequest) -> JsonResponse:
    viewer = viewer_of(request)
    text = clean_line(request.GET.get("q", ""), max_chars=60)
    if not text:
        return JsonResponse({"conversations": []})
    number = text.lower() if NUMBER.match(text.lower()) else ""
    customers = directory.customers_named(text, limit=MOST)
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
    return JsonResponse({"conversations": found})
