"""By when an answer was promised stands in the list and above the conversation, until it was given."""

from collections.abc import Mapping
from datetime import timedelta

from django.test import Client

from conftest import says
from kefu.channels import accounts
from kefu.channels.contract import AccountRecord
from kefu.channels.tests.mailing import a_mail, answer
from kefu.conversations import log, react
from kefu.conversations.records import ConversationRecord
from kefu.people.access import Viewer
from kefu.watchers.sla import clocks

DUE, PROMISED = "answer due", "A first answer is promised by then"


def test_a_mail_says_by_when_and_a_chat_does_not(
    alice: Viewer, carol: Viewer, mallory: Viewer, alice_client: Client, chat: ConversationRecord
) -> None:
    settings: Mapping[str, str | int | bool] = {"smtp_host": "127.0.0.1", "smtp_port": 25, "smtp_security": "none"}
    account = accounts.save(AccountRecord("email", "support@nw.example", "Northwind Support", settings=settings))
    log.stored(log.reply(chat.id, author=says(carol), body="Hello?", key="hello"))
    assert PROMISED not in alice_client.get("/desk/?box=unassigned").content.decode()
    mailed = a_mail(account, mallory, alice)
    react.run_pass()
    assert clocks.due([mailed.id]) == {mailed.id: mailed.created_at + timedelta(hours=24)}
    assert PROMISED in alice_client.get("/desk/?box=unassigned").content.decode()
    assert DUE in alice_client.get(f"/desk/c/{mailed.public_id}/").content.decode()
    assert DUE not in alice_client.get(f"/desk/c/{chat.public_id}/").content.decode()
    answer(mailed, alice)
    react.run_pass()
    assert DUE not in alice_client.get(f"/desk/c/{mailed.public_id}/").content.decode()


def test_N13_a_chat_that_a_mail_was_merged_into_says_by_when_until_it_is_taken_apart(
    alice: Viewer, carol: Viewer, alice_client: Client, chat: ConversationRecord
) -> None:
    settings: Mapping[str, str | int | bool] = {"smtp_host": "127.0.0.1", "smtp_port": 25, "smtp_security": "none"}
    account = accounts.save(AccountRecord("email", "support@nw.example", "Northwind Support", settings=settings))
    mailed = a_mail(account, carol, alice)
    log.stored(log.merge(mailed.id, into=chat.id, author=says(alice)))
    react.run_pass()
    assert PROMISED in alice_client.get("/desk/?box=unassigned").text
    assert DUE in alice_client.get(f"/desk/c/{chat.public_id}/").text
    assert DUE not in alice_client.get(f"/desk/c/{mailed.public_id}/").text
    log.stored(log.unmerge(mailed.id, author=says(alice)))
    react.run_pass()
    assert DUE not in alice_client.get(f"/desk/c/{chat.public_id}/").text
    assert DUE in alice_client.get(f"/desk/c/{mailed.public_id}/").text
