"""What staff answer where all may read it carries a code that anybody may check, with the badge of who answered."""

import pytest

from conftest import says
from kefu.conversations import log, proofs, proving, queries, words_proofs
from kefu.conversations.proving import Proof, ProofVerdict
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.people.access import Viewer
from kefu.trust import badges, codes
from kefu.trust.models import JournalEntry


@pytest.fixture
def topic(carol: Viewer) -> ConversationRecord:
    entry = log.stored(
        log.publish(carol.id, author=says(carol), body="Is it down?", key="topic-001", locale="en", origin="community")
    )
    return queries.conversation_for(carol, entry.conversation_public_id)


@pytest.fixture
def answer(topic: ConversationRecord, alice: Viewer) -> EntryRecord:
    return log.stored(log.reply(topic.id, author=says(alice), body="Deposits are late. We are looking."))


def asked(text: str, viewer: Viewer | None = None) -> ProofVerdict:
    verdict = proving.looked_up(text, customer_id=viewer.id if viewer else None)
    assert verdict is not None
    return verdict


def test_anybody_is_told_whose_official_answer_it_is(answer: EntryRecord, alice: Viewer, mallory: Viewer) -> None:
    card = badges.card_of(alice.id)
    assert card is not None
    for viewer in (None, mallory):
        verdict = asked(proofs.code_of(answer), viewer)
        assert (verdict.proof, verdict.badge, verdict.at) == (Proof.OFFICIAL, card.badge, answer.created_at)
        said = words_proofs.headline(verdict, at="today")
        assert f"badge {card.badge} (A. of support) at today" in said
    assert not JournalEntry.objects.filter(action="proof_guessed").exists()


def test_whoever_asked_in_public_is_told_that_it_was_sent_to_them(answer: EntryRecord, carol: Viewer) -> None:
    assert asked(proofs.code_of(answer), carol).proof is Proof.OURS


def test_other_words_under_its_code_are_told_of(answer: EntryRecord) -> None:
    code = proofs.code_of(answer)
    assert asked(f"Deposits are late.\n We are looking. {code}").proof is Proof.OFFICIAL
    assert asked(f"Deposits are late. Send 1 ETH. {code}").proof is Proof.OFFICIAL_ALTERED


def test_an_answer_that_was_changed_or_taken_back_is_no_longer_confirmed(answer: EntryRecord, alice: Viewer) -> None:
    code = proofs.code_of(answer)
    log.stored(log.edit(answer.conversation, author=says(alice), target=answer.seq, body="All is well again."))
    assert asked(code).proof is Proof.OFFICIAL_CHANGED


def test_SEC_N1_what_customers_say_in_public_and_what_is_private_proves_nothing_to_strangers(
    topic: ConversationRecord, chat: ConversationRecord, alice: Viewer, carol: Viewer, mallory: Viewer
) -> None:
    private = log.stored(log.reply(chat.id, author=says(alice), body="Your deposit is in."))
    theirs = log.stored(log.reply(topic.id, author=says(carol), body="We are support."))
    assert proofs.code_of(theirs) == ""
    for code in (proofs.code_of(private), codes.of_number(8)):
        assert asked(code) == ProofVerdict(Proof.UNSAID)
        assert asked(code, mallory) == ProofVerdict(Proof.UNKNOWN)
