"""Merge, split, steps, appeals, checklists and transcripts by programs: what they give, and to whom they are closed."""

import json
from typing import Any

import pytest
from django.test import Client

from conftest import says
from kefu.conversations import log, queries
from kefu.conversations.data_conduct import Misconduct
from kefu.conversations.kinds import CloseReason
from kefu.conversations.records import ConversationRecord
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.trust import admissions
from kefu.trust.models import JournalEntry


@pytest.fixture
def alice_token(alice_agent: Agent) -> str:
    return admissions.api_token(alice_agent.name)


@pytest.fixture
def bob_token(bob_agent: Agent) -> str:
    return admissions.api_token(bob_agent.name)


def ask(method: str, path: str, token: str, body: object = None) -> Any:
    answer: Any = Client().generic(
        method,
        f"/api/v1{path}",
        data=json.dumps(body) if body is not None else "",
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    is_json = answer.headers["Content-Type"].startswith("application/json")
    answer.told = answer.json() if is_json else None
    return answer


def second(carol: Viewer, alice: Viewer, chat: ConversationRecord) -> ConversationRecord:
    log.stored(log.close(chat.id, author=says(alice), reason=CloseReason.SOLVED))
    entry = log.stored(log.open(carol.id, author=says(carol), body="second", key=None, locale="en"))
    return queries.conversation_for(alice, entry.conversation_public_id)


def test_a_merge_leads_the_customer_on_by_rest_too(
    chat: ConversationRecord, alice: Viewer, carol: Viewer, alice_token: str, carol_token: str
) -> None:
    other = second(carol, alice, chat)
    assert (
        ask("PUT", f"/conversations/{other.public_id}/merge", alice_token, {"into": chat.public_id}).status_code == 200
    )
    sent = {"client_msg_id": "after-merge-1", "body": "still here"}
    said = ask("POST", f"/conversations/{other.public_id}/entries", carol_token, sent)
    assert said.told["conversation"] == chat.public_id
    again = ask("POST", f"/conversations/{other.public_id}/entries", carol_token, sent)
    assert (again.status_code, again.told["seq"]) == (200, said.told["seq"])
    assert ask("GET", f"/conversations/{other.public_id}", carol_token).told["merged_into"] == chat.public_id
    lines = ask("GET", f"/conversations/{chat.public_id}/thread", carol_token).told["lines"]
    assert [line["entry"]["body"] for line in lines if line["entry"]["kind"] == "message"] == [
        "充值两小时了还没到",
        "second",
        "still here",
    ]
    assert ask("DELETE", f"/conversations/{other.public_id}/merge", alice_token).told["kind"] == "unmerged"


def test_a_split_names_the_new_conversation_in_each_readers_numbers(
    chat: ConversationRecord, alice: Viewer, carol: Viewer, alice_token: str, carol_token: str
) -> None:
    """SEC-A03: a customer's entry never tells how many notes stand between."""
    note = log.stored(log.note(chat.id, author=says(alice), body="two"))
    word = log.stored(log.reply(chat.id, author=says(carol), body="and this"))
    made = ask("POST", f"/conversations/{chat.public_id}/splits", alice_token, {"entries": [note.seq, word.seq]})
    assert made.status_code == 201
    new = made.told["data"]["conversation"]
    first = ask("GET", f"/conversations/{new}/entries", carol_token).told["entries"][0]
    assert first["data"] == {"conversation": chat.public_id, "entries": [word.public_seq]}
    assert ask("DELETE", f"/conversations/{new}/split", alice_token).status_code == 200


def test_steps_appeal_and_decision(
    chat: ConversationRecord, alice_token: str, bob_token: str, carol_token: str
) -> None:
    at = f"/conversations/{chat.public_id}"
    rude = {"reason": "insults"}
    assert ask("POST", f"{at}/pauses", alice_token, rude | {"minutes": 5}).told["error"]["code"] == "out_of_order"
    assert ask("POST", f"{at}/warnings", alice_token, rude).status_code == 201
    assert ask("POST", f"{at}/pauses", alice_token, rude | {"minutes": 5}).status_code == 201
    said = ask("POST", f"{at}/entries", carol_token, {"client_msg_id": "while-paused", "body": "!"})
    assert (said.status_code, said.told["error"]["code"]) == (409, "paused")
    assert 0 < said.told["error"]["retry_after_s"] <= 300
    assert ask("PUT", f"{at}/ending", alice_token, rude).status_code == 200
    assert ask("PUT", f"{at}/appeal/decision", alice_token, {"lifted": True, "words": "x"}).status_code == 403
    assert (
        ask("PUT", f"{at}/appeal", carol_token, {"words": "please", "client_msg_id": "appeal-0001"}).status_code == 200
    )
    assert ask("GET", "/appeals", bob_token).told["conversations"][0]["id"] == chat.public_id
    assert ask("GET", "/appeals", alice_token).status_code == 403
    assert ask("PUT", f"{at}/appeal/decision", bob_token, {"lifted": True, "words": "ok"}).told["data"] == {
        "lifted": True
    }
    assert (
        ask("POST", f"{at}/entries", carol_token, {"client_msg_id": "after-lift", "body": "thanks"}).status_code == 201
    )


def test_a_customer_ticks_by_own_numbers_and_twice_is_no_error(
    chat: ConversationRecord, alice: Viewer, alice_token: str, carol_token: str
) -> None:
    log.stored(log.note(chat.id, author=says(alice), body="moves the numbers apart"))
    steps = {"title": "2FA", "items": ["one", "two"]}
    assert ask("POST", f"/conversations/{chat.public_id}/checklists", alice_token, steps).status_code == 201
    (given,) = [
        entry
        for entry in ask("GET", f"/conversations/{chat.public_id}/entries", carol_token).told["entries"]
        if entry["kind"] == "checklist"
    ]
    assert given["data"] == steps
    item = f"/conversations/{chat.public_id}/checklists/{given['seq']}/items/2"
    assert ask("PUT", item, carol_token, {"on": True}).told == {"done": [2]}
    assert ask("PUT", item, carol_token, {"on": True}).told == {"done": [2]}
    assert ask("PUT", item, carol_token, {"on": False}).told == {"done": []}
    assert ask("PUT", item, alice_token, {"on": True}).status_code == 403
    templates = ask("GET", "/checklist-templates?locale=zh-hans", alice_token).told["templates"]
    assert not templates[0]["title"].isascii()


@pytest.mark.parametrize("kind", ["text", "html"])
def test_a_transcript_holds_what_its_reader_may_see(
    chat: ConversationRecord, alice: Viewer, alice_token: str, carol_token: str, kind: str
) -> None:
    """SEC-A03: a customer gets no note, whatever they ask for; staff's taking one stands in the journal."""
    log.stored(log.note(chat.id, author=says(alice), body="a secret note"))
    log.stored(log.reply(chat.id, author=says(alice), body="<b>on it</b>"))
    path = f"/conversations/{chat.public_id}/transcript?kind={kind}&zone=Asia/Shanghai&notes=true"

    def read(token: str) -> str:
        answer = ask("GET", path, token)
        assert "attachment" in answer["Content-Disposition"]
        return b"".join(answer.streaming_content).decode()

    own, staffs = read(carol_token), read(alice_token)
    assert "充值两小时了还没到" in own
    assert "UTC+0800" in own
    assert "secret" not in own
    assert "a secret note" in staffs
    assert kind == "text" or "<b>on it</b>" not in own
    taken = JournalEntry.objects.filter(action="transcript").values_list("subject_id", flat=True)
    assert list(taken) == [chat.id]


def test_nobody_else_gets_near(
    chat: ConversationRecord, alice: Viewer, carol: Viewer, alice_token: str, carol_token: str, mallory_token: str
) -> None:
    """SEC-A01: another customer finds nothing, and a customer is no colleague."""
    log.stored(log.warn(chat.id, reason=Misconduct.INSULTS, author=says(alice)))
    at = f"/conversations/{chat.public_id}"
    for path in (f"{at}/thread", f"{at}/transcript"):
        assert ask("GET", path, mallory_token).status_code == 404
        assert ask("GET", path, carol_token).status_code == 200
    assert ask("PUT", f"{at}/appeal", mallory_token, {"words": "?"}).status_code == 404
    assert ask("PUT", f"{at}/checklists/2/items/1", mallory_token, {"on": True}).status_code == 404
    for method, path, body in (
        ("PUT", f"{at}/merge", {"into": chat.public_id}),
        ("POST", f"{at}/splits", {"entries": [2]}),
        ("POST", f"{at}/pauses", {"reason": "insults", "minutes": 5}),
        ("POST", f"{at}/checklists", {"title": "t", "items": ["a"]}),
    ):
        assert ask(method, path, carol_token, body).status_code == 403
    auditor = admissions.create("Aud", email="aud@northwind.test", role=Role.AUDITOR, alias="")
    token = admissions.api_token(auditor.name)
    assert ask("POST", f"{at}/pauses", token, {"reason": "insults", "minutes": 5}).status_code == 403


def test_colleagues_are_offered_by_the_beginning_of_their_name(bob_token: str, alice_token: str) -> None:
    found = ask("GET", "/agents?like=bo", alice_token).told["agents"]
    assert [agent["name"] for agent in found] == ["Bob"]
