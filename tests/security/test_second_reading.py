"""S46: where a category wants a second reader, no door that staff have lets words of theirs through to customers unread.

Goes through every operation of the API, every page of a conversation that staff may post to, and the socket.
"""

import json
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from conftest import an_agent, says
from kefu.conversations import definitions, log, queries
from kefu.conversations.kinds import AuthorKind, Kind
from kefu.conversations.models import Conversation
from kefu.conversations.records import ConversationRecord
from kefu.knowledge.models import Macro
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.safeguards.models import SecondReading
from tests.acts import ACTS
from tests.running import Server
from tests.security.house import House, forget_calls
from tests.security.operations import BEFORE, HERE, OPEN, WRITERS

GATED = "account-security"
WORDS = "Words that nobody else has read."
OF_CONVERSATIONS = sorted(route for route in ACTS if route.startswith("desk/c/<str:public_id>/"))
TYPED = {
    "body": WORDS,
    "words": WORDS,
    "title": WORDS,
    "items": WORDS,
    "reason": "insults",
    "kind": "message",
    "step": "warned",
    "minutes": "5",
    "check": "network-maintenance",
    "coin": "BTC",
    "told": "yes",
    "target": "2",
    "entry": ["2"],
    "action": "unfreeze",
    "decision": "lifted",
    "why": "identity",
    "sure": "yes",
}


def gate(chat: ConversationRecord | None = None) -> None:
    """Every conversation there is lies in a category that wants a second reader."""
    definitions.put_category(GATED, names={"en": "Account security"})
    definitions.want_second(GATED, on=True, by=0)
    Conversation.objects.update(category=GATED)


def told(customer: Viewer) -> list[tuple[str, str]]:
    """What of staff's own the customer finds anywhere: words, files and what was looked up for them."""
    found = []
    for chat in queries.conversations_of(customer):
        for entry in queries.entries_for(customer, chat, limit=200):
            has_files = bool(getattr(entry.data, "files", ()))
            is_ours = entry.author.kind is AuthorKind.AGENT and entry.kind is not Kind.APPEAL_DECIDED
            if is_ours and (entry.body or has_files or entry.kind is Kind.DIAGNOSED):
                found.append((entry.kind.value, entry.body))
    return found


def wordy(body: object) -> object:
    """The same request with words wherever it takes any."""
    return {**body, "words": WORDS} if isinstance(body, dict) and "reason" in body else body


@pytest.mark.django_db
@pytest.mark.parametrize(
    "operation", sorted(key for key, (who, _body) in OPEN.items() if key[0] != "GET" and WRITERS & who), ids=" ".join
)
def test_S46_no_operation_of_the_api_publishes_what_nobody_read(house: House, operation: tuple[str, str]) -> None:
    (method, path), (allowed, body) = operation, OPEN[operation]
    if operation in BEFORE:
        BEFORE[operation](house)
    gate()
    before = told(house.owner)
    for role in sorted(WRITERS & allowed):
        house.call(role, method, path.format(**house.names), wordy(body))
    assert not Counter(told(house.owner)) - Counter(before)  # what is taken out is less


@pytest.mark.django_db
def test_S46_the_same_operations_publish_where_no_second_reader_is_wanted(house: House) -> None:
    before = len(told(house.owner))
    for path in ("/entries", "/checklists", "/warnings"):
        answer = house.call("agent", "POST", HERE.format(**house.names) + path, wordy(OPEN["POST", HERE + path][1]))
        assert answer.status_code < 300
    assert len(told(house.owner)) == before + 3


@pytest.mark.django_db
@pytest.mark.parametrize("is_gated", [True, False])
def test_S46_no_page_of_a_conversation_publishes_what_nobody_read(
    chat: ConversationRecord, carol: Viewer, is_gated: bool
) -> None:
    assert len(OF_CONVERSATIONS) > 15
    root = Client()
    root.force_login(an_agent("Root", Role.ADMIN))
    if is_gated:
        gate()
    for htmx in ({}, {"HX-Request": "true"}):
        for route in OF_CONVERSATIONS:
            forget_calls()
            place = "/" + route.replace("<str:public_id>", chat.public_id).replace("<str:field>", "uid")
            root.post(place, {**TYPED, "key": uuid.uuid4().hex}, headers=htmx)
            log.reopen(chat.id, author=says(carol))
    kinds = {kind for kind, _words in told(carol)}
    assert kinds == (set() if is_gated else {"message", "checklist", "warned", "diagnosed"})
    assert SecondReading.objects.exists() is is_gated


@pytest.mark.django_db
def test_S46_a_macro_is_words_like_any_others(alice_client: Client, chat: ConversationRecord, carol: Viewer) -> None:
    alice_client.post("/desk/macros/new", {"title-en": "Greeting", "body-en": WORDS})
    assert Macro.objects.exists()
    gate()
    sent = {"body": WORDS, "kind": "message", "key": "key-00000001"}
    assert alice_client.post(f"/desk/c/{chat.public_id}/messages", sent).status_code == 302
    assert told(carol) == []


def test_S46_the_socket_refuses_it_and_says_why(server: Server, tmp_path: Path) -> None:
    slug = f"security-{uuid.uuid4().hex[:6]}"
    sorting = tmp_path / "sorting.json"
    sorting.write_text(json.dumps({"categories": [{"slug": slug, "names": {"en": slug}}], "fields": []}))
    server.command("sorting", str(sorting))
    with server.desk("admin") as desk:
        proof = {"X-CSRFToken": next(value for name, value in desk.cookies.items() if name.endswith("csrf"))}
        assert (
            desk.post("/desk/categories/", data={"category": slug, "second": "yes"}, headers=proof).status_code == 302
        )
    chat = server.chat(server.session(f"second-{slug}"))
    agent = server.token("agent1")
    assert server.api("PUT", f"/conversations/{chat}/category", token=agent, json={"category": slug}).status_code == 200
    line = server.signed_in(agent)
    line.say(type="send", client_msg_id=uuid.uuid4().hex, conversation=chat, body=WORDS)
    refused: dict[str, Any] = line.hear_until("error")[-1]
    assert refused["code"] == "needs_second"
    line.say(type="send", client_msg_id=uuid.uuid4().hex, conversation=chat, body=WORDS, kind="note")
    assert line.hear_until("ack")
    shown = server.api("GET", f"/conversations/{chat}/entries", token=agent).json()["entries"]
    assert [entry["kind"] for entry in shown if entry["body"] == WORDS] == ["note"]
