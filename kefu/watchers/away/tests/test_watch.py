"""What is said in a chat is noted once, to be looked at; what goes out by itself, and what only staff read, is not."""

import pytest

from conftest import says
from kefu.channels import accounts
from kefu.channels.contract import AccountRecord
from kefu.conversations import away, log, react, store
from kefu.conversations.data import MessageData
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord, Draft, NewConversation
from kefu.conversations.tests import leaving
from kefu.people.access import Viewer
from kefu.watchers.away.watch import Away

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_said_is_noted_once_however_often_it_runs(chat: ConversationRecord, alice: Viewer) -> None:
    first = log.stored(log.reply(chat.id, author=says(alice), body="one"))
    second = log.stored(log.reply(chat.id, author=says(alice), body="two"))
    log.note(chat.id, author=says(alice), body="for us")
    for _ in range(2):
        entries = store.select_entries("e.conversation_id = %s", [chat.id], tail="ORDER BY e.seq")
        react._write_rows(Away().on_entries(entries))
    (row,) = leaving.noted()
    assert (row.pk, row.armed_seq, row.mailed_seq) == (chat.id, second.seq, 0)
    assert row.due_at == first.created_at + away.gathers()


def test_what_goes_out_by_itself_and_what_customers_say_is_not_noted(carol: Viewer, alice: Viewer) -> None:
    account = accounts.save(AccountRecord("email", "support@nw.example", "Support"))
    place = NewConversation(carol.id, "email", "en", account=account.id)
    said = log.append([Draft(place, Kind.MESSAGE, says(carol), MessageData(), body="hi", key="carol-mail-1")])[0]
    log.stored(log.reply(log.stored(said).conversation, author=says(alice), body="Hello."))
    log.open(carol.id, author=says(carol), body="in the chat", key="carol-chat-1", locale="en")
    react.run_pass()
    assert not leaving.noted()
