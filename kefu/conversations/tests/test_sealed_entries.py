"""What an entry tells of an account is sealed in its row, opens for whoever reads it, and is gone with its customer's key."""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from conftest import a_customer, says
from kefu.conversations import (
    columns,
    data_checks,
    erasing,
    fold,
    log,
    proofs,
    proving,
    queries,
    soundness,
    store,
    words,
)
from kefu.conversations.data import DATA_OF, MessageData
from kefu.conversations.data_bot import Act, BotSaidData, HandedOverData, Told, Why
from kefu.conversations.data_checks import DiagnosedData
from kefu.conversations.data_facts import FACTS
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.kinds import BOT, Kind
from kefu.conversations.models import Entry
from kefu.conversations.proving import Proof
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord, Known, NewConversation, Refused
from kefu.exchange.diagnoses.definition import Finding, State
from kefu.people import keys
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db(transaction=True)
FOUND = data_checks.of("deposit-confirmations", Finding("soon", State.WAITING, {"amount": Decimal("31337.4711")}))
TOLD = ParticularsData("deposit", uid="uid-4711", email="c@canary.test", searched="where is it")
ASKED = BotSaidData(
    Act.ASK, check="deposit-confirmations", question="coin", known=(Told("txid", "txid-4711"),), typed="4711"
)
HANDED = HandedOverData(Why.CHECK, "words-4711", known=(Told("txid", "txid-4711"),), turns=2)
# what of each kind lies open: whoever adds a field says here that nothing in it is of somebody's account, or seals it
OPEN = {
    "files mentions release rule request action alarm",  # words of people, and ours
    "origin page bot reason agent previous team previous_team target target_public until added removed",
    "priority category previous_priority previous_category",
    "field value",  # noted by our people, to find a conversation by: its column holds the same
    "conversation public_id entries entries_public was_open since leaves joins meanwhile waits minutes is_lifted item on",
    "check run read act article title locale offers question choice why turns",
    "mail because through step paper ask moved ref level outcome appeal reading arrived forwarded",
    "status error",
    "what due",
}


def rows() -> str:
    return json.dumps(list(Entry.objects.values_list("data", "key_body_hash")))


@pytest.fixture
def told(chat: ConversationRecord, carol: Viewer) -> ConversationRecord:
    log.stored(log.append([Draft(chat.id, Kind.PARTICULARS, says(carol), TOLD, key="told-0001")])[0])
    log.stored(log.append([Draft(chat.id, Kind.DIAGNOSED, BOT, FOUND, key="found-0001")])[0])
    log.stored(log.reply(chat.id, author=says(carol), body="and now?"))
    return chat


def of_kind(viewer: Viewer, chat: ConversationRecord, kind: Kind) -> EntryRecord:
    return next(entry for entry in queries.entries_for(viewer, chat) if entry.kind is kind)


def test_SEC_M01_each_field_of_each_kind_is_sealed_or_said_to_lie_open() -> None:
    known = {name for line in OPEN for name in line.split()}
    held = {(kind, field.name) for kind, shape in DATA_OF.items() for field in fields(shape)}
    sealed = {(kind, name) for kind, names in FACTS.items() for name in names}
    assert sealed <= held
    assert known <= {name for _, name in held}
    assert sorted((kind.value, name) for kind, name in held - sealed if name not in known) == []


def test_SEC_M01_what_is_told_of_an_account_is_in_no_row_and_reads_as_it_was_written(
    told: ConversationRecord, carol: Viewer, alice: Viewer
) -> None:
    for viewer in (carol, alice):
        assert of_kind(viewer, told, Kind.DIAGNOSED).data == FOUND
        assert of_kind(viewer, told, Kind.PARTICULARS).data == TOLD
    assert "4711" not in rows()
    assert "canary" not in rows()
    assert '"category": "deposit"' in rows()  # lists are made of it


def test_SEC_R26_what_the_assistant_asked_and_handed_over_goes_too(carol: Viewer, alice: Viewer) -> None:
    place = NewConversation(carol.id, "livechat", "en", bot=True)
    said = log.stored(
        log.append([Draft(place, Kind.MESSAGE, says(carol), MessageData(), body="hi", key="hi-00001")])[0]
    )
    log.stored(log.append([Draft(said.conversation, Kind.BOT_SAID, BOT, ASKED, key="asked-01")])[0])
    log.stored(log.append([Draft(said.conversation, Kind.HANDED_OVER, BOT, HANDED, key="handed-1")])[0])
    chat = queries.conversation_by_row(alice, said.conversation)
    assert (of_kind(alice, chat, Kind.BOT_SAID).data, of_kind(alice, chat, Kind.HANDED_OVER).data) == (ASKED, HANDED)
    assert "4711" not in rows()
    assert keys.destroy(carol.id)
    assert of_kind(alice, chat, Kind.BOT_SAID).data == replace(ASKED, known=(), typed="")
    assert of_kind(alice, chat, Kind.HANDED_OVER).data == replace(HANDED, question="", known=())


def test_a_page_asks_one_question_whatever_it_opens(
    told: ConversationRecord, chat: ConversationRecord, alice: Viewer
) -> None:
    drafts = [Draft(chat.id, Kind.DIAGNOSED, BOT, FOUND, key=f"found-1{number:03d}") for number in range(20)]
    log.append(drafts)
    keys.forget()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        queries.entries_for(alice, told)
    assert len(asked) == 1
    keys.forget()
    with CaptureQueriesContext(connection) as asked:
        queries.entries_for(alice, told, after=told.last_seq - 1, limit=1)
    assert len(asked) == 1


def test_what_was_sent_under_a_key_is_known_again_and_its_hash_cannot_be_guessed(
    told: ConversationRecord, carol: Viewer
) -> None:
    again = Draft(told.id, Kind.DIAGNOSED, BOT, FOUND, key="found-0001")
    assert isinstance(log.append([again])[0], Known)
    other = data_checks.of("deposit-confirmations", Finding("soon", State.WAITING, {"amount": Decimal(1)}))
    assert log.append([Draft(told.id, Kind.DIAGNOSED, BOT, other, key="found-0001")])[0] == Refused("key_reused")
    plain = f"{again.kind}\0{again.body}\0{again.data!r}".encode()
    kept = Entry.objects.get(key="found-0001").key_body_hash
    assert kept
    assert kept != hashlib.blake2b(plain, digest_size=16).hexdigest()


def test_SEC_M01_what_is_moved_to_another_entry_or_customer_opens_nowhere(
    told: ConversationRecord, alice: Viewer, caplog: Any
) -> None:
    dave = a_customer("dave").viewer
    other = log.stored(log.open(dave.id, author=says(dave), body="hi", key="dave-0001", locale="en"))
    found = log.stored(log.append([Draft(other.conversation, Kind.DIAGNOSED, BOT, FOUND, key="found-0002")])[0])
    stolen = Entry.objects.get(key="found-0001").data
    Entry.objects.filter(pk=found.id).update(data=stolen)
    theirs = queries.entries_for(alice, queries.conversation_by_row(alice, other.conversation))
    assert [entry.kind for entry in theirs][-2:] == [Kind.MESSAGE, Kind.BROKEN]
    assert [entry.kind for entry in queries.entries_for(alice, told)][-2:] == [Kind.DIAGNOSED, Kind.MESSAGE]
    assert "4711" not in caplog.text


@pytest.mark.parametrize("part", [7, None, {}, "", "AAAA", "no base64 at all", ["a"]])
def test_a_damaged_part_stops_no_list(told: ConversationRecord, alice: Viewer, part: object) -> None:
    logging.disable(logging.CRITICAL)
    Entry.objects.filter(key="found-0001").update(data={"check": "x", "run": "", "sealed": part})
    seen = queries.entries_for(alice, told)
    logging.disable(logging.NOTSET)
    assert [entry.seq for entry in seen] == list(range(1, len(seen) + 1))
    assert seen[-2].kind is (Kind.DIAGNOSED if part == "" else Kind.BROKEN)


def test_SEC_R26_with_the_key_goes_what_was_told_and_every_number_stays(
    told: ConversationRecord, carol: Viewer, alice: Viewer
) -> None:
    before = [(entry.seq, entry.public_seq, entry.kind, entry.body) for entry in queries.entries_for(alice, told)]
    head = columns.heads([told.id])[told.id]
    assert keys.destroy(carol.id)
    after = queries.entries_for(alice, told)
    assert [(entry.seq, entry.public_seq, entry.kind, entry.body) for entry in after] == before
    assert [entry.kind for entry in after if entry.is_erased] == [Kind.PARTICULARS, Kind.DIAGNOSED]
    assert of_kind(alice, told, Kind.PARTICULARS).data == ParticularsData("deposit")
    found = of_kind(alice, told, Kind.DIAGNOSED)
    assert found.data == DiagnosedData(FOUND.check, FOUND.run, "")
    for locale, said in (("en", "was erased with the customer's data"), ("zh-hans", "已随客户资料一并清除")):
        with translation.override(locale):
            assert said in words.event_text(found, viewer=alice)
            assert said in words.event_text(found, viewer=carol)
    assert "4711" not in repr(after)
    assert fold.replay(after) == head.state
    assert soundness.examine(replay_most=10).faults == ()


def test_SEC_R26_another_customers_facts_stay(
    told: ConversationRecord, carol: Viewer, mallory: Viewer, alice: Viewer
) -> None:
    other = log.stored(log.open(mallory.id, author=says(mallory), body="hi", key="mallory-1", locale="en"))
    log.stored(log.append([Draft(other.conversation, Kind.DIAGNOSED, BOT, FOUND, key="found-0003")])[0])
    assert keys.destroy(carol.id)
    (found,) = store.select_entries("e.kind = 'diagnosed' AND e.conversation_id = %s", [other.conversation], tail="")
    assert found.data == FOUND


def test_SEC_R26_nothing_of_an_account_is_kept_once_its_owner_was_erased(
    told: ConversationRecord, carol: Viewer, alice: Viewer
) -> None:
    assert keys.destroy(carol.id)
    log.stored(log.append([Draft(told.id, Kind.DIAGNOSED, BOT, FOUND, key="found-0004")])[0])
    newest = queries.entries_for(alice, told)[-1]
    assert newest.is_erased
    assert "4711" not in rows()


def test_SEC_R26_a_code_of_what_was_erased_is_told_as_removed(told: ConversationRecord, carol: Viewer) -> None:
    code = proofs.code_of(of_kind(carol, told, Kind.DIAGNOSED))
    with transaction.atomic():
        assert erasing.keep_marks(carol.id) == 2
        assert erasing.keep_marks(carol.id) == 2  # twice is once
        keys.destroy(carol.id)
    assert proofs.code_of(of_kind(carol, told, Kind.DIAGNOSED)) == ""
    found = proving.looked_up(code, customer_id=carol.id)
    assert found is not None
    assert (found.proof, found.begins) == (Proof.REMOVED, "")


def test_the_columns_are_folded_without_any_key(told: ConversationRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_key(*_: object, **__: object) -> Sequence[object]:
        raise LookupError("no key is needed here")

    monkeypatch.setattr(keys, "ring", no_key)
    entries = store.select_entries("e.conversation_id = %s", [told.id], tail="ORDER BY e.seq", is_opened=False)
    assert fold.replay(entries) == columns.heads([told.id])[told.id].state
