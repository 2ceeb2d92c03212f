"""A conversation at the desk: all of it for staff, nothing for others; fragments that resume; a bounded price."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import says
from kefu.conversations import log
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord, Draft
from kefu.knowledge import editing, library, library_files
from kefu.knowledge.tests import sample
from kefu.people.access import Viewer
from kefu.web.desk import view

pytestmark = pytest.mark.django_db(transaction=True)

SEQ = re.compile(r'data-seq="(\d+)"')


def page_of(client: Client, chat: ConversationRecord, rest: str = "", **headers: str) -> str:
    answer = client.get(f"/desk/c/{chat.public_id}/{rest}", headers=headers or None)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_messages_notes_events_and_the_customer(
    alice_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    log.stored(log.note(chat.id, author=says(alice), body="deposit seen, 1 of 2"))
    log.stored(log.assign(chat.id, author=says(alice), agent=alice.id))
    page = page_of(alice_client, chat)
    for text in ("充值两小时了还没到", "deposit seen, 1 of 2", "Alice took the conversation", "Carol Chen"):
        assert text in page
    assert "Signed by the exchange" in page
    assert "c•••@example.test" in page
    assert "carol@example.test" not in page


def test_what_the_customer_has_read_is_named_though_it_has_moved_since(
    alice_client: Client, bob: Viewer, carol: Viewer, chat: ConversationRecord, tmp_path: Path
) -> None:
    library.bring(library_files.read(sample.write(tmp_path / "library")))
    told = ParticularsData(read="sign-in-codes", searched="code")
    log.stored(log.append([Draft(chat.id, kind=Kind.PARTICULARS, author=says(carol), data=told)])[0])
    editing.move(bob, "sign-in-codes", to="login-codes")
    page = page_of(alice_client, chat)
    assert 'href="/help/en/articles/login-codes"' in page
    assert "Sign-in codes" in page


def test_a_desk_that_is_already_there_gets_the_stage_alone(alice_client: Client, chat: ConversationRecord) -> None:
    part = page_of(alice_client, chat, **{"HX-Request": "true", "HX-Request-Type": "partial"})
    assert "<html" not in part
    assert f'data-thread="{chat.public_id}"' in part
    assert "<html" in page_of(alice_client, chat, **{"HX-Request": "true", "HX-Request-Type": "full"})


def test_outsiders_learn_nothing(
    client: Client, alice_client: Client, mallory_token: str, carol_token: str, chat: ConversationRecord
) -> None:
    for rest in ("", "entries", "head", "redactions?target=1"):
        address = f"/desk/c/{chat.public_id}/{rest}"
        assert client.get(address).status_code == 401
        for token in (mallory_token, carol_token):
            assert client.get(address, headers={"Authorization": f"Bearer {token}"}).status_code == 403
    assert alice_client.get(f"/desk/c/{'a' * 26}/").status_code == 404
    assert alice_client.get("/desk/c/1/").status_code == 404


def test_markup_in_a_message_stays_text(alice_client: Client, carol: Viewer, chat: ConversationRecord) -> None:
    log.stored(log.reply(chat.id, author=says(carol), body='"><svg onload=alert(1)> <b data-hx-get="/x">'))
    for page in (page_of(alice_client, chat), page_of(alice_client, chat, "entries?after=0")):
        assert "<svg onload" not in page
        assert "<b data-hx" not in page
        assert "&lt;svg onload=alert(1)&gt;" in page


def test_entries_resume_after_a_number_and_page_before_one(
    alice_client: Client, carol: Viewer, chat: ConversationRecord
) -> None:
    for number in range(view.PAGE_ENTRIES + 10):
        log.stored(log.reply(chat.id, author=says(carol), body=f"line {number}"))
    last = view.PAGE_ENTRIES + 12
    page = page_of(alice_client, chat)
    assert [int(seq) for seq in SEQ.findall(page)] == list(range(13, last + 1))
    older = re.search(r'data-hx-get="([^"]+before=13)"', page)
    assert older
    assert [int(seq) for seq in SEQ.findall(alice_client.get(older[1]).content.decode())] == list(range(1, 13))
    after = page_of(alice_client, chat, f"entries?after={last - 3}")
    assert [int(seq) for seq in SEQ.findall(after)] == [last - 2, last - 1, last]


@pytest.mark.parametrize("number", ["-1", "x", "9" * 30, "١٢"])
def test_a_number_that_is_none_is_refused(alice_client: Client, chat: ConversationRecord, number: str) -> None:
    assert alice_client.get(f"/desk/c/{chat.public_id}/entries", {"after": number}).status_code == 400


def test_a_long_log_costs_as_much_as_a_short_one(
    alice_client: Client, carol: Viewer, alice: Viewer, chat: ConversationRecord
) -> None:
    page_of(alice_client, chat)
    with CaptureQueriesContext(connection) as short:
        page_of(alice_client, chat)
    for number in range(30):
        log.stored(log.reply(chat.id, author=says(carol if number % 2 else alice), body=f"line {number}"))
    with CaptureQueriesContext(connection) as long:
        page_of(alice_client, chat)
    assert len(long) == len(short) <= 20


def test_looking_writes_nothing(alice_client: Client, chat: ConversationRecord) -> None:
    page_of(alice_client, chat)
    with CaptureQueriesContext(connection) as asked:
        page_of(alice_client, chat)
        page_of(alice_client, chat, "entries")
        alice_client.get("/desk/?box=open")
    assert asked.captured_queries
    assert not [query for query in asked.captured_queries if not query["sql"].lstrip().startswith("SELECT")]
