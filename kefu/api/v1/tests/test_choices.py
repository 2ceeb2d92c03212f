"""What a customer chooses of what the assistant offers, as a program asks for it."""

from typing import Any

import pytest
from django.test import Client

from kefu.conversations import log, queries
from kefu.conversations.data_bot import Act, BotSaidData
from kefu.conversations.kinds import BOT, Kind
from kefu.conversations.records import Draft, NewConversation
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(carol: Viewer) -> str:
    """Something the assistant offers to Carol: its address."""
    new = NewConversation(carol.id, origin="livechat", locale="en", bot=True)
    said = Draft(new, Kind.BOT_SAID, BOT, BotSaidData(Act.DONT_KNOW))
    entry = log.stored(log.append([said])[0])
    return f"/api/v1/conversations/{entry.conversation_public_id}/entries/{entry.public_seq}/choices"


def chosen(client: Client, place: str, token: str, choice: str, **more: Any) -> Any:
    return client.post(
        place,
        {"choice": choice, **more},
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )


def test_a_choice_is_an_entry_in_the_customers_words(client: Client, place: str, carol_token: str) -> None:
    answer = chosen(client, place, carol_token, "person", client_msg_id="choice-0001")
    assert answer.status_code == 201
    assert answer.json()["kind"] == "chosen"
    assert answer.json()["text"] in {"Talk to a person", "转人工客服"}
    assert answer.json()["data"] == {"target": 1, "choice": "person"}
    again = chosen(client, place, carol_token, "person", client_msg_id="choice-0001")
    assert again.json()["seq"] == answer.json()["seq"]


def test_what_is_not_offered_and_who_is_not_asked_find_nothing(
    client: Client, place: str, carol_token: str, mallory_token: str
) -> None:
    assert chosen(client, place, carol_token, "helped").status_code == 404
    assert chosen(client, place, carol_token, "").status_code == 400
    assert chosen(client, place, mallory_token, "person").status_code == 404
    assert chosen(client, place, "", "person").status_code == 401


def test_once_a_person_has_it_there_is_nothing_to_choose(
    client: Client, place: str, carol: Viewer, carol_token: str, alice: Viewer
) -> None:
    (record,) = queries.conversations_of(carol)
    log.stored(log.assign(record.id, author=BOT, agent=alice.id))
    assert chosen(client, place, carol_token, "person").status_code == 409
