"""Search as programs use it."""

import pytest

from conftest import says
from kefu.api.v1.tests.test_api import Caller
from kefu.conversations import log, react
from kefu.conversations.records import ConversationRecord
from kefu.people.access import Viewer
from kefu.people.models import Agent
from kefu.trust import admissions

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice_calls(alice_agent: Agent) -> Caller:
    return Caller(admissions.api_token(alice_agent.name))


@pytest.fixture
def told(chat: ConversationRecord, alice: Viewer) -> ConversationRecord:
    log.stored(log.note(chat.id, author=says(alice), body="the deposit is real"))
    log.stored(log.reply(chat.id, author=says(alice), body="Your deposit arrived"))
    while react.run_pass():
        pass
    return chat


def test_hits_come_newest_first_in_pieces_and_go_on_by_their_cursor(
    alice_calls: Caller, told: ConversationRecord
) -> None:
    status, first = alice_calls("GET", "/search?q=deposits&limit=1")
    assert status == 200
    assert [(hit["conversation"], hit["seq"], hit["kind"]) for hit in first["hits"]] == [(told.public_id, 4, "message")]
    assert first["hits"][0]["pieces"][1] == {"text": "deposit", "hit": True}
    assert first["complete"]
    _, rest = alice_calls("GET", f"/search?q=deposits&limit=1&before={first['next']}")
    assert [(hit["seq"], hit["kind"]) for hit in rest["hits"]] == [(3, "note")]
    assert rest["next"] is None


def test_filters_are_a_closed_list_and_moments_have_a_zone(alice_calls: Caller, told: ConversationRecord) -> None:
    assert [hit["seq"] for hit in alice_calls("GET", "/search?q=deposit&said=note")[1]["hits"]] == [3]
    assert alice_calls("GET", "/search?q=deposit&until=2020-01-01T00:00:00Z")[1]["hits"] == []
    assert (
        alice_calls("GET", "/search")
        == alice_calls("GET", "/search?q=%20")
        == (200, {"hits": [], "complete": True, "next": None})
    )
    for wrong in ("?q=x&said=all", "?q=x&since=2020-01-01T00:00:00", "?q=x&limit=1000", "?q=x&before=%27"):
        assert alice_calls("GET", f"/search{wrong}")[0] in {400, 422}, wrong


def test_no_customer_and_no_stranger_learns_that_a_word_is_there(
    alice_calls: Caller, told: ConversationRecord, carol_token: str, mallory_token: str
) -> None:
    assert alice_calls("GET", "/search?q=deposit")[1]["hits"]
    for caller in (Caller(), Caller(carol_token), Caller(mallory_token)):
        there, not_there = (caller("GET", f"/search?q={word}") for word in ("deposit", "zanzibar"))
        assert there == not_there
        assert there[0] in {401, 403}
