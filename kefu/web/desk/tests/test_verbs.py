"""Merge, split, steps and the record at the desk, over HTTP."""

import re

import pytest
from django.test import Client

from conftest import says
from kefu.conversations import log, queries
from kefu.conversations.data_conduct import Misconduct
from kefu.conversations.kinds import CloseReason, Priority, Status
from kefu.conversations.records import ConversationRecord
from kefu.people.access import Viewer


@pytest.fixture
def second(chat: ConversationRecord, carol: Viewer, alice: Viewer) -> ConversationRecord:
    log.stored(log.close(chat.id, author=says(alice), reason=CloseReason.SOLVED))
    entry = log.stored(log.open(carol.id, author=says(carol), body="the second matter", key=None, locale="en"))
    return queries.conversation_for(alice, entry.conversation_public_id)


def page(client: Client, record: ConversationRecord, part: str = "") -> str:
    return client.get(f"/desk/c/{record.public_id}/{part}").content.decode()


def test_a_merged_conversation_reads_in_the_other_marked_as_such(
    alice_client: Client, chat: ConversationRecord, second: ConversationRecord
) -> None:
    assert "the second matter" not in page(alice_client, chat, "entries")
    assert chat.public_id in page(alice_client, second, "merge")
    alice_client.post(f"/desk/c/{second.public_id}/merge", {"into": chat.public_id})
    shown = page(alice_client, chat)
    assert "the second matter" in shown
    assert f'data-source="{second.public_id}"' in shown
    assert f'data-of="{second.public_id}"' in shown
    assert f"/desk/c/{second.public_id}/redactions?target=" in shown
    alice_client.post(f"/desk/c/{second.public_id}/merge-reversal")
    assert "the second matter" not in page(alice_client, chat, "entries")


def test_what_was_split_off_is_marked_where_it_came_from(
    alice_client: Client, chat: ConversationRecord, alice: Viewer
) -> None:
    alice_client.post(f"/desk/c/{chat.public_id}/split", {"entry": ["2"]})
    (new,) = [one for one in queries.conversations_with(alice, customer=chat.customer) if one.id != chat.id]
    assert "entry--moved" in page(alice_client, chat)
    assert "充值两小时了还没到" in page(alice_client, new)
    assert alice_client.post(f"/desk/c/{chat.public_id}/split", {}).status_code == 400
    alice_client.post(f"/desk/c/{new.public_id}/split-reversal")
    assert "entry--moved" not in page(alice_client, chat)


def test_what_was_split_off_goes_by_the_words_it_shows(
    alice_client: Client, chat: ConversationRecord, alice: Viewer
) -> None:
    assert "This is their first." in page(alice_client, chat, "others")
    alice_client.post(f"/desk/c/{chat.public_id}/split", {"entry": ["2"]})
    (new,) = [one for one in queries.conversations_with(alice, customer=chat.customer) if one.id != chat.id]
    rows = alice_client.get(f"/desk/rows?box=open&ids={new.public_id}").content.decode()
    assert "充值两小时了还没到" in rows
    assert new.public_id in page(alice_client, chat, "others")
    assert chat.public_id in page(alice_client, new, "others")
    log.stored(log.reply(new.id, author=says(alice), body="Its own words"))
    rows = alice_client.get(f"/desk/rows?box=open&ids={new.public_id}").content.decode()
    assert "充值两小时了还没到" not in rows
    assert "Its own words" in rows


def test_a_step_asks_first_and_a_second_click_gives_no_second_step(
    alice_client: Client, chat: ConversationRecord, alice: Viewer
) -> None:
    asked = page(alice_client, chat, "step")
    assert 'name="step" value="warned"' in asked
    sent = {"step": "warned", "reason": "insults", "words": "Please."}
    assert alice_client.post(f"/desk/c/{chat.public_id}/step", sent).status_code == 302
    assert alice_client.post(f"/desk/c/{chat.public_id}/step", sent).status_code == 409
    assert 'name="step" value="paused"' in page(alice_client, chat, "step")


def test_an_earlier_ending_is_told_to_whoever_gets_the_next_conversation(
    alice_client: Client, bob_client: Client, chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    rude, me = Misconduct.INSULTS, says(alice)
    log.stored(log.warn(chat.id, reason=rude, author=me))
    log.stored(log.pause(chat.id, reason=rude, minutes=5, author=me))
    log.stored(log.end(chat.id, reason=rude, author=me))
    entry = log.stored(log.open(carol.id, author=says(carol), body="help", key=None, locale="en"))
    new = queries.conversation_for(alice, entry.conversation_public_id)
    assert "was ended for abuse" in page(alice_client, new)
    log.stored(log.appeal(chat.id, words="please", author=says(carol)))
    assert chat.public_id in bob_client.get("/desk/appeals").content.decode()
    assert alice_client.get("/desk/appeals").status_code == 403
    decided = {"decision": "lifted", "words": "fine"}
    assert alice_client.post(f"/desk/c/{chat.public_id}/decision", decided).status_code == 403
    bob_client.post(f"/desk/c/{chat.public_id}/decision", decided)
    assert queries.conversation_for(alice, chat.public_id).status is Status.OPEN
    assert "was ended for abuse" not in page(alice_client, new)


def test_a_template_is_worded_in_the_customers_language(alice_client: Client, chat: ConversationRecord) -> None:
    asked = page(alice_client, chat, "checklist?template=deposit")
    assert 'value="查找充值"' in asked


def test_the_history_tells_moves_and_corrections(alice_client: Client, chat: ConversationRecord, alice: Viewer) -> None:
    word = log.stored(log.reply(chat.id, author=says(alice), body="hi"))
    log.stored(log.edit(chat.id, author=says(alice), target=word.seq, body="hello"))
    log.stored(log.assign(chat.id, author=says(alice), agent=alice.id))
    told = page(alice_client, chat, "history?all=1")
    assert "Alice wrote a message" in told
    assert f"Message {word.seq}" in told
    assert "Alice wrote a message" not in page(alice_client, chat, "history")


def test_the_history_says_who_changed_what_from_what_to_what(
    alice_client: Client, chat: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    me = says(alice)
    log.stored(log.assign(chat.id, author=me, agent=alice.id))
    log.stored(log.assign(chat.id, author=says(bob), agent=bob.id))
    log.stored(log.sort(chat.id, author=me, priority=Priority.URGENT))
    log.stored(log.tag(chat.id, author=me, add=["vip"]))
    log.stored(log.close(chat.id, author=me, reason=CloseReason.SPAM))
    log.stored(log.reopen(chat.id, author=me))
    changes = [line for line in text_lines(page(alice_client, chat, "history")) if "→" in line]
    assert changes == [
        "Alice State from closed: spam → to open",
        "Alice State from open → to closed: spam",
        "Alice Tags → to vip",
        "Alice Priority from normal priority → to urgent",
        "Bob With from Alice → to Bob",
        "Alice With from the queue → to Alice",
    ]
    read = alice_client.get(f"/desk/c/{chat.public_id}/history", headers={"Accept-Language": "zh-CN"})
    assert "Alice 优先级 由 普通优先级 → 改为 紧急" in text_lines(read.content.decode())


def text_lines(html: str) -> list[str]:
    """Who and what of each row of the record, as they are read aloud."""
    rows = re.findall(r"<tr id=.*?</tr>", html, flags=re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.DOTALL)[1:3] for row in rows]
    return [" ".join(re.sub(r"<[^>]+>", " ", " ".join(pair)).split()) for pair in cells]


def test_a_mention_stands_out_and_is_escaped(
    alice_client: Client, chat: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    log.stored(log.note(chat.id, author=says(alice), body=f"@{bob.name} <b>look</b>"))
    shown = page(alice_client, chat)
    assert '<span class="mention">@Bob</span>' in shown
    assert "<b>look" not in shown
    assert alice_client.get("/desk/colleagues?like=b").json()["agents"][0]["name"] == "Bob"
    everybody = alice_client.get("/desk/colleagues").json()["agents"]
    assert {"Alice", "Bob"} <= {agent["name"] for agent in everybody}
    assert all(agent["alias"] for agent in everybody)
