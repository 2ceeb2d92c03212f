"""A reply of a category that wants it goes out once a second person has read it: at the desk, over the API, past crashes."""

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from conftest import an_agent, as_viewer, says
from kefu.conversations import definitions, log, queries
from kefu.conversations.kinds import Audience, AuthorKind, Kind
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.files import uploads
from kefu.files.models import Upload
from kefu.kit import clock
from kefu.kit.errors import NotAllowed, NotFound
from kefu.people import inventory
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.inventory import Scope
from kefu.people.models import Agent
from kefu.safeguards import personal_cases, second_reading, second_work
from kefu.safeguards.kinds import ReadingState
from kefu.safeguards.models import BlockedText, SecondReading
from kefu.safeguards.second_reading import Handed
from kefu.trust import admissions
from kefu.trust.models import JournalEntry
from kefu.ui import thread

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HX-Request": "true"}
SECURITY = "account-security"
WORDS = "Your account is open again."


@pytest.fixture
def case(chat: ConversationRecord, alice: Viewer, bob: Viewer) -> ConversationRecord:
    definitions.put_category(SECURITY, names={"en": "Account security"})
    definitions.put_category("deposit", names={"en": "Deposits"})
    definitions.want_second(SECURITY, on=True, by=bob.id)
    log.stored(log.sort(chat.id, author=says(alice), category=SECURITY))
    return queries.conversation_for(alice, chat.public_id)


def write(client: Client, chat: ConversationRecord, body: str = WORDS, key: str = "key-00000001", **more: Any) -> Any:
    sent = {"body": body, "kind": "message", "key": key, **more}
    return client.post(f"/desk/c/{chat.public_id}/messages", sent, headers=HTMX)


def decide(client: Client, decision: str = "approve", **more: Any) -> Any:
    row = SecondReading.objects.latest("id")
    seen = queries.heads_for(as_viewer(Agent.objects.get(name="Bob")), [row.conversation_id])[
        row.conversation_id
    ].last_seq
    return client.post(f"/desk/readings/{row.public_id}/", {"decision": decision, "seen": seen, **more})


def said(viewer: Viewer, chat: ConversationRecord) -> list[str]:
    return [entry.body for entry in queries.entries_for(viewer, chat) if entry.kind is Kind.MESSAGE]


def state() -> str:
    return str(SecondReading.objects.latest("id").state)


def notes(viewer: Viewer, chat: ConversationRecord) -> list[str]:
    second_work.work(clock.now())
    found = [each for each in queries.entries_for(viewer, chat) if each.kind is Kind.NOTE]
    with translation.override("en"):
        return [str(thread.entry_json(each, viewer=viewer)["body"]) for each in found]


def test_S46_a_reply_waits_is_read_and_goes_out_once_as_its_writers_with_both_in_the_journal(
    alice_client: Client, bob_client: Client, alice: Viewer, bob: Viewer, carol: Viewer, case: ConversationRecord
) -> None:
    answers = [write(alice_client, case), write(alice_client, case)]
    assert [each.status_code for each in answers] == [200, 200]
    assert '"held": true' in answers[0].headers["HX-Trigger"]
    assert "waiting for a second reader" in answers[0].content.decode()
    assert SecondReading.objects.count() == 1
    assert WORDS not in said(carol, case)
    listed = bob_client.get("/desk/readings/").content.decode()
    assert WORDS in listed
    assert "the customer waits" in listed
    page = bob_client.get(f"/desk/readings/{SecondReading.objects.get().public_id}/").content.decode()
    assert WORDS in page
    assert "充值两小时了还没到" in page
    assert decide(bob_client).status_code == 302
    assert decide(bob_client).status_code == 409
    sent = [entry for entry in queries.entries_for(bob, case) if entry.body == WORDS]
    assert [entry.author for entry in sent] == [says(alice)]
    assert said(carol, case).count(WORDS) == 1
    shown = thread.entry_json(
        next(each for each in queries.entries_for(carol, case) if each.body == WORDS), viewer=carol
    )
    assert "Bob" not in str(shown)
    assert "B. of support" not in str(shown)
    acts = JournalEntry.objects.filter(action__startswith="second_").exclude(action="second_wanted")
    assert list(acts.order_by("id").values_list("actor_id", "action")) == [
        (alice.id, "second_asked"),
        (bob.id, "second_approved"),
        (bob.id, "second_sent"),
    ]
    assert all(f"agent:{alice.id}" in detail for detail in acts.values_list("detail", flat=True))
    assert notes(alice, case)[-1:] == ["Read by a second person before it went out: the message above."]
    assert SecondReading.objects.get().body == ""
    assert write(alice_client, case).status_code == 200
    assert said(carol, case).count(WORDS) == 1


def test_S46_what_is_sent_back_rings_at_its_writer_and_comes_into_the_box_again(
    alice_client: Client, bob_client: Client, alice: Viewer, carol: Viewer, case: ConversationRecord
) -> None:
    write(alice_client, case)
    assert decide(bob_client, "back").status_code == 400
    assert decide(bob_client, "back", words="Name the date.").status_code == 302
    assert notes(alice, case)[-1] == "A second person sent an answer back to its writer: Name the date."
    note = queries.entries_for(alice, case)[-1]
    assert note.data.mentions == (alice.id,)  # type: ignore[union-attr]
    panel = alice_client.get(f"/desk/c/{case.public_id}/readings").content.decode()
    assert "Name the date." in panel
    assert WORDS in panel
    row = SecondReading.objects.get()
    back = f"/desk/readings/{row.public_id}/taking-back"
    assert bob_client.post(back).status_code == 404
    assert alice_client.post(back).status_code == 302
    assert alice_client.post(back).status_code == 409
    assert WORDS in alice_client.get(f"/desk/c/{case.public_id}/").content.decode()
    assert write(alice_client, case, key="key-00000002").status_code == 200
    assert [state(), decide(bob_client).status_code] == ["waiting", 302]
    assert said(carol, case).count(WORDS) == 1


def test_S46_its_writer_takes_it_back_while_it_waits_and_then_nobody_sends_it(
    alice_client: Client, bob_client: Client, carol: Viewer, case: ConversationRecord
) -> None:
    write(alice_client, case)
    assert alice_client.post(f"/desk/readings/{SecondReading.objects.get().public_id}/taking-back").status_code == 302
    assert decide(bob_client).status_code == 409
    assert WORDS not in said(carol, case)


def test_S46_nobody_reads_their_own_no_agent_anybodys_and_no_maker_of_a_sign_in_link(
    alice_client: Client, bob_client: Client, alice_agent: Agent, bob: Viewer, carol: Viewer, case: ConversationRecord
) -> None:
    write(bob_client, case)
    assert decide(bob_client).status_code == 403
    assert decide(alice_client).status_code == 403
    write(alice_client, case, key="key-00000002")
    admissions.signin_link("Alice", by=bob.id)
    assert decide(bob_client).status_code == 403
    assert decide(bob_client, "back", words="no").status_code == 403
    page = bob_client.get(f"/desk/readings/{SecondReading.objects.latest('id').public_id}/").content.decode()
    assert "no second person" in page
    assert 'name="decision"' not in page
    assert WORDS not in said(carol, case)


def test_S46_a_customer_a_stranger_and_a_program_reach_none_of_it(
    alice_client: Client, bob_client: Client, alice: Viewer, bob: Viewer, mallory_token: str, carol_token: str,
    case: ConversationRecord,
) -> None:  # fmt: skip
    write(alice_client, case)
    row = SecondReading.objects.get()
    places = (
        "/desk/readings/",
        f"/desk/readings/{row.public_id}/",
        f"/desk/c/{case.public_id}/readings",
        "/desk/categories/",
    )
    for place in places:
        for token in (mallory_token, carol_token):
            assert Client().get(place, headers={"Authorization": f"Bearer {token}"}).status_code == 403
        assert Client().get(place).status_code in {302, 401}
    auditor = Client()
    auditor.force_login(an_agent("Audrey", Role.AUDITOR))
    assert WORDS not in auditor.get(f"/desk/c/{case.public_id}/readings").content.decode()
    assert decide(auditor).status_code == 403
    with pytest.raises(NotAllowed):
        second_reading.ask(alice, case, Handed(WORDS, "key-00000009"))
    with pytest.raises(NotAllowed):
        second_reading.approve(bob, row.public_id, seen=99, knows_news=True)
    assert state() == ReadingState.WAITING


def test_S46_over_the_api_nothing_goes_out_and_the_answer_says_what_to_do(
    alice: Viewer, bob: Viewer, carol: Viewer, case: ConversationRecord
) -> None:
    for who in ("Alice", "Bob"):
        client = Client(headers={"Authorization": f"Bearer {admissions.api_token(who)}"})
        place = f"/api/v1/conversations/{case.public_id}"
        answer = client.post(
            f"{place}/entries", {"client_msg_id": "api-00000001", "body": WORDS}, content_type="application/json"
        )
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "needs_second")
        assert "second person" in answer.json()["error"]["message"]
        steps = {"title": "Do", "items": ["this"]}
        assert client.post(f"{place}/checklists", steps, content_type="application/json").status_code == 409
        note = {"client_msg_id": f"note-{who:_<8}", "body": "among us", "kind": "note"}
        assert client.post(f"{place}/entries", note, content_type="application/json").status_code == 201
    assert said(carol, case) == ["充值两小时了还没到"]


def test_S46_what_was_sent_is_not_edited_over_the_api(
    alice_client: Client, bob_client: Client, carol: Viewer, case: ConversationRecord
) -> None:
    write(alice_client, case)
    decide(bob_client)
    seq = next(
        each.seq for each in queries.entries_for(as_viewer(Agent.objects.get(name="Bob")), case) if each.body == WORDS
    )
    client = Client(headers={"Authorization": f"Bearer {admissions.api_token('Alice')}"})
    place = f"/api/v1/conversations/{case.public_id}/entries/{seq}"
    assert client.patch(place, {"body": "other words"}, content_type="application/json").status_code == 409
    assert WORDS in said(carol, case)


def test_S46_what_was_said_meanwhile_is_shown_and_approved_knowingly(
    alice_client: Client, bob_client: Client, carol: Viewer, case: ConversationRecord
) -> None:
    write(alice_client, case)
    log.stored(log.reply(case.id, author=says(carol), body="It is solved, thanks"))
    assert decide(bob_client).status_code == 409
    page = bob_client.get(f"/desk/readings/{SecondReading.objects.get().public_id}/").content.decode()
    assert 'name="knows" required' in page
    assert page.count("It is solved, thanks") == 2
    stale = decide(bob_client, knows="on", seen=2)
    assert stale.status_code == 409
    assert state() == ReadingState.WAITING
    assert decide(bob_client, knows="on").status_code == 302
    assert said(carol, case)[-1] == WORDS


def test_S46_what_nobody_reads_lapses_and_its_writer_is_told(
    alice_client: Client, bob_client: Client, alice: Viewer, carol: Viewer, case: ConversationRecord, settings: Any
) -> None:
    settings.SECOND_READING_MINUTES = 60
    write(alice_client, case)
    assert second_work.lapse(clock.now() + timedelta(minutes=59)) == 0
    assert second_work.lapse(clock.now() + timedelta(minutes=61)) == 1
    assert second_work.lapse(clock.now() + timedelta(minutes=61)) == 0
    assert decide(bob_client).status_code == 409
    assert "Nobody read an answer in time" in notes(alice, case)[-1]
    assert JournalEntry.objects.filter(action="second_lapsed").count() == 1
    assert "nobody read it in time" in alice_client.get("/desk/readings/").content.decode()
    later = clock.now() + timedelta(days=31)
    assert (second_work.forget(later), SecondReading.objects.get().body) == (1, "")


def test_S46_files_are_seen_by_the_reader_and_by_the_customer_only_once_they_are_sent(
    alice_client: Client, bob_client: Client, alice: Viewer, bob: Viewer, carol: Viewer, case: ConversationRecord
) -> None:
    file = uploads.receive(alice, io.BytesIO(b"day,amount\n1,0.5\n"), name="statement.csv")
    write(alice_client, case, body="", upload=[file.id])
    assert uploads.link(file.id, viewer=bob)
    with pytest.raises(NotFound):
        uploads.link(file.id, viewer=carol)
    assert (
        "statement.csv" in bob_client.get(f"/desk/readings/{SecondReading.objects.get().public_id}/").content.decode()
    )
    assert decide(bob_client, "back", words="Another one, please").status_code == 302
    alice_client.post(f"/desk/readings/{SecondReading.objects.get().public_id}/taking-back")
    write(alice_client, case, body="", key="key-00000002", upload=[file.id])
    log.stored(log.reply(case.id, author=says(carol), body="hm"))
    assert decide(bob_client, knows="on", seen=1).status_code == 409  # and so it is set aside again
    with pytest.raises(NotFound):
        uploads.link(file.id, viewer=carol)
    assert decide(bob_client, knows="on").status_code == 302
    assert uploads.link(file.id, viewer=carol)


def test_S46_what_the_guard_refuses_is_refused_first_and_one_second_person_does_for_both(
    alice_client: Client, bob_client: Client, carol: Viewer, case: ConversationRecord
) -> None:
    ask = "Please send me the code from the broken test form."
    assert write(alice_client, case, body=ask).status_code == 400
    assert not SecondReading.objects.exists()
    blocked = {"body": ask, "kind": "message", "key": "key-00000001"}
    alice_client.post(f"/desk/c/{case.public_id}/blocked", blocked, headers=HTMX)
    released = bob_client.post(f"/desk/blocked/{BlockedText.objects.get().public_id}", {"decision": "released"})
    assert released.status_code == 302
    assert ask in said(carol, case)


def test_S46_where_no_second_person_is_wanted_it_goes_out_at_once_and_notes_always_do(
    alice_client: Client, carol: Viewer, case: ConversationRecord, bob: Viewer
) -> None:
    noted = {"body": "among us", "kind": "note", "key": "key-00000003"}
    assert alice_client.post(f"/desk/c/{case.public_id}/messages", noted, headers=HTMX).status_code == 200
    assert not SecondReading.objects.exists()
    definitions.want_second(SECURITY, on=False, by=bob.id)
    assert write(alice_client, case).status_code == 200
    assert WORDS in said(carol, case)
    assert not SecondReading.objects.exists()


def test_S46_merged_meanwhile_and_written_by_somebody_who_left_it_is_not_sent(
    alice_client: Client, bob_client: Client, alice: Viewer, alice_agent: Agent, carol: Viewer, case: ConversationRecord
) -> None:
    write(alice_client, case)
    Agent.objects.filter(pk=alice_agent.id).update(is_active=False)
    assert decide(bob_client).status_code == 409
    Agent.objects.filter(pk=alice_agent.id).update(is_active=True)
    log.stored(log.close(case.id, author=says(alice), reason="solved"))  # type: ignore[arg-type]
    other = log.stored(log.open(carol.id, author=says(carol), body="again", key=None, locale="en"))
    log.stored(log.merge(case.id, into=other.conversation, author=says(alice)))
    assert decide(bob_client, knows="on").status_code == 409
    assert state() == ReadingState.WAITING
    assert not any(WORDS in said(carol, each) for each in queries.conversations_of(carol))


def test_S46_only_who_may_says_which_categories_want_it(
    alice_client: Client, bob_client: Client, case: ConversationRecord
) -> None:
    root = Client()
    root.force_login(an_agent("Root", Role.ADMIN))
    free = {"category": SECURITY, "second": "no"}
    assert alice_client.post("/desk/categories/", free).status_code == 403
    assert bob_client.post("/desk/categories/", free).status_code == 403
    assert write(alice_client, case).headers["HX-Trigger"].count("true") == 1
    assert root.post("/desk/categories/", {"category": SECURITY}).status_code == 400
    assert root.post("/desk/categories/", {"category": "no-such", "second": "yes"}).status_code == 404
    assert root.post("/desk/categories/", free).status_code == 302
    assert write(alice_client, case, key="key-00000007").headers["HX-Trigger"].count("true") == 0
    assert "read by two" not in root.get("/desk/categories/").content.decode()


def everything(chat: ConversationRecord, viewer: Viewer) -> list[EntryRecord]:
    return [each for each in queries.entries_for(viewer, chat) if each.audience is Audience.EVERYONE and each.body]


def test_S46_every_word_of_staff_that_a_customer_has_there_was_read_by_somebody_else(
    alice_client: Client, bob_client: Client, bob: Viewer, carol: Viewer, case: ConversationRecord
) -> None:
    write(alice_client, case)
    write(bob_client, case, body="And I say so too.", key="key-00000002")
    for row in SecondReading.objects.order_by("id"):
        for client in (bob_client, alice_client):
            client.post(f"/desk/readings/{row.public_id}/", {"decision": "approve", "seen": 99, "knows": "on"})
    read = set(SecondReading.objects.exclude(entry=None).values_list("entry", flat=True))
    own = [each for each in everything(case, bob) if each.author.kind is AuthorKind.AGENT]
    assert [each.body for each in own] == [WORDS]
    assert {each.id for each in own} <= read


@pytest.mark.parametrize("was", ["waiting", "approved", "returned"])
def test_nothing_of_a_reply_that_waited_stays_where_its_conversation_is_emptied(
    alice: Viewer, bob: Viewer, case: ConversationRecord, was: str
) -> None:
    alice, bob = (replace(each, session=f"desk:{each.id}:{each.id}:1") for each in (alice, bob))
    file = uploads.receive(alice, io.BytesIO(b"Carol Chen lives in Chengdu\n"), name="carol.txt")
    handed = Handed(WORDS, "a-name-of-carols-own", files=(file,), seen=case.last_seq)
    reading = second_reading.ask(alice, case, handed)
    if was == "returned":
        second_reading.send_back(bob, reading.public_id, words="not yet")
    if was == "approved":
        SecondReading.objects.update(state=was, decided_by=bob.id, decided_at=clock.now())
    scope = Scope((case.id,), (case.public_id,))
    for holding in inventory.holdings():
        holding.erase(scope)
    row = SecondReading.objects.get()
    assert (row.body, row.words, row.files, row.digest, row.key) == ("", "", [], "", row.public_id)
    assert not Upload.objects.exists()
    second_work.work(clock.now() + timedelta(hours=9))
    assert state() == "taken"
    assert personal_cases.erase_in(scope)["safeguards.SecondReading"] == 0
