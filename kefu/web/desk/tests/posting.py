"""A mailbox whose server is a sink, mails that come to it and what leaves by it: for tests of mail at the desk."""

from kefu.channels import arrivals, delivery, taking_in
from kefu.channels.arrivals import Brought
from kefu.channels.contract import AccountRecord
from kefu.channels.models_arrivals import Arrived
from kefu.channels.tests import mails
from kefu.channels.tests.mails import Written
from kefu.channels.tests.sink import Sink
from kefu.conversations import queries
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.kit.mailparse import Mail, parse
from kefu.people.access import Viewer


def comes(support: AccountRecord, written: Written) -> Arrived:
    row = arrivals.accept(support.id, Brought(mails.raw(written)))
    taking_in.work(clock.now())
    return Arrived.objects.get(pk=row)


def came(support: AccountRecord, viewer: Viewer, written: Written | None = None) -> ConversationRecord:
    row = comes(support, written or Written())
    return queries.conversation_by_row(viewer, row.conversation or 0)


def left(server: Sink) -> list[Mail]:
    delivery.work(clock.now())
    return [parse(raw) for raw in server.mails]


def receivers(server: Sink) -> list[str]:
    return [envelope[1].partition("<")[2].rstrip(">") for envelope in server.envelopes]


def a_new_mail(support: AccountRecord, **more: str) -> dict[str, str]:
    sent = {"from": str(support.id), "to": "dora@example.test", "subject": "Your ticket", "body": "We looked into it."}
    return {**sent, "key": "new-mail-0001", **more}


def an_answer(support: AccountRecord, record: ConversationRecord, **more: str) -> dict[str, str]:
    return {"from": str(support.id), "body": "It is here.", "key": "answer-0001", "seen": str(record.last_seq), **more}
