"""The link in a mail of a chat: looking changes nothing, a press calls it off, and another one wants them again."""

import pytest
from django.test import Client

from kefu.channels import accounts, going_on
from kefu.channels.contract import AccountRecord
from kefu.conversations import away
from kefu.conversations.records import ConversationRecord
from kefu.people import sessions
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db


def place_of(customer: int) -> str:
    return going_on.stop_url(customer).removeprefix("http://localhost:8000")


def test_looking_changes_nothing_and_a_press_does(carol: Viewer, mallory: Viewer) -> None:
    place = place_of(carol.id)
    assert "Send me no more of them" in Client().get(place, follow=True).content.decode()
    assert away.is_wanted(carol.id)
    page = Client().post(place, {"wanted": "no"}).content.decode()
    assert "No more mails of your chats" in page
    assert (away.is_wanted(carol.id), away.is_wanted(mallory.id)) == (False, True)
    Client().post(place, {"wanted": "no"})
    Client().post(place, {"wanted": "yes"})
    assert away.is_wanted(carol.id)


def test_an_invented_link_is_nobodys(carol: Viewer) -> None:
    place = place_of(carol.id)
    for wrong in (place[:-6], place.replace("/gAA", "/gAB"), "/verify/chat-mails/1", "/verify/chat-mails/" + "a" * 900):
        assert Client().post(wrong, {"wanted": "no"}).status_code == 404
    assert away.is_wanted(carol.id)


def test_the_chat_tells_a_signed_customer_where_and_takes_their_word(carol_token: str, carol: Viewer) -> None:
    theirs = Client(headers={"authorization": f"Bearer {carol_token}"})
    assert theirs.get("/api/v1/chat-mails").json()["to"] == ""  # no mailbox is set up
    accounts.save(AccountRecord("email", "support@nw.example", "Support"))
    assert theirs.get("/api/v1/chat-mails").json() == {"to": "c•••@example.test", "is_wanted": True, "after_s": 600}
    told = theirs.put("/api/v1/chat-mails", '{"is_wanted": false}', content_type="application/json").json()
    assert told["is_wanted"] is False
    assert not away.is_wanted(carol.id)
    guest = sessions.start_customer_session(None, locale="en")
    asked = Client(headers={"authorization": f"Bearer {guest.token}"}).get("/api/v1/chat-mails").json()
    assert asked["to"] == ""


def test_the_desk_shows_where_it_goes_masked(chat: ConversationRecord, alice_client: Client) -> None:
    place = f"/desk/c/{chat.public_id}/going-on"
    assert "going-on" not in alice_client.get(place).content.decode()
    accounts.save(AccountRecord("email", "support@nw.example", "Support"))
    page = alice_client.get(place).content.decode()
    assert "after 10 minutes goes on by mail to c•••@example.test" in page
    assert "carol@" not in page
    away.choose(chat.customer, is_wanted=False)
    assert "wants no mails" in alice_client.get(place).content.decode()
    assert Client().get(place).status_code in {302, 401}
