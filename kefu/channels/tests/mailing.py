"""A mailbox whose server is a sink, and a conversation that came in by it: for tests of what goes out."""

from collections.abc import Mapping

from conftest import says
from kefu.channels import accounts
from kefu.channels.contract import AccountRecord
from kefu.channels.tests.sink import Sink
from kefu.conversations import log, queries
from kefu.conversations.data import MessageData
from kefu.conversations.data_mail import MailHead
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord, NewConversation
from kefu.people.access import Viewer

PASSWORD = "correct horse battery"


def mailbox(sink: Sink, **more: str | int | bool) -> AccountRecord:
    settings: Mapping[str, str | int | bool] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": sink.port,
        "smtp_security": "none",
        "smtp_user": "support",
        **more,
    }
    secrets = {"smtp_password": PASSWORD}
    return accounts.save(
        AccountRecord("email", "support@nw.example", "Northwind Support", settings=settings, secrets=secrets)
    )


def a_mail(
    account: AccountRecord,
    carol: Viewer,
    alice: Viewer,
    *,
    subject: str = "My deposit",
    body: str = "Where is it?",
    message_id: str = "<one@carol.example>",
    locale: str = "en",
) -> ConversationRecord:
    place = NewConversation(carol.id, "email", locale, account=account.id)
    data = MessageData(mail=MailHead(subject=subject, message_id=message_id))
    draft = Draft(place, Kind.MESSAGE, says(carol), data, body=body, key=f"mail-{message_id}")
    entry = log.stored(log.append([draft])[0])
    return queries.conversation_by_row(alice, entry.conversation)


def answer(mailed: ConversationRecord, alice: Viewer, body: str = "It is here.") -> EntryRecord:
    return log.stored(log.reply(mailed.id, author=says(alice), body=body, key=f"answer-{body}"[:80]))
