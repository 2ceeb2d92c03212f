"""What staff do about mail, for a walk through all their acts."""

from collections.abc import Callable, Mapping
from typing import Any

from django.test import Client, override_settings

from conftest import as_viewer
from kefu.channels import delivery
from kefu.channels.contract import AccountRecord
from kefu.channels.models import Blocked
from kefu.channels.tests import mailing, sink
from kefu.channels.tests.mails import Written, arrives
from kefu.conversations import queries
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.people.models import Agent


def looks_after_mail(walk: Callable[..., Any], desks: Mapping[str, Client], carol: Viewer) -> None:
    sends_again(walk, desks, carol)
    sets_up(walk, desks)


def sends_again(walk: Callable[..., Any], desks: Mapping[str, Client], carol: Viewer) -> None:
    """Refused by the server, an answer of Ann's is sent once more by her; and what is written beyond answers."""
    ann = as_viewer(Agent.objects.get(name="Ann"))
    with sink.running() as server, override_settings(MAIL_COPY_DOMAINS=("partner.example",)):
        server.answers["RCPT"] = "550 no"
        support = mailing.mailbox(server)
        mailed = mailing.a_mail(support, carol, ann)
        entry = mailing.answer(mailed, ann)
        delivery.work(clock.now())
        walk(desks["ann"], f"/desk/c/{mailed.public_id}/resendings", {"target": entry.seq, "nth": 1})
        writes_by_mail(walk, desks["ben"], support, mailed)


def writes_by_mail(walk: Callable[..., Any], ben: Client, support: AccountRecord, mailed: ConversationRecord) -> None:
    """A mail to somebody new, an answer, a forward, a signature; a sender is blocked, and is not any more."""
    place, said = f"/desk/c/{mailed.public_id}", {"from": str(support.id), "body": "We looked into it."}
    walk(ben, "/desk/mail/new", said | {"to": "dora@example.test", "subject": "Your ticket", "key": "new-mail-0001"})
    viewer = as_viewer(Agent.objects.get(name="Ben"))
    seen = queries.conversation_by_row(viewer, mailed.id).last_seq
    walk(ben, f"{place}/mail", said | {"key": "answer-00001", "seen": str(seen)})
    message = next(each for each in queries.entries_for(viewer, mailed) if each.kind is Kind.MESSAGE)
    walk(ben, f"{place}/forward", said | {"to": "d@partner.example", "key": "forward-0001", "entry": [str(message.id)]})
    walk(ben, "/desk/signatures/", {"team": "", "language": "en", "body": "Your team at Northwind"})
    walk(ben, f"{place}/sender", {"what": "address"})
    walk(ben, f"/desk/senders/{Blocked.objects.get().pk}/unblocking")


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
