"""What is officially ours: the registry, and answers to everybody. For `test_acts`."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client

from kefu.trust import channels, registry

SITE = {"sort": "domain", "value": "northwind.example", "name": "Northwind", "proof": "certificate"}
ANSWER = {"question": "Are deposits late?", "answer": "Yes, until noon.", "locale": "en", "is_pinned": "1"}


def looks_after_what_is_ours(walk: Callable[..., Any], ben: Client, dora: Client) -> None:
    walk(ben, "/desk/channels/", SITE)
    walk(dora, f"/desk/channels/{channels.waiting()[0].public_id}/decision", {"decision": "confirm"})
    registry.forget()  # as a commit does, which this test never makes
    walk(ben, "/desk/channels/endings", {"sort": "domain", "network": "", "value": SITE["value"]})
    walk(ben, "/desk/official-answers/", ANSWER)
    page = dora.get("/desk/official-answers/").content.decode()
    place = re.findall(r"/desk/official-answers/\w+/", page)[0]
    walk(dora, f"{place}decision", {"decision": "publish"})
    walk(ben, f"{place}withdrawal", {"reason": "deposits are back"})
