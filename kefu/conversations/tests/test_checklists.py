"""Steps the customer ticks, and colleagues named in notes."""

import pytest

from conftest import an_agent, says
from kefu.conversations import log, queries
from kefu.conversations.data import NoteData
from kefu.conversations.records import ConversationRecord, Refused
from kefu.kit.errors import Conflict, Invalid
from kefu.people.access import Viewer


def test_ticks_are_entries_folded_into_the_list(chat: ConversationRecord, alice: Viewer, carol: Viewer) -> None:
    given = log.stored(log.give_checklist(chat.id, title="2FA", items=["Open it", "Sign in"], author=says(alice)))
    log.stored(log.check(chat.id, target=given.seq, item=1, on=True, author=says(carol)))
    log.stored(log.check(chat.id, target=given.seq, item=2, on=True, author=says(carol)))
    log.stored(log.check(chat.id, target=given.seq, item=1, on=False, author=says(carol)))
    shown = queries.entry_for(alice, chat, number=given.seq)
    assert shown.version == 1
    assert queries.ticks_for([shown]) == {given.id: frozenset({2})}


def test_a_tick_that_is_there_already_is_said_to_be(chat: ConversationRecord, alice: Viewer, carol: Viewer) -> None:
    given = log.stored(log.give_checklist(chat.id, title="2FA", items=["Open it"], author=says(alice)))
    log.stored(log.check(chat.id, target=given.seq, item=1, on=True, author=says(carol), key="tick-000001"))
    log.stored(log.check(chat.id, target=given.seq, item=1, on=True, author=says(carol), key="tick-000001"))
    with pytest.raises(Conflict):
        log.stored(log.check(chat.id, target=given.seq, item=1, on=True, author=says(carol)))


def test_only_items_that_are_there_can_be_ticked(chat: ConversationRecord, alice: Viewer, carol: Viewer) -> None:
    given = log.stored(log.give_checklist(chat.id, title="2FA", items=["Open it"], author=says(alice)))
    for target, item in ((given.seq, 2), (given.seq, 0), (2, 1), (99, 1)):
        assert log.check(chat.id, target=target, item=item, on=True, author=says(carol)) == Refused("not_found")


@pytest.mark.parametrize(
    ("title", "items"),
    [("", ["a"]), ("t", []), ("t", ["x"] * 13), ("t", ["", "b"]), ("t" * 121, ["a"]), ("t", ["a" * 201])],
)
def test_a_checklist_out_of_bounds_is_refused(
    chat: ConversationRecord, alice: Viewer, title: str, items: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        log.stored(log.give_checklist(chat.id, title=title, items=items, author=says(alice)))
    assert refused.value.code == "bad_checklist"


def test_a_line_break_in_an_item_makes_no_further_item(chat: ConversationRecord, alice: Viewer) -> None:
    given = log.stored(log.give_checklist(chat.id, title="a\nb", items=["c\nd"], author=says(alice)))
    assert given.body == "a b\nc d"


def test_a_note_names_colleagues_by_their_ids(chat: ConversationRecord, alice: Viewer, bob: Viewer) -> None:
    wei, ann = an_agent("陈伟"), an_agent("Alice Ann")
    written = log.stored(
        log.note(chat.id, author=says(alice), body="@bob @陈伟请看 @Alice Ann, not @Alicebob or @nobody")
    )
    assert isinstance(written.data, NoteData)
    assert written.data.mentions == (bob.id, wei.pk, ann.pk)


def test_a_corrected_note_names_whom_it_names_now(chat: ConversationRecord, alice: Viewer, bob: Viewer) -> None:
    written = log.stored(log.note(chat.id, author=says(alice), body="look"))
    log.stored(log.edit(chat.id, author=says(alice), target=written.seq, body="@Bob look"))
    data = queries.entry_for(alice, chat, number=written.seq).data
    assert isinstance(data, NoteData)
    assert data.mentions == (bob.id,)


def test_who_is_out_is_not_named_and_a_message_names_nobody(
    chat: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    gone = an_agent("Gus")
    gone.is_active = False
    gone.save()
    written = log.stored(log.note(chat.id, author=says(alice), body="@Gus"))
    assert written.data == NoteData()
    said = log.stored(log.reply(chat.id, author=says(alice), body="@Bob"))
    assert not hasattr(said.data, "mentions")
