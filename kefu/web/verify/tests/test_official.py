"""S28: an official answer is let out by two of ours, read and checked by everybody, and taken back with trace."""

import json

import pytest
from django.test import Client

from conftest import an_agent, as_viewer
from kefu.kit.errors import Conflict, Invalid, NotAllowed
from kefu.knowledge import official
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.trust import badges, signing
from kefu.trust.models import JournalEntry
from kefu.trust.refusal import Guarded

pytestmark = pytest.mark.django_db
QUESTION, ANSWER = "Are deposits late?", "Yes, until noon.\n\nNothing is lost."


@pytest.fixture(autouse=True)
def _here(settings: object) -> None:
    settings.BASE_URL = "http://localhost"  # type: ignore[attr-defined]


@pytest.fixture
def dora() -> Viewer:
    return as_viewer(an_agent("Dora", Role.LEAD))


@pytest.fixture
def reader() -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def let_out(bob: Viewer, dora: Viewer) -> official.Answer:
    waiting = proposed(bob, is_pinned=True)
    official.publish(dora, waiting.public_id)
    return official.shown(waiting.public_id)


def proposed(viewer: Viewer, *, is_pinned: bool = False) -> official.Answer:
    return official.propose(viewer, question=QUESTION, answer=ANSWER, locale="en", is_pinned=is_pinned)


def asked(reader: Client, text: str) -> str:
    sent = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    return reader.post("/verify", {"text": text}, headers=sent).content.decode()


def test_nobody_lets_out_alone_and_until_then_nobody_reads_it(
    bob: Viewer, dora: Viewer, alice: Viewer, reader: Client
) -> None:
    waiting = proposed(bob)
    with pytest.raises(NotAllowed):
        official.publish(bob, waiting.public_id)
    for viewer in (alice, Viewer(kind=alice.kind)):
        with pytest.raises(NotAllowed):
            proposed(viewer)
        with pytest.raises(NotAllowed):
            official.publish(viewer, waiting.public_id)
    place = f"/verify/answers/{waiting.public_id}"
    assert reader.get(place).status_code == reader.get(f"{place}/signed").status_code == 404
    assert "Are deposits late?" not in reader.get("/verify/answers").content.decode()
    assert "official answer of ours" not in asked(reader, f"http://localhost{place}")
    official.publish(dora, waiting.public_id)
    assert reader.get(place).status_code == 200
    with pytest.raises(Conflict):
        official.publish(dora, waiting.public_id)
    acts = JournalEntry.objects.filter(subject_kind="official_answer").order_by("pk")
    assert [(each.action, each.actor_id) for each in acts] == [
        ("answer_proposed", bob.id),
        ("answer_published", dora.id),
    ]


def test_anybody_reads_it_and_checks_its_signature(let_out: official.Answer, bob: Viewer, reader: Client) -> None:
    card = badges.card_of(bob.id)
    assert card is not None
    page = reader.get(f"/verify/answers/{let_out.public_id}?locale=en").content.decode()
    assert "<p>Nothing is lost.</p>" in page
    assert card.badge in page
    assert "Bob" not in page
    told = json.loads(reader.get(f"/verify/answers/{let_out.public_id}/signed").content)
    assert (told["question"], told["answer"], told["badge"]) == (QUESTION, ANSWER, card.badge)
    assert official.is_genuine(told, key=signing.public_key())
    for name in ("question", "answer", "badge", "published_at", "id", "issuer"):
        assert not official.is_genuine({**told, name: told[name] + " "}, key=signing.public_key())


def test_pinned_answers_stand_first_and_the_page_speaks_chinese(
    let_out: official.Answer, bob: Viewer, dora: Viewer, reader: Client
) -> None:
    later = official.propose(bob, question="Is BTC open?", answer="Yes.", locale="en")
    official.publish(dora, later.public_id)
    page = reader.get("/verify/answers?locale=en").content.decode()
    assert page.index("Are deposits late?") < page.index("Is BTC open?")
    assert "官方答复" in reader.get("/verify/answers?locale=zh-hans").content.decode()


def test_the_verify_page_confirms_its_address_and_no_other_hosts(let_out: official.Answer, reader: Client) -> None:
    place = f"/verify/answers/{let_out.public_id}"
    assert "This is an official answer of ours:" in asked(reader, f"see http://localhost{place}?locale=en !")
    assert "We do not know this" not in asked(reader, f"http://localhost{place}")
    both = asked(reader, f"http://localhost{place} or https://evil.example{place}")
    assert "We do not know this" in both
    within = f"https://evil.example/?to=http://localhost{place}"
    assert "official answer of ours" not in asked(reader, within)
    for false in (f"http://localhost.evil.example{place}", f"https://evil.example{place}", f"http://localhost{place}a"):
        assert "official answer of ours" not in asked(reader, false)


def test_what_is_taken_back_says_so_at_once_and_for_good(let_out: official.Answer, bob: Viewer, reader: Client) -> None:
    with pytest.raises(Invalid):
        official.withdraw(bob, let_out.public_id, reason=" ")
    official.withdraw(bob, let_out.public_id, reason="it was a wrong day")
    place = f"/verify/answers/{let_out.public_id}"
    page = reader.get(place).content.decode()
    told = json.loads(reader.get(f"{place}/signed").content)
    assert "This answer was taken back" in page
    assert "This was an official answer of ours" in asked(reader, f"http://localhost{place}")
    for said in ("until noon", "Are deposits late?", "wrong day"):
        assert said not in page + json.dumps(told) + reader.get("/verify/answers").content.decode()
    assert told["format"] == official.FORMAT_WITHDRAWN
    assert official.is_genuine(told, key=signing.public_key())
    assert JournalEntry.objects.filter(action="answer_withdrawn", actor_id=bob.id).count() == 1


@pytest.mark.parametrize(
    "text",
    ["carol@example.com", "+44 7911 123456", "13831844427", "UID 57095687", "0x" + "ab12" * 10, "9f86d081" * 8,
     "TJ7hhYhVhaxNx6BPyq7yFpqZrQULL3JSdb", "abandon " * 11 + "about"],
)  # fmt: skip
def test_personal_data_is_masked_before_it_is_stored(bob: Viewer, text: str) -> None:
    told = official.propose(bob, question=f"What of {text}?", answer=f"We wrote to {text} today.", locale="en")
    secret = text.removeprefix("UID ")
    assert secret not in told.question + told.answer
    assert official.MASK in told.answer


def test_sums_days_and_counts_stay(bob: Viewer) -> None:
    said = "From 2026-11-30 10:00 we pay 1,234,567.89 USDT; 12 confirmations, 24 hours, 0.5 %."
    assert official.propose(bob, question="When?", answer=said, locale="en").answer == said


def test_SEC_L05_the_guard_holds_what_is_said_to_everybody(bob: Viewer) -> None:
    for answer in ("Please send us your SMS code.", "See https://evil.example/claim"):
        with pytest.raises(Guarded):
            official.propose(bob, question="What now?", answer=answer, locale="en")
