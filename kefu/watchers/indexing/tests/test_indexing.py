"""What is said can be found once the reactions have run; what was removed cannot, not even before."""

from collections.abc import Collection

import pytest
from django.db import transaction

from conftest import says
from kefu.conversations import definitions, findable, finding, log, queries, react
from kefu.conversations.finding import Said, Sought, State
from kefu.conversations.kinds import CloseReason, FieldKind, Kind
from kefu.conversations.records import ConversationRecord, FieldRecord
from kefu.kit.errors import NotAllowed
from kefu.people.access import Viewer
from kefu.search import index
from kefu.search.index import Query
from kefu.watchers.indexing import progress
from kefu.watchers.indexing.models import IndexedUpTo
from kefu.watchers.indexing.watch import Indexing

pytestmark = pytest.mark.django_db(transaction=True)
TXID = "9f2c4b7a1e5d8036c4a9f7e2b1d05c3e8a6f4d2b0c9e7a5f3d1b8c6e4a2f0d1b"


def passed() -> None:
    while react.run_pass():
        pass


def found(viewer: Viewer, text: str, **asked: object) -> list[str]:
    return [each.entry.body for each in finding.found(viewer, Sought(text, **asked)).entries]  # type: ignore[arg-type]


def in_index(text: str) -> int:
    return len(index.search(Query(text, "entries", limit=50)).hits)


def test_what_is_said_is_found_in_chinese_english_and_by_the_beginning_of_a_txid(
    chat: ConversationRecord, alice: Viewer
) -> None:
    log.stored(log.reply(chat.id, author=says(alice), body=f"Please send the TxID, e.g. {TXID}"))
    passed()
    assert found(alice, "充值") == ["充值两小时了还没到"]
    assert (
        found(alice, "txids") == found(alice, TXID) == found(alice, TXID[:8]) == [f"Please send the TxID, e.g. {TXID}"]
    )
    assert found(alice, TXID[:7]) == found(alice, "提现") == found(alice, " ") == found(alice, '"*') == []


def test_a_txid_noted_in_a_field_is_found_and_what_lists_are_narrowed_by_is_not(
    chat: ConversationRecord, alice: Viewer
) -> None:
    for slug in ("txid", "network"):
        definitions.put_field(FieldRecord(slug, names={"en": slug}, kind=FieldKind.TEXT, choices={}))
    log.stored(log.set_field(chat.id, author=says(alice), field="txid", value=TXID))
    log.stored(log.set_field(chat.id, author=says(alice), field="network", value="tron"))
    passed()
    page = finding.found(alice, Sought(TXID[:8]))
    assert [(each.entry.kind, each.pieces[0].text, each.pieces[0].is_hit) for each in page.entries] == [
        (Kind.FIELD_SET, TXID, True)
    ]
    assert found(alice, "tron") == []


def test_the_newest_stands_first_and_pages_follow_each_other_without_a_gap(
    chat: ConversationRecord, alice: Viewer
) -> None:
    for n in range(7):
        log.stored(log.reply(chat.id, author=says(alice), body=f"refund number {n}"))
    passed()
    pages, cursor = [], ""
    while True:
        page = finding.found(alice, Sought("refund"), before=cursor, limit=3)
        pages.append([each.entry.body[-1] for each in page.entries])
        cursor = page.next_cursor
        if not cursor:
            break
    assert pages == [["6", "5", "4"], ["3", "2", "1"], ["0"]]


def test_filters_narrow_to_who_said_it_and_to_what_became_of_the_conversation(
    chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer
) -> None:
    log.stored(log.reply(chat.id, author=says(carol), body="refund please"))
    log.stored(log.reply(chat.id, author=says(alice), body="refund is on its way"))
    log.stored(log.note(chat.id, author=says(alice), body="refund approved"))
    log.stored(log.assign(chat.id, author=says(bob), agent=alice.id))
    passed()
    assert found(alice, "refund", said=Said.CUSTOMER) == ["refund please"]
    assert found(alice, "refund", said=Said.US) == ["refund is on its way"]
    assert found(alice, "refund", said=Said.NOTE) == ["refund approved"]
    assert len(found(alice, "refund", is_mine=True)) == 3
    assert found(bob, "refund", is_mine=True) == []
    log.stored(log.close(chat.id, author=says(alice), reason=CloseReason.SOLVED))
    assert found(alice, "refund", state=State.OPEN) == []
    assert len(found(alice, "refund", state=State.CLOSED)) == 3


def test_days_bound_what_is_found(chat: ConversationRecord, alice: Viewer) -> None:
    passed()
    said_at = queries.entries_for(alice, chat)[1].created_at
    assert len(found(alice, "充值", since=said_at)) == 1
    assert found(alice, "充值", until=said_at) == []


def test_removed_words_are_not_found_even_before_the_index_forgets_them(
    chat: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    entry = log.stored(log.reply(chat.id, author=says(alice), body="my secret is zanzibar"))
    passed()
    assert found(alice, "zanzibar")
    log.stored(log.redact(chat.id, author=says(bob), target=entry.seq, reason="secret"))
    assert in_index("zanzibar") == 1
    assert found(alice, "zanzibar") == []
    passed()
    assert in_index("zanzibar") == 0


def test_changed_words_are_found_as_they_are_now(chat: ConversationRecord, alice: Viewer) -> None:
    entry = log.stored(log.reply(chat.id, author=says(alice), body="it takes zanzibar hours"))
    passed()
    log.stored(log.edit(chat.id, author=says(alice), target=entry.seq, body="it takes twelve hours"))
    assert found(alice, "zanzibar") == []
    passed()
    assert found(alice, "zanzibar") == []
    assert in_index("zanzibar") == 0
    assert found(alice, "twelve hours") == ["it takes twelve hours"]


def test_a_watcher_that_runs_twice_doubles_nothing(chat: ConversationRecord, alice: Viewer) -> None:
    passed()
    assert list(Indexing().on_entries(queries.entries_for(alice, chat))) == []
    assert len(found(alice, "充值")) == in_index("充值") == 1


def test_who_may_not_read_conversations_learns_nothing(
    chat: ConversationRecord, carol: Viewer, mallory: Viewer, alice: Viewer
) -> None:
    passed()
    assert found(alice, "充值")
    for outsider in (carol, mallory):
        with pytest.raises(NotAllowed):
            found(outsider, "充值")


def test_what_was_there_before_the_index_is_taken_in_steps_and_what_comes_meanwhile_is_not_lost(
    chat: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    for n in range(6):
        log.stored(log.reply(chat.id, author=says(alice), body=f"refund number {n}"))
    react.run_pass(order=[])
    indexing = Indexing()
    assert indexing.step(limit=4)
    assert progress.behind() == findable.newest() - IndexedUpTo.objects.get().entry > 0
    log.stored(log.reply(chat.id, author=says(alice), body="refund number 6"))
    log.stored(log.redact(chat.id, author=says(bob), target=3, reason=""))
    passed()
    while indexing.step(limit=4):
        pass
    assert progress.behind() == 0
    log.stored(log.reply(chat.id, author=says(alice), body="refund number 7"))
    passed()
    kept = [entry.body for entry in queries.entries_for(alice, chat) if "refund" in entry.body]
    assert found(alice, "refund") == kept[::-1]
    assert len(kept) == 7
    assert not indexing.step()


def test_a_log_that_nobody_reacted_to_yet_needs_no_catching_up(chat: ConversationRecord, alice: Viewer) -> None:
    passed()
    assert IndexedUpTo.objects.get().is_done
    assert found(alice, "充值")
    assert Kind.MESSAGE in Indexing.watches


def test_what_changes_between_a_look_and_the_writing_of_it_is_not_put_in_as_it_was(
    chat: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    changed, removed, kept = (
        log.stored(log.reply(chat.id, author=says(alice), body=f"zanzibar {n}")) for n in range(3)
    )
    looked = findable.look([changed.id, removed.id, kept.id])
    log.stored(log.edit(chat.id, author=says(alice), target=changed.seq, body="twelve hours"))
    log.stored(log.redact(chat.id, author=says(bob), target=removed.seq, reason="secret"))
    with transaction.atomic():
        assert findable.keep(looked) == in_index("zanzibar") == 1
    passed()
    assert in_index("zanzibar") == in_index("twelve hours") == 1


def test_entries_said_while_those_before_are_taken_are_not_missed(
    chat: ConversationRecord, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    react.run_pass(order=[])
    look, late = findable.look, list[object]()

    def slowly(entries: Collection[int]) -> findable.Looked:
        looked = look(entries)
        if not late:
            late.append(log.stored(log.reply(chat.id, author=says(alice), body="zanzibar")))
            react.run_pass(order=[])
        return looked

    monkeypatch.setattr(findable, "look", slowly)
    while Indexing().step():
        pass
    assert IndexedUpTo.objects.get().is_done
    assert in_index("zanzibar") == 1
