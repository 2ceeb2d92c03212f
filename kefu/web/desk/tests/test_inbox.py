"""The desk's list: who may see it, what stands in which box, and that it stays cheap."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import a_customer, says
from kefu.conversations import inbox, log
from kefu.conversations.kinds import CloseReason
from kefu.conversations.records import ConversationRecord
from kefu.people.access import Viewer
from kefu.web.desk import lines as desk_lines

pytestmark = pytest.mark.django_db(transaction=True)

LINE = re.compile(r'data-line="([a-z2-7]{26})"')


def many_chats(count: int) -> list[str]:
    """Opened by as many customers; newest last."""
    opened = []
    for number in range(count):
        viewer = a_customer(f"uid-{number}", name=f"Customer {number}").viewer
        entry = log.stored(log.open(viewer.id, author=says(viewer), body="hello", key=f"open-{number}", locale="en"))
        opened.append(entry.conversation_public_id)
    return opened


def lines_of(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    return LINE.findall(answer.content.decode())


def test_a_new_conversation_stands_in_unassigned_and_open_but_in_nobodys_hands(
    alice_client: Client, chat: ConversationRecord
) -> None:
    assert lines_of(alice_client, "/desk/?box=unassigned") == [chat.public_id]
    assert lines_of(alice_client, "/desk/?box=open") == [chat.public_id]
    assert lines_of(alice_client, "/desk/?box=mine") == []
    assert lines_of(alice_client, "/desk/?box=closed") == []


def test_an_assigned_conversation_is_mine_for_its_agent_alone(
    alice_client: Client, bob_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    log.stored(log.assign(chat.id, author=says(alice), agent=alice.id))
    assert lines_of(alice_client, "/desk/") == [chat.public_id]
    assert lines_of(bob_client, "/desk/") == []
    assert lines_of(bob_client, "/desk/?box=open") == [chat.public_id]


def test_a_closed_conversation_moves_to_closed(alice_client: Client, alice: Viewer, chat: ConversationRecord) -> None:
    log.stored(log.close(chat.id, author=says(alice), reason=CloseReason.SOLVED))
    assert lines_of(alice_client, "/desk/?box=open") == []
    assert lines_of(alice_client, "/desk/?box=closed") == [chat.public_id]


def test_the_list_has_words_for_being_empty(alice_client: Client) -> None:
    mine = "/desk/?box=mine"
    assert "Nothing waits for you" in alice_client.get(mine).content.decode()
    assert "没有等待你处理的会话" in alice_client.get(mine, headers={"Accept-Language": "zh-CN"}).content.decode()


def test_a_shift_begins_with_ones_own_or_else_with_those_that_wait(
    alice_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    waiting = 'href="/desk/?box=unassigned" aria-current="page"'
    assert waiting in alice_client.get("/desk/").content.decode()
    log.stored(log.assign(chat.id, author=says(alice), agent=alice.id))
    assert waiting not in alice_client.get("/desk/").content.decode()
    assert lines_of(alice_client, "/desk/") == [chat.public_id]


def test_nobody_and_customers_are_not_let_in(client: Client, carol_token: str, chat: ConversationRecord) -> None:
    bearer = {"Authorization": f"Bearer {carol_token}"}
    for address in ("/desk/", "/desk/lines", f"/desk/rows?ids={chat.public_id}"):
        assert client.get(address).status_code == 401
        refused = client.get(address, headers=bearer)
        assert refused.status_code == 403
        assert chat.public_id not in refused.content.decode()


def test_paging_shows_each_conversation_once_in_order(alice_client: Client) -> None:
    opened = many_chats(desk_lines.PAGE_LINES + 5)
    first = alice_client.get("/desk/?box=open").content.decode()
    following = re.search(r'data-hx-get="(/desk/lines[^"]+)"', first)
    assert following
    seen = LINE.findall(first) + lines_of(alice_client, following[1].replace("&amp;", "&"))
    assert seen == opened[::-1]


def test_a_cursor_that_is_not_ours_is_refused(alice_client: Client) -> None:
    assert alice_client.get("/desk/lines?box=open&cursor=nonsense").status_code == 400


def test_rows_leaves_out_what_is_not_in_the_box(alice_client: Client, alice: Viewer, chat: ConversationRecord) -> None:
    ids = f"{chat.public_id},{'a' * 26},nonsense"
    assert lines_of(alice_client, f"/desk/rows?box=unassigned&ids={ids}") == [chat.public_id]
    log.stored(log.assign(chat.id, author=says(alice), agent=alice.id))
    assert lines_of(alice_client, f"/desk/rows?box=unassigned&ids={ids}") == []
    assert lines_of(alice_client, f"/desk/rows?box=mine&ids={ids}") == [chat.public_id]


def test_what_a_customer_wrote_or_is_called_cannot_become_markup(alice_client: Client) -> None:
    evil = a_customer("evil", name="<img src=x onerror=alert(1)>").viewer
    log.stored(log.open(evil.id, author=says(evil), body="<script>alert(2)</script>", key="evil-open", locale="en"))
    page = alice_client.get("/desk/?box=open").content.decode()
    assert "&lt;script&gt;alert(2)" in page
    assert "<script>alert(2)" not in page
    assert "<img src=x" not in page


def test_the_list_costs_the_same_for_two_and_for_forty(alice_client: Client, alice: Viewer) -> None:
    many_chats(2)
    alice_client.get("/desk/?box=open")
    with CaptureQueriesContext(connection) as few:
        alice_client.get("/desk/?box=open")
    for number in range(38):
        viewer = a_customer(f"more-{number}", name=f"More {number}").viewer
        entry = log.stored(log.open(viewer.id, author=says(viewer), body="hi", key=f"more-{number}", locale="en"))
        log.stored(log.assign(entry.conversation, author=says(alice), agent=alice.id))
    with CaptureQueriesContext(connection) as many:
        alice_client.get("/desk/?box=open")
    assert len(many) == len(few) <= 12  # the list, its counters, and what it can be narrowed by and changed to


def test_a_counter_that_is_not_counted_to_its_end_says_so(
    alice_client: Client, chat: ConversationRecord, mallory: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.stored(log.open(mallory.id, author=says(mallory), body="hi", key="mallory-first", locale="en"))
    assert '<span class="tab__count">2</span>' in alice_client.get("/desk/?box=open").content.decode()
    for module in (inbox, desk_lines):
        monkeypatch.setattr(module, "COUNTED_TO", 1)
    assert '<span class="tab__count">1+</span>' in alice_client.get("/desk/?box=open").content.decode()
