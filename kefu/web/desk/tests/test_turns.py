"""Why the assistant said what it said, at the desk; an agent's word on it."""

import pytest
from django.test import Client

from conftest import an_agent, says
from kefu.conversations import log
from kefu.conversations.data import MessageData
from kefu.conversations.data_bot import Act, BotSaidData, HandedOverData, Offer, Why
from kefu.conversations.kinds import BOT, Kind
from kefu.conversations.records import Draft, EntryRecord, NewConversation
from kefu.kit import clock
from kefu.knowledge.models import Phrasing
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.watchers.bot.models import BotTurn

pytestmark = pytest.mark.django_db(transaction=True)
CANDIDATES = [
    {"key": "article:a", "title": "The first <b>", "score": 0.9, "probability": 0.8},
    {"key": "article:b", "title": "The second", "score": 0.4, "probability": 0.3},
]


@pytest.fixture
def answer(carol: Viewer) -> EntryRecord:
    new = NewConversation(carol.id, origin="livechat", locale="en", bot=True)
    said = BotSaidData(Act.ANSWER, article="a", title="The first", locale="en")
    drafts = [
        Draft(new, Kind.MESSAGE, says(carol), data=MessageData(), body="how?", key="k1"),
        Draft(new, Kind.BOT_SAID, BOT, said, body="So and <i>so</i>."),
    ]
    entry = log.stored(log.append(drafts)[1])
    BotTurn.objects.create(
        conversation=entry.conversation,
        public_id=entry.conversation_public_id,
        customer=carol.id,
        entry=entry.id,
        said_seq=entry.seq,
        query="how?",
        decision="answer",
        key="article:a",
        candidates=CANDIDATES,
        thresholds={"answer": 0.6},
        made_at=clock.now(),
    )
    return entry


def place(entry: EntryRecord) -> str:
    return f"/desk/c/{entry.conversation_public_id}/turn"


def test_what_it_was_made_of_is_shown(alice_client: Client, answer: EntryRecord) -> None:
    page = alice_client.get(place(answer), {"target": answer.seq}).content.decode()
    assert "how?" in page
    assert "The first &lt;b&gt;" in page
    assert "0.80" in page
    assert "answer 0.60" in page


def test_it_is_confirmed_or_corrected(alice_client: Client, answer: EntryRecord) -> None:
    page = alice_client.post(place(answer), {"target": answer.seq, "right": ""}).content.decode()
    assert "Confirmed by Alice" in page
    page = alice_client.post(place(answer), {"target": answer.seq, "right": "article:b"}).content.decode()
    assert "Corrected by Alice" in page
    assert BotTurn.objects.get().corrected_to == "article:b"
    assert alice_client.post(place(answer), {"target": answer.seq, "right": "article:z"}).status_code == 400


def test_what_an_agent_confirms_is_proposed_to_be_learned_without_what_points_to_the_customer(
    alice_client: Client, answer: EntryRecord
) -> None:
    asked = "my deposit is not here, mail me at carol@example.test"
    BotTurn.objects.update(query=asked, key="check:deposit-confirmations")
    alice_client.post(place(answer), {"target": answer.seq, "right": ""})
    phrase = Phrasing.objects.get()
    assert (phrase.check_key, phrase.text) == ("deposit-confirmations", "my deposit is not here, mail me at [e-mail]")
    assert phrase.standing == Phrasing.Standing.PROPOSED
    alice_client.post(place(answer), {"target": answer.seq, "right": "none"})
    assert Phrasing.objects.count() == 1


def test_who_only_looks_on_judges_nothing(client: Client, answer: EntryRecord) -> None:
    client.force_login(an_agent("Eve", Role.AUDITOR))
    assert client.get(place(answer), {"target": answer.seq}).status_code == 200
    assert client.post(place(answer), {"target": answer.seq, "right": ""}).status_code == 403
    assert BotTurn.objects.get().verdict == BotTurn.Verdict.NONE


def test_what_it_did_not_say_has_no_why_and_strangers_see_none(
    client: Client, alice_client: Client, answer: EntryRecord
) -> None:
    assert alice_client.get(place(answer), {"target": 1}).status_code == 404
    assert client.get(place(answer), {"target": answer.seq}).status_code in {302, 401, 403}


def test_the_log_shows_it_as_no_persons_and_what_is_handed_over_on_top(
    alice_client: Client, answer: EntryRecord
) -> None:
    address = f"/desk/c/{answer.conversation_public_id}/"
    page = alice_client.get(address).content.decode()
    assert "automatic" in page
    assert "So and &lt;i&gt;so&lt;/i&gt;." in page
    assert "with the assistant" in page
    handed = HandedOverData(Why.ASKED, question="how <u>?", offers=(Offer("article", "a", "The first"),))
    log.stored(log.hand_over(answer.conversation, author=BOT, data=handed))
    page = alice_client.get(address).content.decode()
    assert "handed--top" in page
    assert "how &lt;u&gt;?" in page
