"""Merge, split and their undo: no entry moves, none is lost, none is shown twice, and what is removed is removed everywhere."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import a_customer, says
from kefu.conversations import fold, joined, log, queries, store
from kefu.conversations.data_conduct import Misconduct
from kefu.conversations.joined import Place
from kefu.conversations.kinds import MESSAGES, CloseReason, Kind, Status
from kefu.conversations.models import Conversation, Entry
from kefu.conversations.records import ConversationRecord, EntryRecord, Known, Refused
from kefu.kit.errors import Conflict
from kefu.people.access import Viewer


def another(carol: Viewer, alice: Viewer, body: str = "and my 2FA is lost") -> ConversationRecord:
    """A second open conversation of Carol's, as when she came back while the first was closed."""
    others = [one.id for one in queries.conversations_of(carol) if one.status is Status.OPEN]
    for row in others:
        log.stored(log.close(row, author=says(alice), reason=CloseReason.SOLVED))
    entry = log.stored(log.open(carol.id, author=says(carol), body=body, key=None, locale="zh-hans"))
    for row in others:
        log.stored(log.reopen(row, author=says(alice)))
    return queries.conversation_for(alice, entry.conversation_public_id)


@pytest.fixture
def second(carol: Viewer, alice: Viewer, chat: ConversationRecord) -> ConversationRecord:
    assert chat.status is Status.OPEN
    return another(carol, alice)


def fresh(viewer: Viewer, conversation: ConversationRecord) -> ConversationRecord:
    return queries.conversation_for(viewer, conversation.public_id)


def bodies(viewer: Viewer, conversation: ConversationRecord) -> list[str]:
    lines = joined.stream(viewer, fresh(viewer, conversation))
    return [line.entry.body for line in lines if line.entry.kind in MESSAGES]


def split_of(viewer: Viewer, entry: EntryRecord) -> ConversationRecord:
    return queries.conversation_for(viewer, entry.data.public_id)  # type: ignore[union-attr]


def test_a_merge_stands_in_both_logs_and_closes_one(
    chat: ConversationRecord, second: ConversationRecord, alice: Viewer
) -> None:
    log.stored(log.merge(second.id, into=chat.id, author=says(alice)))
    assert queries.entries_for(alice, second)[-1].kind is Kind.MERGED_INTO
    assert queries.entries_for(alice, chat)[-1].kind is Kind.MERGED_FROM
    assert fresh(alice, second).status is Status.CLOSED
    assert fresh(alice, chat).status is Status.OPEN
    assert bodies(alice, chat) == ["充值两小时了还没到", "and my 2FA is lost"]
    assert bodies(alice, second) == ["and my 2FA is lost"]


def test_what_is_written_into_a_merged_conversation_lands_where_it_goes_on(
    chat: ConversationRecord, second: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    log.stored(log.merge(second.id, into=chat.id, author=says(alice)))
    word = log.stored(log.reply(second.id, author=says(carol), body="hello?"))
    note = log.stored(log.note(second.id, author=says(alice), body="one matter"))
    assert {word.conversation, note.conversation} == {chat.id}
    assert fresh(alice, second).status is Status.CLOSED


def test_a_chain_of_merges_leads_to_its_end(
    chat: ConversationRecord, second: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    third = another(carol, alice, body="third")
    log.stored(log.merge(second.id, into=third.id, author=says(alice)))
    log.stored(log.merge(third.id, into=chat.id, author=says(alice)))
    assert log.stored(log.reply(second.id, author=says(carol), body="!")).conversation == chat.id
    assert bodies(carol, chat) == ["充值两小时了还没到", "and my 2FA is lost", "third", "!"]


def test_a_retry_across_a_merge_is_known_by_either_address(
    chat: ConversationRecord, second: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    before = log.stored(log.reply(second.id, author=says(carol), body="once", key="key-before"))
    log.stored(log.merge(second.id, into=chat.id, author=says(alice)))
    after = log.stored(log.reply(second.id, author=says(carol), body="twice", key="key-after"))
    for address in (second.id, chat.id):
        assert log.reply(address, author=says(carol), body="once", key="key-before") == Known(before)
        assert log.reply(address, author=says(carol), body="twice", key="key-after") == Known(after)
    log.stored(log.unmerge(second.id, author=says(alice)))
    assert log.reply(second.id, author=says(carol), body="twice", key="key-after") == Known(after)


def test_only_conversations_of_one_customer_are_merged(
    chat: ConversationRecord, second: ConversationRecord, alice: Viewer, mallory: Viewer
) -> None:
    """SEC-A01: a merge would show one customer what another wrote."""
    entry = log.stored(log.open(mallory.id, author=says(mallory), body="me too", key=None, locale="en"))
    assert log.merge(chat.id, into=entry.conversation, author=says(alice)) == Refused("other_customer")
    assert log.merge(chat.id, into=999_999, author=says(alice)) == Refused("other_customer")
    assert bodies(mallory, queries.conversation_by_row(mallory, entry.conversation)) == ["me too"]
    log.stored(log.merge(second.id, into=chat.id, author=says(alice)))
    assert log.merge(chat.id, into=second.id, author=says(alice)) == Refused("merged")
    assert log.merge(second.id, into=chat.id, author=says(alice)) == Refused("pointless")
    assert log.merge(chat.id, into=chat.id, author=says(alice)) == Refused("merged")


def test_a_merged_conversation_takes_nothing_else(
    chat: ConversationRecord, second: ConversationRecord, alice: Viewer
) -> None:
    log.stored(log.merge(second.id, into=chat.id, author=says(alice)))
    assert log.reopen(second.id, author=says(alice)) == Refused("merged")
    assert log.assign(second.id, author=says(alice), agent=alice.id) == Refused("merged")


def test_who_waited_in_a_merged_conversation_waits_where_it_goes_on(
    chat: ConversationRecord, second: ConversationRecord, alice: Viewer
) -> None:
    since = second.waiting_since
    log.stored(log.reply(chat.id, author=says(alice), body="on it"))
    log.stored(log.merge(second.id, into=chat.id, author=says(alice)))
    assert fresh(alice, chat).waiting_since == since
    assert fresh(alice, second).waiting_since is None
    log.stored(log.unmerge(second.id, author=says(alice)))
    assert fresh(alice, second).waiting_since == since
    assert fresh(alice, second).status is Status.OPEN


def test_an_undone_merge_leaves_each_its_own(
    chat: ConversationRecord, second: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    log.stored(log.merge(second.id, into=chat.id, author=says(alice)))
    log.stored(log.unmerge(second.id, author=says(alice)))
    assert bodies(alice, chat) == ["充值两小时了还没到"]
    assert log.stored(log.reply(second.id, author=says(carol), body="here")).conversation == second.id
    assert log.unmerge(second.id, author=says(alice)) == Refused("pointless")


def test_a_split_shows_its_entries_in_a_conversation_of_their_own(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    word = log.stored(log.reply(chat.id, author=says(carol), body="also: how do I withdraw?"))
    note = log.stored(log.note(chat.id, author=says(alice), body="two matters"))
    entry = log.stored(log.split(chat.id, entries=[word.seq, note.seq], author=says(alice)))
    new = split_of(alice, entry)
    assert new.customer == carol.id
    assert new.waiting_since is not None
    assert bodies(alice, new) == ["also: how do I withdraw?", "two matters"]
    assert bodies(carol, new) == ["also: how do I withdraw?"]
    shown = {line.entry.seq: line.shown_in for line in joined.stream(alice, fresh(alice, chat))}
    assert {seq for seq, place in shown.items() if place == new.public_id} == {word.seq, note.seq}
    assert {line.place for line in joined.stream(alice, new)} == {Place.OWN, Place.SPLIT}


def test_what_was_split_off_is_not_split_again_and_only_words_are(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    word = log.stored(log.reply(chat.id, author=says(carol), body="?"))
    log.stored(log.split(chat.id, entries=[word.seq], author=says(alice)))
    assert log.split(chat.id, entries=[word.seq], author=says(alice)) == Refused("already_split")
    assert log.split(chat.id, entries=[1], author=says(alice)) == Refused("not_found")
    assert log.split(chat.id, entries=[9_999], author=says(alice)) == Refused("not_found")
    assert log.split(chat.id, entries=[], author=says(alice)) == Refused("empty")


def test_SEC_A03_notes_alone_are_not_split_off_since_their_customer_would_hear_of_it(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    note = log.stored(log.note(chat.id, author=says(alice), body="looks like a mule account"))
    before = fresh(carol, chat), [one.public_id for one in queries.conversations_of(carol)]
    assert log.split(chat.id, entries=[note.seq], author=says(alice)) == Refused("only_notes")
    assert (fresh(carol, chat), [one.public_id for one in queries.conversations_of(carol)]) == before


def test_an_undone_split_goes_on_where_it_came_from(chat: ConversationRecord, alice: Viewer, carol: Viewer) -> None:
    word = log.stored(log.reply(chat.id, author=says(carol), body="?"))
    new = split_of(alice, log.stored(log.split(chat.id, entries=[word.seq], author=says(alice))))
    log.stored(log.reply(new.id, author=says(alice), body="an answer there"))
    log.stored(log.unsplit(new.id, author=says(alice)))
    assert bodies(alice, chat) == ["充值两小时了还没到", "?", "an answer there"]
    assert not any(line.shown_in for line in joined.stream(alice, fresh(alice, chat)))
    assert log.stored(log.reply(new.id, author=says(carol), body="thanks")).conversation == chat.id


def test_a_split_taken_back_after_a_merge_the_other_way_makes_no_circle(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    word = log.stored(log.reply(chat.id, author=says(carol), body="?"))
    new = split_of(alice, log.stored(log.split(chat.id, entries=[word.seq], author=says(alice))))
    log.stored(log.merge(chat.id, into=new.id, author=says(alice)))
    log.stored(log.unsplit(new.id, author=says(alice)))
    assert fresh(alice, new).status is Status.OPEN
    assert bodies(alice, new) == ["充值两小时了还没到", "?"]


def test_what_is_removed_is_removed_wherever_it_shows(
    chat: ConversationRecord, second: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer
) -> None:
    """P17: redaction follows both ways, because it is the same row."""
    word = log.stored(log.reply(chat.id, author=says(carol), body="my password is hunter2"))
    new = split_of(alice, log.stored(log.split(chat.id, entries=[word.seq], author=says(alice))))
    log.stored(log.merge(new.id, into=second.id, author=says(alice)))
    log.stored(log.redact(chat.id, author=says(bob), target=word.seq))
    for viewer in (alice, carol):
        for place in (chat, new, second):
            assert "my password is hunter2" not in bodies(viewer, place)
    log.stored(log.redact(second.id, author=says(bob), target=2))
    assert "and my 2FA is lost" not in bodies(carol, second)


def test_pages_of_a_view_hold_each_line_once_in_the_order_of_time(
    chat: ConversationRecord, second: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    for number in range(7):
        log.stored(log.reply(chat.id, author=says(carol), body=f"one {number}"))
        log.stored(log.reply(second.id, author=says(carol), body=f"two {number}"))
    log.stored(log.merge(second.id, into=chat.id, author=says(alice)))
    head = fresh(alice, chat)
    page = joined.latest_for(alice, head, limit=4)
    lines = list(page.lines)
    while page.before:
        page = joined.latest_for(alice, head, before=page.before, limit=4)
        lines = [*page.lines, *lines]
    whole = [line.entry.id for line in joined.stream(alice, head)]
    assert [line.entry.id for line in lines] == whole
    assert len(whole) == len(set(whole)) == head.last_seq + fresh(alice, second).last_seq
    assert all(one.entry.created_at <= other.entry.created_at for one, other in pairwise(lines))


JOINING = ("merge", "merge", "split", "split", "unmerge", "unsplit")
STEPS = (*JOINING, "ask", "answer", "note", "redact", "close", "check")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 4), st.integers(0, 9)), min_size=4, max_size=16))
def test_in_any_order_no_view_loses_or_doubles_an_entry(
    alice: Viewer, bob: Viewer, steps: list[tuple[str, int, int]]
) -> None:
    carol = a_customer(f"carol-{next(_count)}", name="Carol").viewer
    rows = [_opened(carol, alice, number).id for number in range(3)]
    for name, which, other in steps:
        rows = sorted({*rows, *Conversation.objects.filter(customer=carol.id).values_list("pk", flat=True)})
        _step(name, rows[which % len(rows)], rows[other % len(rows)], other, alice, bob, carol)
    for row in Conversation.objects.filter(customer=carol.id).values_list("pk", flat=True):
        _hold_to_the_log(alice, row)
        _hold_to_the_log(carol, row)


_count = iter(range(10**9))


def _opened(carol: Viewer, alice: Viewer, number: int) -> ConversationRecord:
    entry = log.stored(log.open(carol.id, author=says(carol), body=f"matter {number}", key=None, locale="en"))
    log.stored(log.close(entry.conversation, author=says(alice), reason=CloseReason.SOLVED))
    return queries.conversation_by_row(alice, entry.conversation)


def _step(name: str, row: int, into: int, number: int, alice: Viewer, bob: Viewer, carol: Viewer) -> None:
    match name:
        case "ask":
            log.reply(row, author=says(carol), body="?")
        case "answer":
            log.reply(row, author=says(alice), body="!")
        case "note":
            log.note(row, author=says(alice), body="hm")
        case "merge":
            log.merge(row, into=into, author=says(alice))
        case "unmerge":
            log.unmerge(row, author=says(alice))
        case "split":
            words = Entry.objects.filter(conversation=row, kind__in=["message", "note"]).values_list("seq", flat=True)
            log.split(row, entries=list(words)[number % 3 :][:2], author=says(alice))
        case "unsplit":
            log.unsplit(row, author=says(alice))
        case "redact":
            log.redact(row, author=says(bob), target=number % 6 + 1)
        case "close":
            log.close(row, author=says(alice), reason=CloseReason.SOLVED)
        case "check":
            log.give_checklist(row, title="t", items=["a"], author=says(alice))


def _hold_to_the_log(viewer: Viewer, row: int) -> None:
    """Every view holds each entry of its logs once, pages agree with the stream, and replay gives the columns."""
    head = queries.conversation_by_row(viewer, row)
    lines = list(joined.stream(viewer, head))
    seen = [line.entry.id for line in lines]
    assert len(seen) == len(set(seen))
    assert set(seen) == _expected(viewer, row)
    assert seen == _paged(viewer, head)
    whole = store.select_entries("e.conversation_id = %s", [row], tail="ORDER BY e.seq")
    replayed = fold.replay(whole)
    assert (replayed.status, replayed.joins, replayed.conduct) == (head.status, head.joins, head.conduct)
    assert (replayed.waiting_since, replayed.last_seq, replayed.last_public_seq) == (
        head.waiting_since,
        head.last_seq,
        head.last_public_seq,
    )


def _paged(viewer: Viewer, head: ConversationRecord) -> list[int]:
    page = joined.latest_for(viewer, head, limit=3)
    found = [line.entry.id for line in page.lines]
    while page.before:
        page = joined.latest_for(viewer, head, before=page.before, limit=3)
        found = [*(line.entry.id for line in page.lines), *found]
    return found


def _expected(viewer: Viewer, row: int) -> set[int]:
    """Said again, slowly, from the tables: the own log, what was merged into it, and what was split off to any of these."""
    family = {row}
    while more := set(Conversation.objects.filter(merged_into__in=family).values_list("pk", flat=True)) - family:
        family |= more
    expected = set(Entry.objects.filter(conversation__in=family).values_list("pk", flat=True))
    for one in Conversation.objects.filter(pk__in=family, split_from__isnull=False):
        split = Entry.objects.filter(conversation=one.split_from, seq__in=one.split_seqs)
        expected |= set(split.values_list("pk", flat=True))
    if viewer.is_customer:
        public = Entry.objects.filter(pk__in=expected, public_seq__isnull=False)
        expected = set(public.values_list("pk", flat=True))
    return expected


def test_a_merge_of_a_paused_conversation_waits(
    chat: ConversationRecord, second: ConversationRecord, alice: Viewer
) -> None:
    log.stored(log.warn(chat.id, reason=Misconduct.INSULTS, author=says(alice)))
    log.stored(log.pause(chat.id, reason=Misconduct.INSULTS, minutes=5, author=says(alice)))
    with pytest.raises(Conflict) as refused:
        log.stored(log.merge(chat.id, into=second.id, author=says(alice)))
    assert refused.value.code == "held"
