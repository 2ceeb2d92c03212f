"""Where a category wants a second reader, nothing that staff say reaches customers unread, whatever way it is tried."""

from contextlib import suppress
from itertools import count
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from conftest import a_customer, says
from kefu.conversations import data_checks, definitions, log, queries, second_readers
from kefu.conversations.data import MessageData
from kefu.conversations.data_conduct import Misconduct
from kefu.conversations.kinds import Audience, CloseReason, Kind
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord, Outcome, Refused, SecondRead
from kefu.exchange.diagnoses.definition import Finding, State
from kefu.files.kinds import FileRef
from kefu.kit.errors import KefuError
from kefu.people.access import Viewer
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)
GATED, FREE = "account-security", "deposit"
_numbers = count(1)


@pytest.fixture(autouse=True)
def _categories(db: None) -> None:
    for slug in (GATED, FREE):
        definitions.put_category(slug, names={"en": slug})
    definitions.want_second(GATED, on=True, by=0)


@pytest.fixture
def case(chat: ConversationRecord, alice: Viewer) -> ConversationRecord:
    log.stored(log.sort(chat.id, author=says(alice), category=GATED))
    return chat


def is_held(outcome: Outcome) -> bool:
    return outcome == Refused("needs_second")


def read_reply(writer: Viewer, reader: Viewer, chat: ConversationRecord, said: str, **other: Any) -> Outcome:
    told = {"conversation": chat.id, "body": said, "files": (), **other}
    read = second_readers.read_by(reader.id, **told)
    return log.append([Draft(chat.id, Kind.MESSAGE, says(writer), MessageData(), body=said, read=read)])[0]


def test_S46_what_staff_say_there_is_held_and_notes_and_customers_are_free(
    case: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    assert is_held(log.reply(case.id, author=says(alice), body="hello"))
    assert is_held(log.give_checklist(case.id, title="Do", items=["this"], author=says(alice)))
    assert is_held(log.warn(case.id, reason=Misconduct.INSULTS, words="Please stop", author=says(alice)))
    found = data_checks.of("transaction-status", Finding("found", State.FINE))
    assert is_held(log.diagnosed(case.id, author=says(alice), found=found, audience=Audience.EVERYONE))
    assert log.stored(log.diagnosed(case.id, author=says(alice), found=found, audience=Audience.STAFF)).seq
    assert log.stored(log.note(case.id, author=says(alice), body="hello")).kind is Kind.NOTE
    assert log.stored(log.reply(case.id, author=says(carol), body="hello?")).kind is Kind.MESSAGE
    assert log.stored(log.warn(case.id, reason=Misconduct.INSULTS, author=says(alice))).kind is Kind.WARNED


def test_S46_files_alone_and_another_order_of_them_are_held(
    case: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    files = tuple(
        FileRef(id=str(each) * 26, name="a.png", media_type="image/png", width=1, height=1, bytes=1) for each in (2, 3)
    )
    assert second_readers.digest_of("x", files) != second_readers.digest_of("x", files[::-1])
    assert second_readers.digest_of("x", files) != second_readers.digest_of("x", files[:1])


def test_S46_a_reading_lets_out_exactly_what_was_read_by_another_in_this_conversation(
    case: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    assert is_held(read_reply(alice, alice, case, "hello"))
    assert is_held(read_reply(alice, bob, case, "hello", body="hell"))
    assert is_held(read_reply(alice, bob, case, "hello", conversation=case.id + 1))
    nobody = SecondRead(0, case.id, second_readers.digest_of("hello", ()))
    assert is_held(log.append([Draft(case.id, Kind.MESSAGE, says(alice), MessageData(), body="hello", read=nobody)])[0])
    assert log.stored(read_reply(alice, bob, case, "hello")).author == says(alice)


def test_S46_what_was_sent_is_not_changed_and_a_note_is(case: ConversationRecord, alice: Viewer, bob: Viewer) -> None:
    sent = log.stored(read_reply(alice, bob, case, "hello"))
    note = log.stored(log.note(case.id, author=says(alice), body="mine"))
    assert is_held(log.edit(case.id, author=says(alice), target=sent.seq, body="quite another thing"))
    assert log.stored(log.edit(case.id, author=says(alice), target=note.seq, body="other"))
    assert queries.entry_for(alice, case, number=sent.seq).body == "hello"


def test_S46_the_rule_counts_at_once_is_in_the_journal_and_ends_at_once(
    chat: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    log.stored(log.sort(chat.id, author=says(alice), category=FREE))
    assert log.stored(log.reply(chat.id, author=says(alice), body="free"))
    assert definitions.want_second(FREE, on=True, by=bob.id)
    assert not definitions.want_second(FREE, on=True, by=bob.id)
    assert is_held(log.reply(chat.id, author=says(alice), body="held"))
    assert definitions.want_second(FREE, on=False, by=bob.id)
    assert log.stored(log.reply(chat.id, author=says(alice), body="free again"))
    acts = JournalEntry.objects.filter(actor_id=bob.id, action__startswith="second_").values_list("action", "detail")
    assert list(acts) == [("second_wanted", FREE), ("second_not_wanted", FREE)]
    definitions.put_category(GATED, names={"en": "renamed on the command line"})
    assert definitions.categories()[0].needs_second


@pytest.mark.parametrize("away", [FREE, ""])
def test_S46_sorting_it_elsewhere_closing_it_and_reopening_it_shake_nothing_off(
    case: ConversationRecord, alice: Viewer, away: str
) -> None:
    log.stored(log.sort(case.id, author=says(alice), category=away))
    assert is_held(log.reply(case.id, author=says(alice), body="free?"))
    log.stored(log.close(case.id, author=says(alice), reason=CloseReason.SOLVED))
    log.stored(log.reopen(case.id, author=says(alice)))
    assert is_held(log.reply(case.id, author=says(alice), body="free?"))
    assert second_readers.holds_for(queries.conversation_for(alice, case.public_id))


def test_S46_a_split_and_a_merge_take_the_rule_along(case: ConversationRecord, alice: Viewer, carol: Viewer) -> None:
    split = log.stored(log.split(case.id, entries=[2], author=says(alice)))
    new = queries.conversation_for(alice, split.data.public_id)  # type: ignore[union-attr]
    assert new.category == ""
    assert is_held(log.reply(new.id, author=says(alice), body="free?"))
    log.stored(log.close(case.id, author=says(alice), reason=CloseReason.SOLVED))
    log.stored(log.close(new.id, author=says(alice), reason=CloseReason.SOLVED))
    other = log.stored(log.open(carol.id, author=says(carol), body="again", key=None, locale="en"))
    assert other.conversation not in {case.id, new.id}
    assert log.stored(log.reply(other.conversation, author=says(alice), body="a case of its own"))
    log.stored(log.merge(case.id, into=other.conversation, author=says(alice)))
    assert is_held(log.reply(other.conversation, author=says(alice), body="free?"))
    assert is_held(log.reply(case.id, author=says(alice), body="free?"))


def test_S46_an_official_answer_in_a_public_conversation_is_held_too(alice: Viewer, carol: Viewer) -> None:
    said = {"key": "topic-001", "locale": "en", "origin": "community"}
    topic = log.stored(log.publish(carol.id, author=says(carol), body="Is it down?", **said))
    log.stored(log.sort(topic.conversation, author=says(alice), category=GATED))
    assert is_held(log.reply(topic.conversation, author=says(alice), body="It is up."))


class Dodges(RuleBasedStateMachine):
    """Everything an agent can do with conversations of one customer, in any order, and a colleague who reads for them."""

    agents: ClassVar[tuple[Viewer, Viewer]]

    @initialize()
    def begin(self) -> None:
        self.customer = a_customer(f"dodged-{next(_numbers)}").viewer
        self.held: set[int] = set()
        self.said: list[tuple[EntryRecord, bool, bool]] = []
        definitions.want_second(GATED, on=True, by=0)
        self.ask(anew=True)

    @property
    def chats(self) -> list[ConversationRecord]:
        return queries.conversations_with(self.agents[0], customer=self.customer.id)

    @rule(anew=st.booleans())
    def ask(self, anew: bool) -> None:
        if anew:
            for each in self.chats:
                log.close(each.id, author=says(self.agents[0]), reason=CloseReason.SOLVED)
        log.stored(log.open(self.customer.id, author=says(self.customer), body="help", key=None, locale="en"))

    def pick(self, which: int) -> ConversationRecord:
        chats = self.chats
        return chats[which % len(chats)]

    @rule(which=st.integers(0, 5), category=st.sampled_from([GATED, GATED, FREE, ""]))
    def sort(self, which: int, category: str) -> None:
        log.sort(self.pick(which).id, author=says(self.agents[0]), category=category)
        self.held |= {each.id for each in self.chats if each.category == GATED}

    @rule(which=st.integers(0, 5), seq=st.integers(2, 6))
    def split(self, which: int, seq: int) -> None:
        chat = self.pick(which)
        if (
            isinstance(log.split(chat.id, entries=[seq], author=says(self.agents[0])), EntryRecord)
            and chat.id in self.held
        ):
            self.held.add(self.chats[0].id)

    @rule(which=st.integers(0, 5), into=st.integers(0, 5))
    def merge(self, which: int, into: int) -> None:
        one, other = self.pick(which), self.pick(into)
        if (
            isinstance(log.merge(one.id, into=other.id, author=says(self.agents[0])), EntryRecord)
            and one.id in self.held
        ):
            self.held.add(other.id)

    @rule(which=st.integers(0, 5))
    def undo(self, which: int) -> None:
        chat = self.pick(which)
        if isinstance(log.unmerge(chat.id, author=says(self.agents[0])), EntryRecord):
            return
        if isinstance(log.unsplit(chat.id, author=says(self.agents[0])), EntryRecord) and chat.id in self.held:
            self.held.add(chat.joins.split_from or 0)

    @rule(which=st.integers(0, 5), reads=st.sampled_from(["nobody", "self", "other", "wrong words"]))
    def reply(self, which: int, reads: str) -> None:
        """By one of the two, into whatever it goes on in."""
        writer, reader = self.agents
        chat, body = self.pick(which), f"words {next(_numbers)}"
        read = None
        if reads != "nobody":
            by = writer if reads == "self" else reader
            read = second_readers.read_by(
                by.id, conversation=chat.id, body=body[:-1] if "wrong" in reads else body, files=()
            )
        outcome = log.append([Draft(chat.id, Kind.MESSAGE, says(writer), MessageData(), body=body, read=read)])[0]
        if isinstance(outcome, EntryRecord):
            self.said.append((outcome, outcome.conversation in self.held, reads == "other"))

    @rule(which=st.integers(0, 5))
    def edit(self, which: int) -> None:
        for entry, _held, _read in self.said[which : which + 1]:
            if isinstance(
                log.edit(entry.conversation, author=entry.author, target=entry.seq, body="edited"), EntryRecord
            ):
                assert entry.conversation not in self.held

    @rule(which=st.integers(0, 5), what=st.sampled_from(["checklist", "warn", "reopen", "note"]))
    def other(self, which: int, what: str) -> None:
        chat, me = self.pick(which), says(self.agents[0])
        with suppress(KefuError):
            match what:
                case "checklist":
                    outcome = log.give_checklist(chat.id, title="Do", items=["this"], author=me)
                case "warn":
                    outcome = log.warn(chat.id, reason=Misconduct.INSULTS, words="Stop", author=me)
                case "note":
                    outcome = log.note(chat.id, author=me, body="among us")
                case _:
                    outcome = log.reopen(chat.id, author=me)
            if isinstance(outcome, EntryRecord) and outcome.body and outcome.audience is Audience.EVERYONE:
                self.said.append((outcome, outcome.conversation in self.held, False))

    @invariant()
    def nothing_unread_went_out(self) -> None:
        for entry, was_held, was_read in self.said:
            assert was_read or not was_held, (entry.kind, entry.body)


def test_S46_in_no_order_of_acts_do_words_of_staff_go_out_unread(alice: Viewer, bob: Viewer) -> None:
    Dodges.agents = (alice, bob)
    tried = settings(
        max_examples=30, stateful_step_count=25, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Dodges, settings=tried)
