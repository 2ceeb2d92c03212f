"""What the open conversation is sorted by: shown beside it, changed one by one, taken back; nobody else's business."""

import pytest
from django.test import Client
from django.urls import reverse

from conftest import says
from kefu.conversations import definitions, log, queries
from kefu.conversations.kinds import FieldKind, Priority, Status
from kefu.conversations.records import ConversationRecord, FieldRecord
from kefu.people.access import Viewer

HTMX = {"HX-Request": "true"}


def changed(client: Client, chat: ConversationRecord, act: str, **more: str) -> str:
    answer = client.post(reverse("desk:acts"), {"id": chat.public_id, "act": act, **more}, headers=HTMX)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def shown(client: Client, chat: ConversationRecord) -> str:
    return client.get(reverse("desk:sorting", args=[chat.public_id])).content.decode()


def test_category_priority_and_tags_are_changed_beside_the_conversation(
    alice: Viewer, alice_client: Client, chat: ConversationRecord
) -> None:
    assert 'value="category:deposit" selected' not in shown(alice_client, chat)
    for act in ("category:deposit", "priority:3"):
        changed(alice_client, chat, act)
    changed(alice_client, chat, "tag:", tag="Big fish")
    fresh = queries.conversation_for(alice, chat.public_id)
    assert (fresh.category, fresh.priority, list(fresh.tags)) == ("deposit", Priority.URGENT, ["big-fish"])
    page = alice_client.get(reverse("desk:conversation", args=[chat.public_id])).content.decode()
    for part in ('value="category:deposit" selected', 'value="priority:3" selected', 'value="untag:big-fish"'):
        assert part in shown(alice_client, chat)
        assert part in page
    changed(alice_client, chat, "untag:big-fish")
    assert list(queries.conversation_for(alice, chat.public_id).tags) == []


def test_a_field_of_the_exchange_is_noted_in_its_own_type_and_taken_back(
    alice: Viewer, alice_client: Client, chat: ConversationRecord
) -> None:
    definitions.put_field(FieldRecord(slug="vip-loss", names={"en": "Loss"}, kind=FieldKind.NUMBER, choices={}))
    told = changed(alice_client, chat, "field:vip-loss", value="12.5")
    assert queries.conversation_for(alice, chat.public_id).fields["vip-loss"] == 12.5
    assert 'value="12.5"' in shown(alice_client, chat)
    undo = told.split('data-hx-post="')[1].split('"')[0]
    assert alice_client.post(undo, headers=HTMX).status_code == 200
    assert "vip-loss" not in queries.conversation_for(alice, chat.public_id).fields
    refused = alice_client.post(
        reverse("desk:acts"), {"id": chat.public_id, "act": "field:vip-loss", "value": "much"}, headers=HTMX
    )
    assert refused.status_code == 400
    assert "Loss takes no such value." in refused.content.decode()


def test_it_is_put_off_and_brought_back_from_its_own_head(
    alice: Viewer, alice_client: Client, chat: ConversationRecord
) -> None:
    head = reverse("desk:head", args=[chat.public_id])
    assert 'id="snooze-menu"' in alice_client.get(head).content.decode()
    changed(alice_client, chat, "snooze:3600")
    assert queries.conversation_for(alice, chat.public_id).status is Status.SNOOZED
    assert 'value="wake:"' in alice_client.get(head).content.decode()
    changed(alice_client, chat, "wake:")
    assert queries.conversation_for(alice, chat.public_id).status is Status.OPEN


def test_strangers_see_nothing_of_it(client: Client, chat: ConversationRecord, alice: Viewer) -> None:
    log.stored(log.tag(chat.id, author=says(alice), add=["secret"]))
    answer = client.get(reverse("desk:sorting", args=[chat.public_id]))
    assert answer.status_code in {302, 401, 403}
    assert b"secret" not in answer.content


@pytest.mark.parametrize("act", ["field:unknown", "untag:", "priority:9", "team:nowhere"])
def test_what_is_none_of_ours_is_refused(alice_client: Client, chat: ConversationRecord, act: str) -> None:
    answer = alice_client.post(reverse("desk:acts"), {"id": chat.public_id, "act": act, "value": "x"}, headers=HTMX)
    assert answer.status_code in {400, 404}
