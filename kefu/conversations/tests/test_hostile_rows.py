"""One row that cannot be read is shown as such in its place; all others are read, and the numbers have no gap."""

import logging

import pytest
from django.utils import translation

from conftest import says
from kefu.conversations import broken, joined, log, queries, react, words
from kefu.conversations.kinds import Box, Kind
from kefu.conversations.records import ConversationRecord, Filter
from kefu.conversations.tests import hostile
from kefu.conversations.tests.hostile import Wrong
from kefu.kit import db
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broken, "_told", set())


def test_P9_broken_rows_keep_their_place_for_staff_and_for_their_customer(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    spoiled = hostile.plant(chat, by=carol)
    for viewer in (alice, carol):
        record = queries.conversation_for(viewer, chat.public_id)
        found = queries.entries_for(viewer, record, limit=200)
        numbers = [queries.numbered(viewer, entry) for entry in found]
        assert numbers == list(range(1, queries.newest(viewer, record) + 1))
        assert [entry.seq for entry in found if entry.kind is Kind.BROKEN] == spoiled
        good = [entry.body for entry in found if entry.kind is Kind.MESSAGE]
        assert good == ["充值两小时了还没到", *(f"before {n}" for n in range(len(spoiled))), "the last good one"]
        assert [line.entry.seq for line in joined.stream(viewer, record)] == [entry.seq for entry in found]


def test_P9_each_broken_row_is_told_of_once_and_without_its_content(
    chat: ConversationRecord, alice: Viewer, carol: Viewer, caplog: pytest.LogCaptureFixture
) -> None:
    spoiled = hostile.plant(chat, by=carol)
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            queries.entries_for(alice, chat, limit=200)
    told = [record.getMessage() for record in caplog.records if "shown as broken" in record.getMessage()]
    assert len(told) == len(spoiled)
    assert hostile.SECRET not in caplog.text


def test_P9_more_broken_rows_than_anybody_could_read_of_are_told_of_up_to_a_bound(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broken, "MOST_TOLD", 3)
    for row in range(10):
        broken.tell("entry", row, ValueError("x"))
    assert len(caplog.records) == 3


def test_P9_a_list_shows_a_conversation_whose_newest_words_or_own_row_cannot_be_read(
    chat: ConversationRecord, alice: Viewer, carol: Viewer, mallory: Viewer
) -> None:
    other = log.stored(log.open(mallory.id, author=says(mallory), body="fine", key="mallory-first", locale="en"))
    bad = log.stored(log.reply(chat.id, author=says(carol), body="spoiled"))
    hostile.spoil(bad.id, Wrong("kind", "'teleported'"))
    rows = {row.conversation.id: row for row in queries.inbox_for(alice, Filter(box=Box.OPEN)).rows}
    assert rows.keys() == {chat.id, other.conversation}
    last = rows[chat.id].last_message
    assert last is not None
    assert (last.kind, last.seq) == (Kind.BROKEN, bad.seq)
    db.run_many("UPDATE conversations_conversation SET holder = %s, tags = %s WHERE id = %s", [("ghost", "7", chat.id)])
    assert len(queries.inbox_for(alice, Filter(box=Box.OPEN)).rows) == 2
    assert queries.conversation_for(alice, chat.public_id).tags == ()


def test_P9_text_that_is_no_utf_8_hides_nothing_beside_it(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    if not db.is_sqlite():
        pytest.skip("PostgreSQL keeps no such text")
    bad = log.stored(log.reply(chat.id, author=says(carol), body="spoiled"))
    hostile.spoil(bad.id, Wrong("body", "CAST(X'61ff62' AS TEXT)"))
    assert [entry.body for entry in queries.entries_for(alice, chat)][1:] == ["充值两小时了还没到", "a\ufffdb"]


def test_P9_the_log_goes_on_behind_a_broken_row_and_watchers_pass_it(
    chat: ConversationRecord, carol: Viewer, alice: Viewer
) -> None:
    hostile.plant(chat, by=carol)
    while react.run_pass():
        pass
    assert not db.rows("SELECT 1 FROM conversations_entry WHERE reacted_at IS NULL")
    entry = log.stored(log.reply(chat.id, author=says(alice), body="still here"))
    assert entry.seq == queries.conversation_for(alice, chat.public_id).last_seq


def test_P9_a_broken_row_is_worded_in_the_readers_language(
    chat: ConversationRecord, carol: Viewer, alice: Viewer
) -> None:
    bad = log.stored(log.reply(chat.id, author=says(carol), body="spoiled"))
    hostile.spoil(bad.id, Wrong("kind", "'teleported'"))
    entry = queries.entry_for(alice, chat, number=bad.seq)
    told = {
        "en": "This entry cannot be shown: what is stored here is damaged.",
        "zh-hans": "这条记录无法显示：所存内容已损坏。",
    }
    for locale, text in told.items():
        with translation.override(locale):
            assert words.event_text(entry, viewer=alice) == text
            assert words.history_text(entry, viewer=carol) == text
