"""A person is erased: by their own wish or by two of ours, never against a hold, and what stays of the case names nobody."""

import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from PIL import Image

from conftest import an_agent, as_viewer, says
from kefu.conversations import findable, finding, log, queries, soundness
from kefu.conversations.finding import Sought
from kefu.conversations.kinds import CloseReason, Kind
from kefu.conversations.react import run_pass
from kefu.conversations.records import ConversationRecord
from kefu.files import storage, uploads
from kefu.files.kinds import Variant
from kefu.files.models import Upload
from kefu.kit import clock, db
from kefu.kit.errors import NotAllowed, NotFound
from kefu.people import directory, inventory, keys, sessions
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.identity import Identity
from kefu.people.models import Address, Customer, CustomerSession, NamePart
from kefu.safeguards import erasing, erasures, fraud, holds, ledger
from kefu.safeguards.errors import Decided, HeldAlready, Hindered, OwnErasure, OwnHold
from kefu.safeguards.fraud import Source
from kefu.safeguards.kinds import ErasureState
from kefu.safeguards.models import ErasedPerson, Erasure, FraudTelling
from kefu.search import index
from kefu.search.document import Query
from kefu.trust import erasure_reports, journal, signing
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, WHY = timedelta(hours=1), "the regulator asked for it"


def at_desk(viewer: Viewer) -> Viewer:
    return replace(viewer, session=f"desk:{viewer.id}:{viewer.id}:1")


@pytest.fixture
def bob(bob: Viewer) -> Viewer:
    return at_desk(bob)


@pytest.fixture
def dora() -> Viewer:
    return at_desk(as_viewer(an_agent("Dora", Role.LEAD)))


def worked(hours: float = 25) -> None:
    """Until nothing is left to do by then."""
    at = clock.now() + hours * HOUR
    while erasing.work(at):
        at += timedelta(minutes=1)


def elsewhere(act: Callable[[], object]) -> object:
    """As another process would."""

    def acted() -> object:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(acted).result()


def state() -> str:
    return Erasure.objects.latest("pk").state


KEYED = (
    "SELECT 1 FROM conversations_entry WHERE author_kind IN ('customer', 'agent')"
    " AND NOT (key IS NULL AND key_body_hash = '')"
)


def said() -> list[str]:
    """All words that any log holds."""
    return [body for (body,) in db.rows("SELECT body FROM conversations_entry WHERE body <> ''")]


def marks() -> list[tuple[Any, ...]]:
    return db.rows("SELECT seq, kind, author_kind, author_id, created_at FROM conversations_entry ORDER BY seq")


def index_hits(word: str) -> list[int]:
    return [hit.key for hit in index.search(Query(word, findable.SHELF)).hits]


def picture(viewer: Viewer, name: str = "passport.png") -> Any:
    raw = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(raw, "PNG")
    raw.seek(0)
    return uploads.receive(viewer, raw, name=name)


def story(carol: Viewer, alice: Viewer, chat: ConversationRecord) -> Any:
    """Words, a file, an answer, a note, a corrected and a removed message, closed at the end. Gives the file."""
    file = picture(carol)
    log.stored(log.reply(chat.id, author=says(carol), body="my passport", files=[file]))
    log.stored(log.reply(chat.id, author=says(alice), body="Dear Carol, it is on its way", key="to-carol"))
    log.stored(log.reply(chat.id, author=says(alice), body="a slip"))
    log.stored(log.redact(chat.id, author=says(alice), target=5, reason="Carol's number stood in it"))
    log.stored(log.note(chat.id, author=says(alice), body="Carol lives in Chengdu"))
    log.stored(log.tag(chat.id, author=says(alice), add=["deposit"]))
    log.stored(log.close(chat.id, author=says(alice), reason=CloseReason.SOLVED))
    while run_pass():
        pass
    return file


def test_a_customer_asks_waits_and_is_erased_and_the_case_stays(
    carol: Viewer, alice: Viewer, bob: Viewer, chat: ConversationRecord
) -> None:
    file = story(carol, alice, chat)
    stored_as = Upload.objects.get(public_id=file.id).stored_as
    before = marks()
    erasures.ask_for_self(carol)
    worked(hours=23)
    assert state() == ErasureState.DUE, "they can still change their mind"
    assert said()
    worked()

    assert state() == ErasureState.DONE
    assert not said()
    after = marks()
    assert after[:-1] == before, "numbers, kinds, authors and times stay"
    assert after[-1][1] == Kind.ERASED
    assert not db.rows("SELECT 1 FROM conversations_withdrawn")
    assert not db.rows(KEYED)
    assert not NamePart.objects.exists()
    assert not Address.objects.exists()
    assert not CustomerSession.objects.exists()
    person = Customer.objects.get(pk=carol.id)
    assert (person.sealed_name, person.proof, person.proved_at) == (None, "none", None)
    assert person.public_id != carol.public_id
    assert keys.is_destroyed(carol.id)
    with pytest.raises(FileNotFoundError):
        storage.opened(stored_as, variant=Variant.FULL)
    assert not Upload.objects.exists()
    found = soundness.examine(replay_most=10)
    assert not found.faults, "the columns are what the entries say"
    head = queries.conversation_for(bob, chat.public_id)
    assert head.tags == ("deposit",), "what staff sorted it by is no word of theirs"


def test_nothing_of_it_is_found_any_more_and_others_are(
    carol: Viewer, mallory: Viewer, alice: Viewer, chat: ConversationRecord
) -> None:
    story(carol, alice, chat)
    log.stored(log.open(mallory.id, author=says(mallory), body="my passport too", key="m", locale="en"))
    while run_pass():
        pass
    assert len(finding.found(alice, Sought("passport")).entries) == 2
    assert len(index_hits("passport")) == 2
    erasures.ask_for_self(carol)
    worked()
    assert [each.entry.body for each in finding.found(alice, Sought("passport")).entries] == ["my passport too"]
    assert len(index_hits("passport")) == 1, "not merely hidden: the index does not have it"


def test_what_was_erased_is_proved_by_a_signed_report_that_names_nobody(
    carol: Viewer, alice: Viewer, bob: Viewer, chat: ConversationRecord
) -> None:
    story(carol, alice, chat)
    erasures.ask_for_self(carol)
    worked()
    file = erasures.report_for(bob, Erasure.objects.get().public_id)
    told = erasure_reports.verified(file, key=signing.public_key())
    assert told.erased["conversations.Entry"] >= 5
    assert told.erased["files.Upload"] == 1
    assert told.person == ledger.digest(carol.public_id)
    for canary in ("Carol", "carol", carol.public_id, "passport"):
        assert canary.encode() not in file
    stays = {each["what"]: each for each in json.loads(file)["report"]["stays"]}
    assert "anonymised" in stays["conversations.Entry"]["why"]
    changed = file.replace(b'"files.Upload": 1', b'"files.Upload": 9')
    with pytest.raises(erasure_reports.Broken):
        erasure_reports.verified(changed, key=signing.public_key())


def test_staff_ask_and_only_a_second_person_approves(
    carol: Viewer, alice: Viewer, bob: Viewer, dora: Viewer, chat: ConversationRecord
) -> None:
    with pytest.raises(NotAllowed):
        erasures.ask(at_desk(alice), carol.id, reason=WHY)
    with pytest.raises(NotAllowed):
        erasures.ask(replace(bob, session="token:1"), carol.id, reason=WHY)
    wanted = erasures.ask(bob, carol.id, reason=WHY)
    worked(hours=1_000)
    assert state() == ErasureState.ASKED, "nobody approved it"
    with pytest.raises(OwnErasure):
        erasures.decide(bob, wanted, is_approved=True)
    erasures.decide(dora, wanted, is_approved=True)
    with pytest.raises(Decided):
        erasures.decide(dora, wanted, is_approved=False)
    worked()
    row = Erasure.objects.get()
    assert (row.state, row.reason) == (ErasureState.DONE, ""), "why it was asked may name them"
    told = json.loads(row.report)["report"]
    assert told["asked_by"].startswith("agent:")
    assert told["approved_by"].startswith("agent:")
    acts = list(JournalEntry.objects.filter(subject_kind="erasure").values_list("action", flat=True))
    assert acts == ["erasure_asked", "erasure_approved", "erasure_began", "erased"]


@pytest.mark.parametrize("by", ["staff", "owner"])
def test_the_operator_hurries_what_was_asked_for_and_the_journal_says_so(
    carol: Viewer, bob: Viewer, chat: ConversationRecord, by: str
) -> None:
    if by == "staff":
        erasures.ask(bob, carol.id, reason=WHY)
    else:
        erasures.ask_for_self(carol)
    wanted = erasures.by_operator(carol.id, reason="the court set a day")
    assert erasing.at_once(wanted, now=clock.now())
    assert state() == ErasureState.DONE
    acts = list(JournalEntry.objects.filter(subject_kind="erasure").values_list("action", "actor_kind"))
    assert acts[1:] == [("erasure_hurried", "operator"), ("erasure_began", "operator"), ("erased", "operator")]


def test_one_process_at_a_time_finishes_an_erasure_and_it_ends_once(carol: Viewer, chat: ConversationRecord) -> None:
    erasures.ask_for_self(carol)
    assert erasing.work(clock.now() + 25 * HOUR) == 1
    row = Erasure.objects.get()
    assert row.state == ErasureState.RUNNING
    with db.held(erasing._ERASING, str(row.pk)) as is_ours:
        assert is_ours
        elsewhere(lambda: erasing._finish(row, clock.now()))
        assert state() == ErasureState.RUNNING
    erasing._finish(row, clock.now())
    erasing._end(row, erasures.scope_of(row.person), {}, clock.now())
    assert list(JournalEntry.objects.filter(action="erased").values_list("subject_id", flat=True)) == [row.pk]


def test_one_that_breaks_keeps_no_other_waiting(
    carol: Viewer, mallory: Viewer, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    erasures.ask_for_self(carol)
    erasures.ask_for_self(mallory)
    finish = erasing._finish

    def breaks(row: Erasure, now: datetime) -> None:
        if row.person == carol.id:
            raise ValueError("a fault of ours")
        finish(row, now)

    monkeypatch.setattr(erasing, "_finish", breaks)
    worked()
    states = dict(Erasure.objects.values_list("person", "state"))
    assert states == {carol.id: ErasureState.RUNNING, mallory.id: ErasureState.DONE}


def test_a_guest_does_not_ask_and_the_owner_may_change_their_mind(carol: Viewer, chat: ConversationRecord) -> None:
    guest = sessions.start_customer_session(None, locale="en").viewer
    with pytest.raises(NotAllowed):
        erasures.ask_for_self(guest)
    first = erasures.ask_for_self(carol)
    assert erasures.ask_for_self(carol) == first, "asked twice, it is the same"
    erasures.withdraw_own(carol)
    with pytest.raises(NotFound):
        erasures.withdraw_own(carol)
    worked(hours=1_000)
    assert state() == ErasureState.WITHDRAWN
    assert said()


def test_nobody_is_erased_while_a_legal_hold_stands_and_two_lift_it(
    carol: Viewer, alice: Viewer, bob: Viewer, dora: Viewer, chat: ConversationRecord
) -> None:
    erasures.ask_for_self(carol)
    with pytest.raises(NotAllowed):
        holds.put(at_desk(alice), chat, whole_customer=False, reason=WHY)
    hold = holds.put(bob, chat, whole_customer=False, reason=WHY)
    with pytest.raises(HeldAlready):
        holds.put(dora, chat, whole_customer=False, reason=WHY)
    worked(hours=100)
    row = Erasure.objects.get()
    assert (row.state, row.obstacles) == (ErasureState.DUE, ["hold"]), "named in what was not erased"
    erasures.withdraw_own(carol)
    with pytest.raises(Hindered):
        erasures.ask_for_self(carol)
    holds.ask_to_lift(bob, hold, reason="the case is over")
    with pytest.raises(OwnHold):
        holds.lift(bob, hold)
    with pytest.raises(Hindered):
        erasures.ask_for_self(carol)
    holds.lift(dora, hold)
    erasures.ask_for_self(carol)
    worked()
    assert state() == ErasureState.DONE
    acts = list(JournalEntry.objects.filter(action__startswith="hold_").values_list("action", "subject_kind"))
    assert acts == [("hold_set", "conversation"), ("hold_lift_asked", "conversation"), ("hold_lifted", "conversation")]


def test_an_open_report_of_a_fraud_stands_against_it(carol: Viewer, bob: Viewer, chat: ConversationRecord) -> None:
    fraud.tell("@kind_helper", words="asks Carol for codes", source=Source.CHAT, viewer=carol, ip="203.0.113.7")
    with pytest.raises(Hindered):
        erasures.ask_for_self(carol)
    fraud.confirm(bob, fraud.waiting(bob)[0].public_id, reason="looked at it")
    erasures.ask_for_self(carol)
    worked()
    telling = FraudTelling.objects.get()
    assert (telling.words, telling.shown, telling.customer_id) == ("", "", None)
    assert fraud.decided(bob)[0].what == "@kind_helper", "others are still warned of the name"


def test_what_is_written_while_it_runs_is_found_by_the_second_look(
    carol: Viewer, alice: Viewer, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Any] = []
    taken_out = erasing._take_out

    def late(scope: Any) -> Any:
        found = taken_out(scope)
        if not looks:
            log.stored(log.note(chat.id, author=says(alice), body="Carol called once more"))
        looks.append(found)
        return found

    monkeypatch.setattr(erasing, "_take_out", late)
    erasures.ask_for_self(carol)
    worked()
    assert state() == ErasureState.DONE
    assert len(looks) == 3
    assert not said()


@pytest.mark.parametrize("stops_at", range(11))
def test_a_crash_at_any_room_goes_on_where_it_was(
    carol: Viewer, alice: Viewer, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch, stops_at: int
) -> None:
    story(carol, alice, chat)
    erasures.ask_for_self(carol)
    whole = inventory.holdings()

    class Crash(BaseException):
        """The process ends."""

    class Stops:
        tables = whole[stops_at].tables
        told = whole[stops_at].told

        def erase(self, scope: Any) -> Any:
            whole[stops_at].erase(scope)
            raise Crash

    monkeypatch.setattr(inventory, "holdings", lambda: (*whole[:stops_at], Stops(), *whole[stops_at + 1 :]))
    with pytest.raises(Crash):
        worked()
    assert state() == ErasureState.RUNNING
    monkeypatch.setattr(inventory, "holdings", lambda: whole)
    worked(hours=26)
    assert state() == ErasureState.DONE
    assert not said()
    assert not Address.objects.exists()
    assert not Upload.objects.exists()


def test_the_same_person_signing_in_again_is_somebody_new(carol: Viewer, chat: ConversationRecord) -> None:
    erasures.ask_for_self(carol)
    worked()
    assert directory.customers_at("carol", limit=5) == []
    assert ErasedPerson.objects.get().digest == ledger.digest(carol.public_id)
    identity = Identity(uid="carol", jti="jti-carol-again", expires_at=clock.now(), name="Carol Chen")
    again = sessions.start_customer_session(identity, locale="en").viewer
    assert again.id != carol.id
    assert queries.conversations_of(again) == []


def test_details_of_the_journal_that_could_name_them_go_and_the_rows_stay(
    carol: Viewer, bob: Viewer, chat: ConversationRecord
) -> None:
    act = journal.Act(clock.now(), "agent", bob.id, "reveal_shown", "customer", carol.id, "because Carol asked")
    journal.write([act])
    row = JournalEntry.objects.latest("pk")
    erasures.ask_for_self(carol)
    worked()
    row.refresh_from_db()
    assert (row.detail, row.salt, row.action) == ("", "", "reveal_shown")
    assert row.commitment


def test_an_open_conversation_leaves_the_queue(carol: Viewer, bob: Viewer, chat: ConversationRecord) -> None:
    erasures.ask_for_self(carol)
    worked()
    head = queries.conversation_for(bob, chat.public_id)
    assert (head.status, head.waiting_since) == ("closed", None)
