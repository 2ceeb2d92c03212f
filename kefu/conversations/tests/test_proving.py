"""Whether a message is ours is told to its recipient, and to nobody else; guessing is hopeless and noticed."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import as_viewer, says
from kefu.conversations import log, proofs, proving, queries
from kefu.conversations.data_bot import Act, BotSaidData
from kefu.conversations.kinds import BOT, CloseReason, Kind
from kefu.conversations.models import Withdrawn
from kefu.conversations.proving import Proof, ProofVerdict
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.people.models import Agent
from kefu.trust import codes, misses
from kefu.trust.models import JournalEntry

SAID = "您好，您的充值正在确认中，请稍等。We never ask for your password."


@pytest.fixture
def sent(chat: ConversationRecord, alice: Viewer) -> EntryRecord:
    return log.stored(log.reply(chat.id, author=says(alice), body=SAID))


def asked(viewer: Viewer | None, text: str) -> ProofVerdict:
    verdict = proving.looked_up(text, customer_id=viewer.id if viewer else None)
    assert verdict is not None
    return verdict


def code_of(entry: EntryRecord) -> str:
    code = proofs.code_of(entry)
    assert code
    return code


def stands(viewer: Viewer, entry: EntryRecord) -> EntryRecord:
    chat = queries.conversation_for(viewer, entry.conversation_public_id)
    return next(each for each in queries.entries_for(viewer, chat) if each.id == entry.id)


def test_the_recipient_learns_when_by_whom_and_how_it_begins(sent: EntryRecord, carol: Viewer) -> None:
    verdict = asked(carol, code_of(sent))
    assert (verdict.proof, verdict.at, verdict.by) == (Proof.OURS, sent.created_at, "A. of support")
    assert SAID.startswith(verdict.begins.removesuffix("…"))
    assert verdict.agent == sent.author.id


def test_what_was_just_appended_carries_the_code_of_what_is_stored(
    sent: EntryRecord, chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    """A live frame is made of the one, /verify reads the other."""
    checklist = log.stored(log.give_checklist(chat.id, title="Do", items=["this", "that"], author=says(alice)))
    bot = BotSaidData(Act.GREETING)
    greeting = log.append([Draft(chat.id, Kind.BOT_SAID, BOT, bot)])[0]
    for entry in (sent, checklist, *([greeting] if isinstance(greeting, EntryRecord) else [])):
        assert code_of(entry) == code_of(stands(carol, entry)) == code_of(stands(alice, entry))
        assert asked(carol, code_of(entry)).proof is Proof.OURS


def test_what_customers_and_notes_say_carries_none(chat: ConversationRecord, alice: Viewer, carol: Viewer) -> None:
    log.stored(log.note(chat.id, author=says(alice), body="for us"))
    log.stored(log.close(chat.id, author=says(alice), reason=CloseReason.SOLVED))
    for entry in queries.entries_for(alice, chat):
        assert proofs.code_of(entry) == ""


def test_N01_to_all_others_it_is_a_code_that_does_not_exist(sent: EntryRecord, mallory: Viewer, carol: Viewer) -> None:
    theirs, made_up = code_of(sent), codes.of_number(codes.number_of_digest(b"no code of ours!"))
    assert asked(mallory, theirs) == asked(mallory, made_up) == ProofVerdict(Proof.UNKNOWN)
    assert asked(None, theirs) == asked(None, made_up) == ProofVerdict(Proof.UNSAID)
    assert asked(carol, made_up) == ProofVerdict(Proof.UNKNOWN)


def test_N01_and_looking_does_the_same_work_for_it(sent: EntryRecord, mallory: Viewer) -> None:
    log.stored(log.open(mallory.id, author=says(mallory), body="hi", key=None, locale="en"))
    did = []
    for code in (code_of(sent), codes.of_number(codes.number_of_digest(b"no code of ours!"))):
        with CaptureQueriesContext(connection) as seen:
            asked(mallory, code)
        did.append([query["sql"].split(" WHERE ")[0] for query in seen.captured_queries])
    assert did[0] == did[1]


def test_N01_altered_words_are_told_as_altered(sent: EntryRecord, carol: Viewer) -> None:
    code = code_of(sent)
    assert asked(carol, f"{SAID}\n{code}").proof is Proof.OURS
    assert asked(carol, f"  {SAID.replace(' ', chr(10))} {code} ").proof is Proof.OURS
    assert asked(carol, f"We never ask for your password. {code}").proof is Proof.PART
    for wrong in (SAID.replace("never", "always"), SAID + " Send it to evil.test", SAID.replace("ask", "аsk")):
        assert asked(carol, f"{wrong}\n{code}").proof is Proof.ALTERED


def test_an_edited_message_says_so_by_its_old_code_and_proves_itself_by_its_new_one(
    sent: EntryRecord, carol: Viewer, alice: Viewer
) -> None:
    old = code_of(sent)
    log.stored(log.edit(sent.conversation, author=says(alice), target=sent.seq, body="Better words"))
    assert asked(carol, old).proof is Proof.EDITED
    assert asked(carol, old).begins == "Better words"
    assert asked(carol, code_of(stands(carol, sent))).proof is Proof.OURS


def test_a_removed_message_says_so_and_tells_nothing_of_its_words(
    sent: EntryRecord, carol: Viewer, bob: Viewer, mallory: Viewer
) -> None:
    code = code_of(sent)
    log.stored(log.redact(sent.conversation, author=says(bob), target=sent.seq))
    verdict = asked(carol, f"{SAID} {code}")
    assert (verdict.proof, verdict.begins, verdict.at) == (Proof.REMOVED, "", sent.created_at)
    assert proofs.code_of(stands(carol, sent)) == ""
    assert asked(mallory, code) == ProofVerdict(Proof.UNKNOWN)
    row = Withdrawn.objects.get()
    assert SAID not in str(vars(row))
    assert code not in str(vars(row))


def test_N01_after_90_days_it_is_no_reason_to_act(
    sent: EntryRecord, carol: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = clock.now() + timedelta(days=91)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert asked(carol, code_of(sent)).proof is Proof.EXPIRED


def test_a_code_is_bound_to_each_thing_it_is_made_over(sent: EntryRecord) -> None:
    others = [
        replace(sent, body=sent.body + " "),
        replace(sent, version=2),
        replace(sent, public_seq=(sent.public_seq or 0) + 1),
        replace(sent, conversation_public_id="a" * 26),
        replace(sent, created_at=sent.created_at + timedelta(microseconds=1)),
        replace(sent, author=replace(sent.author, id=sent.author.id + 1)),
    ]
    assert len({code_of(entry) for entry in [sent, *others]}) == 7


def test_N01_a_million_guesses_hit_nothing(sent: EntryRecord) -> None:
    """Against a thousand messages at once; each guess is well formed."""
    ours = {code_of(replace(sent, public_seq=number)) for number in range(1, 1_001)}
    chance = random.Random(8)
    assert not [1 for _ in range(1_000_000) if codes.of_number(codes.number_of_digest(chance.randbytes(16))) in ours]


def test_N01_guessing_is_noticed_once_an_hour(sent: EntryRecord, mallory: Viewer) -> None:
    for number in range(60):
        proving.looked_up(
            codes.of_number(codes.number_of_digest(number.to_bytes(16, "big"))),
            customer_id=mallory.id,
            address="203.0.113.9",
        )
        if number == 10:
            assert not JournalEntry.objects.filter(action=misses.GUESSED).exists()
    told = JournalEntry.objects.filter(action=misses.GUESSED)
    assert 1 <= told.count() <= 2  # by person, and by address
    assert {row.subject_id for row in told} == {mallory.id}


def test_a_mistyped_code_is_told_without_looking(sent: EntryRecord, carol: Viewer) -> None:
    code = code_of(sent)
    wrong = ("3" if code[0] != "3" else "4") + code[1:]
    with CaptureQueriesContext(connection) as seen:
        assert asked(carol, wrong).proof is Proof.MISTYPED
    assert not seen.captured_queries
    assert proving.looked_up("no code here", customer_id=carol.id) is None


def test_another_agent_of_the_same_words_has_another_code(
    chat: ConversationRecord, alice: Viewer, bob_agent: Agent
) -> None:
    said = [log.stored(log.reply(chat.id, author=says(who), body="Hello")) for who in (alice, as_viewer(bob_agent))]
    assert code_of(said[0]) != code_of(said[1])
