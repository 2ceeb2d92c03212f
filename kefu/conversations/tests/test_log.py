"""The one door: what is stored, once, numbered, folded; and what is refused."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from conftest import a_customer, says
from kefu.conversations import fold, log, queries, store
from kefu.conversations.data import AssignedData, MessageData, SortedData
from kefu.conversations.kinds import Audience, Author, AuthorKind, Box, CloseReason, Holder, Kind, Priority, Status
from kefu.conversations.models import Conversation, Entry
from kefu.conversations.records import ConversationRecord, Draft, Failed, Filter, Known, NewConversation, Refused
from kefu.kit.errors import Conflict, Invalid, NotFound, TryAgain
from kefu.people.access import Viewer
from kefu.trust.models import JournalEntry


def message(conversation: int | NewConversation, author: Author, body: str, key: str | None = None) -> Draft:
    return Draft(conversation, Kind.MESSAGE, author, MessageData(), body=body, key=key)


def test_opening_and_first_message_are_one(chat: ConversationRecord, alice: Viewer) -> None:
    kinds = [(e.seq, e.public_seq, e.kind) for e in queries.entries_for(alice, chat)]
    assert kinds == [(1, None, Kind.OPENED), (2, 1, Kind.MESSAGE)]


def test_numbers_are_gap_free_in_both_countings(chat: ConversationRecord, alice: Viewer, carol: Viewer) -> None:
    for number in range(6):
        log.stored(log.note(chat.id, author=says(alice), body=f"note {number}"))
        log.stored(log.reply(chat.id, author=says(carol), body=f"word {number}"))
    assert [e.seq for e in queries.entries_for(alice, chat)] == list(range(1, 15))
    assert [e.public_seq for e in queries.entries_for(carol, chat)] == list(range(1, 8))


def test_a_batch_gives_each_draft_its_own_outcome(
    chat: ConversationRecord, carol: Viewer, mallory: Viewer, alice: Viewer
) -> None:
    outcomes = log.append(
        [
            message(chat.id, says(carol), "first", key="batch-1"),
            message(chat.id, says(carol), "", key="batch-2"),
            message(chat.id, says(carol), "first", key="batch-1"),
            message(chat.id, says(carol), "other", key="batch-1"),
            message(999_999, says(alice), "nowhere"),
            message(chat.id, says(alice), "last"),
        ]
    )
    first = log.stored(outcomes[0])
    assert outcomes[1] == Refused("empty")
    assert isinstance(outcomes[2], Known)
    assert outcomes[2].entry == first
    assert outcomes[3] == Refused("key_reused")
    assert outcomes[4] == Refused("not_found")
    assert log.stored(outcomes[5]).seq == first.seq + 1


def test_a_key_belongs_to_its_author(chat: ConversationRecord, carol: Viewer, alice: Viewer) -> None:
    mine = log.stored(log.reply(chat.id, author=says(carol), body="hi", key="same-key-1"))
    theirs = log.stored(log.reply(chat.id, author=says(alice), body="hi", key="same-key-1"))
    assert mine.seq != theirs.seq


def test_an_assignment_sent_again_is_known(chat: ConversationRecord, alice: Viewer, bob: Viewer) -> None:
    log.stored(log.assign(chat.id, author=says(alice), agent=alice.id))
    first = log.assign(chat.id, author=says(alice), agent=bob.id, key="given-to-bob")
    assert log.assign(chat.id, author=says(alice), agent=bob.id, key="given-to-bob") == Known(log.stored(first))


@pytest.mark.django_db(transaction=True)
def test_the_same_message_twice_at_the_same_time_is_stored_once(chat: ConversationRecord, carol: Viewer) -> None:
    places = (chat.id, NewConversation(customer=carol.id, origin="callback", locale="en"))

    def twice(place: int | NewConversation, key: str) -> list[str]:
        together = threading.Barrier(2)

        def once(_: int) -> str:
            together.wait(5)
            try:
                return type(log.append([message(place, says(carol), "hello", key=key)])[0]).__name__
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            return sorted(pool.map(once, range(2)))

    for number in range(10):
        for place in places:
            assert twice(place, f"twice-{number}-{bool(place is chat.id)}") == ["EntryRecord", "Known"]


def test_of_removed_words_no_hash_is_left_and_a_late_retry_does_not_bring_them_back(
    chat: ConversationRecord, carol: Viewer, bob: Viewer
) -> None:
    code = log.stored(log.reply(chat.id, author=says(carol), body="my code is 482913", key="with-a-code"))
    log.stored(log.redact(chat.id, author=says(bob), target=code.seq))
    assert Entry.objects.get(pk=code.id).key_body_hash == ""
    again = log.reply(chat.id, author=says(carol), body="my code is 482913", key="with-a-code")
    assert isinstance(again, Known)
    assert again.entry.body == ""
    assert queries.entries_for(bob, chat)[-1].kind is Kind.REDACTED


def test_a_key_used_in_one_conversation_is_refused_in_another(
    chat: ConversationRecord, alice: Viewer, mallory: Viewer
) -> None:
    other = log.stored(log.open(mallory.id, author=says(mallory), body="hi", key="mallorys-1", locale="en"))
    log.stored(log.reply(chat.id, author=says(alice), body="hi", key="alices-key"))
    assert log.reply(other.conversation, author=says(alice), body="hi", key="alices-key") == Refused("key_reused")


def test_two_first_words_at_once_share_one_conversation(carol: Viewer) -> None:
    place = NewConversation(customer=carol.id, origin="livechat", locale="en")
    one, two = log.append(
        [message(place, says(carol), "a", key="two-a"), message(place, says(carol), "b", key="two-b")]
    )
    assert log.stored(one).conversation == log.stored(two).conversation
    again = log.stored(log.open(carol.id, author=says(carol), body="c", key="two-c", locale="en"))
    assert again.conversation == log.stored(one).conversation
    assert Conversation.objects.count() == 1


def test_a_poisonous_draft_harms_no_stranger(
    chat: ConversationRecord, carol: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = store.insert_entries

    def fails_on_poison(entries, **more):  # type: ignore[no-untyped-def]
        if any(entry.body == "poison" for entry in entries):
            raise ValueError("this row cannot be stored")
        insert(entries, **more)

    monkeypatch.setattr(store, "insert_entries", fails_on_poison)
    outcomes = log.append([message(chat.id, says(carol), body) for body in ("before", "poison", "after")])
    assert [type(outcome).__name__ for outcome in outcomes] == ["EntryRecord", "Refused", "EntryRecord"]
    assert [e.body for e in queries.entries_for(carol, chat)][-2:] == ["before", "after"]


def test_of_a_part_nothing_stands_without_its_first(carol: Viewer, alice: Viewer) -> None:
    def part(body: str, key: str) -> list[Draft]:
        place = NewConversation(carol.id, "livechat", "en", beyond=2**62)
        told = SortedData(priority=Priority.URGENT)
        return [
            message(place, says(carol), body, key=key),
            Draft(place, Kind.SORTED, says(alice), told, audience=Audience.STAFF, key=f"{key}.sorted"),
        ]

    empty, (first, beside) = log.append_parts([part("", "part-1"), part("hello", "part-2")])
    assert empty == [Refused("empty")] * 2
    assert log.stored(beside).seq == log.stored(first).seq + 1
    (late,) = log.append_parts([[part("hello", "part-2")[0], part("", "part-3")[1]]])
    assert late == [Known(log.stored(first))] * 2, "what did not come with it opens nothing later"
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "code"), [("", "empty"), (" \n\t ", "empty"), ("x" * 8_001, "too_long"), ("\x00\x07", "empty")]
)
def test_what_cannot_be_stored_is_refused_with_a_code(
    chat: ConversationRecord, carol: Viewer, body: str, code: str
) -> None:
    assert log.reply(chat.id, author=says(carol), body=body) == Refused(code)


def test_words_are_cleaned_before_they_are_stored(chat: ConversationRecord, carol: Viewer) -> None:
    entry = log.stored(log.reply(chat.id, author=says(carol), body="a\r\nb\x00\ud800 e\u0301 "))
    assert entry.body == "a\nb \u00e9"


def test_a_customers_word_reopens_what_was_closed(chat: ConversationRecord, carol: Viewer, alice: Viewer) -> None:
    log.stored(log.close(chat.id, author=says(alice), reason=CloseReason.SOLVED))
    assert queries.conversation_for(carol, chat.public_id).status is Status.CLOSED
    log.stored(log.reply(chat.id, author=says(carol), body="still not here"))
    head = queries.conversation_for(alice, chat.public_id)
    assert head.status is Status.OPEN
    assert [e.kind for e in queries.entries_for(alice, chat)][-3:] == [Kind.CLOSED, Kind.REOPENED, Kind.MESSAGE]


def test_closing_twice_is_a_conflict_people_can_read(chat: ConversationRecord, alice: Viewer) -> None:
    log.stored(log.close(chat.id, author=says(alice), reason=CloseReason.SOLVED))
    with pytest.raises(Conflict):
        log.stored(log.close(chat.id, author=says(alice), reason=CloseReason.SOLVED))


def test_only_ones_own_words_may_be_edited(chat: ConversationRecord, alice: Viewer, bob: Viewer) -> None:
    reply = log.stored(log.reply(chat.id, author=says(alice), body="one"))
    assert log.edit(chat.id, author=says(bob), target=reply.seq, body="two") == Refused("not_allowed")
    assert log.edit(chat.id, author=says(alice), target=reply.seq, body="") == Refused("empty")
    assert log.edit(chat.id, author=says(alice), target=99, body="two") == Refused("not_found")
    log.stored(log.edit(chat.id, author=says(alice), target=reply.seq, body="two"))
    assert queries.entry_for(alice, chat, number=reply.seq).body == "two"


def test_removed_words_are_nowhere_in_the_tables(chat: ConversationRecord, alice: Viewer, bob: Viewer) -> None:
    reply = log.stored(log.reply(chat.id, author=says(alice), body="canary-4711"))
    log.stored(log.edit(chat.id, author=says(alice), target=reply.seq, body="canary-4712"))
    log.stored(log.redact(chat.id, author=says(bob), target=reply.seq, reason="personal data"))
    stored = " ".join(str(row) for row in Entry.objects.values_list())
    assert "canary" not in stored


def test_an_edit_of_a_note_stays_with_staff(chat: ConversationRecord, alice: Viewer, carol: Viewer) -> None:
    note = log.stored(log.note(chat.id, author=says(alice), body="secret"))
    log.stored(log.edit(chat.id, author=says(alice), target=note.seq, body="more secret"))
    assert [e.public_seq for e in queries.entries_for(carol, chat)] == [1]


def test_staff_acts_stand_in_the_journal_and_customers_words_do_not(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    before = JournalEntry.objects.filter(subject_kind="conversation").count()
    log.stored(log.reply(chat.id, author=says(carol), body="hello"))
    log.stored(log.reply(chat.id, author=says(alice), body="hello"))
    log.stored(log.assign(chat.id, author=says(alice), agent=alice.id))
    acts = JournalEntry.objects.filter(subject_kind="conversation", subject_id=chat.id)
    assert before == 0
    assert [(a.action, a.actor_id) for a in acts.order_by("id")] == [("message", alice.id), ("assigned", alice.id)]


def test_columns_follow_the_log(chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer) -> None:
    assert queries.conversation_for(alice, chat.public_id).waiting_since is not None
    log.stored(log.assign(chat.id, author=says(alice), agent=bob.id))
    log.stored(log.reply(chat.id, author=says(bob), body="hello"))
    head = queries.conversation_for(alice, chat.public_id)
    assert (head.holder, head.assignee, head.waiting_since) == (Holder.AGENT, bob.id, None)
    log.stored(log.assign(chat.id, author=says(alice), agent=None))
    assert queries.conversation_for(alice, chat.public_id).holder is Holder.QUEUE
    assert fold.replay(queries.entries_for(alice, chat)).holder is Holder.QUEUE


def test_loops_end(chat: ConversationRecord) -> None:
    robot = Author(kind=AuthorKind.WATCHER, name="echo")
    cause: int | None = None
    depths = []
    for number in range(7):
        draft = Draft(chat.id, Kind.MESSAGE, robot, MessageData(), body="echo", key=f"echo-{number}", cause=cause)
        outcome = log.append([draft])[0]
        if isinstance(outcome, Refused):
            assert outcome == Refused("too_deep")
            break
        cause = log.stored(outcome).id
        depths.append(log.stored(outcome).depth)
    assert depths == [0, 1, 2, 3, 4]


def test_a_database_outage_is_told_as_try_again() -> None:
    with pytest.raises(TryAgain):
        log.stored(Failed("OperationalError"))
    with pytest.raises(Invalid):
        log.stored(Refused("too_long"))


def test_an_outsider_finds_nothing(chat: ConversationRecord, mallory: Viewer, alice: Viewer) -> None:
    with pytest.raises(NotFound):
        queries.conversation_for(mallory, chat.public_id)
    with pytest.raises(NotFound):
        queries.conversation_for(mallory, "a" * 26)
    assert queries.conversations_of(mallory) == []
    assert queries.conversations_of(alice) == []


def test_lists_page_by_keyset_without_gap_or_repetition(alice: Viewer) -> None:
    for number in range(23):
        customer = a_customer(f"customer-{number}").viewer
        log.stored(log.open(customer.id, author=says(customer), body="hi", key=f"open-{number:04}", locale="en"))
    seen: list[str] = []
    cursor = ""
    while True:
        page = queries.inbox_for(alice, Filter(box=Box.OPEN), cursor=cursor, limit=5)
        seen += [row.conversation.public_id for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 23
    assert queries.counts_for(alice) == {
        Box.MINE: 0,
        Box.TEAM: 0,
        Box.UNASSIGNED: 23,
        Box.OPEN: 23,
        Box.BOT: 0,
        Box.SNOOZED: 0,
    }
    with pytest.raises(Invalid):
        queries.inbox_for(alice, Filter(box=Box.OPEN), cursor="not~a~cursor")


def test_what_was_removed_cannot_be_brought_back(chat: ConversationRecord, alice: Viewer, bob: Viewer) -> None:
    reply = log.stored(log.reply(chat.id, author=says(alice), body="gone"))
    log.stored(log.redact(chat.id, author=says(bob), target=reply.seq))
    assert log.edit(chat.id, author=says(alice), target=reply.seq, body="back") == Refused("not_found")
    assert log.redact(chat.id, author=says(bob), target=reply.seq) == Refused("not_found")


def test_giving_a_conversation_names_who_had_it_before(chat: ConversationRecord, alice: Viewer, bob: Viewer) -> None:
    log.stored(log.assign(chat.id, author=says(alice), agent=alice.id))
    given = log.stored(log.assign(chat.id, author=says(alice), agent=bob.id))
    assert given.data == AssignedData(agent=bob.id, previous=alice.id)
    with pytest.raises(Conflict):
        log.stored(log.assign(chat.id, author=says(alice), agent=bob.id))
