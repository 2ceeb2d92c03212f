"""What staff do about mail, for a walk through all their acts."""

from collections.abc import Callable, Mapping
from typing import Any

from django.test import Client

from conftest import as_viewer
from kefu.channels import delivery
from kefu.channels.tests import mailing, sink
from kefu.channels.tests.mails import Written, arrives
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.people.models import Agent


def looks_after_mail(walk: Callable[..., Any], desks: Mapping[str, Client], carol: Viewer) -> None:
    sends_again(walk, desks, carol)
    sets_up(walk, desks)


def sends_again(walk: Callable[..., Any], desks: Mapping[str, Client], carol: Viewer) -> None:
    """Refused by the server, an answer of Ann's is sent once more by her."""
    ann = as_viewer(Agent.objects.get(name="Ann"))
    with sink.running() as server:
        server.answers["RCPT"] = "550 no"
        mailed = mailing.a_mail(mailing.mailbox(server), carol, ann)
        entry = mailing.answer(mailed, ann)
        delivery.work(clock.now())
    walk(desks["ann"], f"/desk/c/{mailed.public_id}/resendings", {"target": entry.seq, "nth": 1})


def sets_up(walk: Callable[..., Any], desks: Mapping[str, Client]) -> None:
    """A mailbox is added, changed, tried, closed and opened; a mail that nobody sent is tried anew and let go."""
    told = {"address": "kyc@nw.example", "label": "KYC", "language": "en", "smtp_host": "localhost"}
    place = str(walk(desks["root"], "/desk/addresses/new/email", told | {"smtp_security": "none"})["Location"])
    place = place.partition("?")[0]
    walk(desks["root"], place, told | {"smtp_security": "none", "label": "Papers"})
    walk(desks["root"], f"{place}check")
    walk(desks["root"], f"{place}state", {"state": "closed", "sure": "yes"})
    walk(desks["root"], f"{place}state", {"state": "open"})
    row = arrives(Written(sender="", signed_by=""))
    walk(desks["ben"], f"/desk/parked/{row.pk}/decision", {"decision": "drop", "sure": "yes"})
