"""Warn, pause, end, appeal: in this order, told to everybody, and held to by the log itself."""

from datetime import timedelta

import pytest
from django.utils import translation

from conftest import an_agent, as_viewer, says
from kefu.conversations import fold, log, queries, store, words
from kefu.conversations.data import MessageData
from kefu.conversations.data_conduct import Appeal, Misconduct, Step
from kefu.conversations.kinds import Audience, Kind, Status
from kefu.conversations.models import Entry
from kefu.conversations.records import ConversationRecord, Draft, NewConversation, Refused
from kefu.kit import clock
from kefu.kit.errors import Conflict
from kefu.people.access import Viewer
from kefu.people.capabilities import Role

RUDE = Misconduct.INSULTS


def head(viewer: Viewer, conversation: ConversationRecord) -> ConversationRecord:
    return queries.conversation_for(viewer, conversation.public_id)


def paused(chat: ConversationRecord, alice: Viewer, *, minutes: int = 10) -> None:
    log.stored(log.warn(chat.id, reason=RUDE, words="Please.", author=says(alice)))
    log.stored(log.pause(chat.id, reason=RUDE, minutes=minutes, author=says(alice)))


def ended(chat: ConversationRecord, alice: Viewer) -> None:
    paused(chat, alice)
    log.stored(log.end(chat.id, reason=RUDE, author=says(alice)))


def test_the_steps_come_in_their_order_and_none_is_left_out(chat: ConversationRecord, alice: Viewer) -> None:
    assert log.pause(chat.id, reason=RUDE, minutes=5, author=says(alice)) == Refused("out_of_order")
    assert log.end(chat.id, reason=RUDE, author=says(alice)) == Refused("out_of_order")
    log.stored(log.warn(chat.id, reason=RUDE, author=says(alice)))
    assert log.warn(chat.id, reason=RUDE, author=says(alice)) == Refused("out_of_order")
    assert log.end(chat.id, reason=RUDE, author=says(alice)) == Refused("out_of_order")
    log.stored(log.pause(chat.id, reason=RUDE, minutes=5, author=says(alice)))
    assert log.pause(chat.id, reason=RUDE, minutes=5, author=says(alice)) == Refused("out_of_order")
    log.stored(log.end(chat.id, reason=RUDE, author=says(alice)))
    assert head(alice, chat).conduct.step is Step.ENDED
    assert head(alice, chat).status is Status.CLOSED


def test_everyone_sees_each_step(chat: ConversationRecord, alice: Viewer, carol: Viewer) -> None:
    ended(chat, alice)
    steps = [entry for entry in queries.entries_for(carol, chat) if entry.kind is not Kind.MESSAGE]
    assert [entry.kind for entry in steps] == [Kind.WARNED, Kind.PAUSED, Kind.ENDED]
    assert all(entry.audience is Audience.EVERYONE for entry in steps)
    assert steps[0].body == "Please."


def test_who_is_paused_cannot_write_and_is_told_for_how_long(
    chat: ConversationRecord, alice: Viewer, carol: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S64: by address or by 'my open conversation', it is the same conversation."""
    paused(chat, alice)
    with pytest.raises(Conflict) as refused:
        log.stored(log.reply(chat.id, author=says(carol), body="!!!"))
    assert refused.value.code == "paused"
    assert 0 < (refused.value.retry_after_s or 0) <= 600
    again = log.open(carol.id, author=says(carol), body="!!!", key=None, locale="en")
    assert isinstance(again, Refused)
    assert again.code == "paused"
    log.stored(log.reply(chat.id, author=says(alice), body="take your time"))
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    log.stored(log.reply(chat.id, author=says(carol), body="sorry"))


def test_a_pause_that_is_over_may_be_given_again(
    chat: ConversationRecord, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused(chat, alice, minutes=5)
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    log.stored(log.pause(chat.id, reason=RUDE, minutes=30, author=says(alice)))


def endings(alice: Viewer, carol: Viewer) -> list[str]:
    """What the page of a new conversation of hers tells of those that were ended."""
    new = log.stored(log.open(carol.id, author=says(carol), body="again", key=None, locale="en"))
    around = queries.beside(alice, queries.conversation_by_row(alice, new.conversation))
    return [one.public_id for one in around.endings]


def test_an_ended_conversation_takes_no_word_of_the_customer_but_a_new_one_is_open_to_them(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    """S64: neither a message nor a tick reopens it, and no colleague by accident."""
    checklist = log.stored(log.give_checklist(chat.id, title="Do", items=["this"], author=says(alice)))
    ended(chat, alice)
    assert log.reply(chat.id, author=says(carol), body="hello?") == Refused("ended")
    assert log.check(chat.id, target=checklist.seq, item=1, on=True, author=says(carol)) == Refused("ended")
    assert log.reopen(chat.id, author=says(alice)) == Refused("ended")
    entry = log.stored(log.open(carol.id, author=says(carol), body="my money", key=None, locale="en"))
    assert entry.conversation != chat.id
    assert endings(alice, carol) == [chat.public_id]


def test_an_ending_is_appealed_once(chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer) -> None:
    assert log.appeal(chat.id, words="why?", author=says(carol)) == Refused("no_appeal")
    ended(chat, alice)
    assert log.appeal(chat.id, words=" ", author=says(carol)) == Refused("empty")
    log.stored(log.appeal(chat.id, words="I was not rude", author=says(carol)))
    assert log.appeal(chat.id, words="again", author=says(carol)) == Refused("no_appeal")
    assert [one.id for one in queries.appeals_for(bob)] == [chat.id]
    log.stored(log.decide_appeal(chat.id, is_lifted=False, words="It was rude.", author=says(bob)))
    assert log.appeal(chat.id, words="again", author=says(carol)) == Refused("no_appeal")
    assert log.reply(chat.id, author=says(carol), body="!") == Refused("ended")
    assert queries.appeals_for(bob) == []


def test_an_accepted_appeal_reopens_and_the_steps_begin_anew(
    chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer
) -> None:
    ended(chat, alice)
    log.stored(log.appeal(chat.id, words="please look", author=says(carol)))
    log.stored(log.decide_appeal(chat.id, is_lifted=True, words="A misunderstanding.", author=says(bob)))
    assert head(alice, chat).status is Status.OPEN
    assert head(alice, chat).conduct.appeal is Appeal.LIFTED
    log.stored(log.reply(chat.id, author=says(carol), body="thank you"))
    assert log.end(chat.id, reason=RUDE, author=says(alice)) == Refused("out_of_order")
    assert endings(alice, carol) == []


def test_nobody_decides_on_their_own_ending(chat: ConversationRecord, bob: Viewer, carol: Viewer) -> None:
    """S64: also a lead who ended it leaves the appeal to another."""
    ended(chat, bob)
    log.stored(log.appeal(chat.id, words="please look", author=says(carol)))
    own = log.decide_appeal(chat.id, is_lifted=False, words="No.", author=says(bob))
    assert own == Refused("own_decision")
    dora = as_viewer(an_agent("Dora", Role.LEAD))
    log.stored(log.decide_appeal(chat.id, is_lifted=True, words="Yes.", author=says(dora)))


def test_words_of_a_step_can_be_removed_and_the_step_stays(
    chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer
) -> None:
    ended(chat, alice)
    appeal = log.stored(log.appeal(chat.id, words="my seed is ...", author=says(carol)))
    log.stored(log.redact(chat.id, author=says(bob), target=appeal.seq))
    whole = store.select_entries("e.conversation_id = %s", [chat.id], tail="ORDER BY e.seq")
    assert "seed" not in "".join(entry.body for entry in whole)
    assert fold.replay(whole).conduct == head(alice, chat).conduct
    assert log.edit(chat.id, author=says(carol), target=appeal.seq, body="other") != appeal


@pytest.mark.parametrize("locale", ["en", "zh-hans"])
def test_every_kind_is_worded_for_both_sides(
    chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer, locale: str
) -> None:
    """The history leaves nothing without a sentence, and Chinese is Chinese."""
    log.stored(log.note(chat.id, author=says(alice), body="@Bob look"))
    log.stored(log.assign(chat.id, author=says(alice), agent=bob.id))
    checklist = log.stored(log.give_checklist(chat.id, title="Do", items=["this"], author=says(alice)))
    log.stored(log.check(chat.id, target=checklist.seq, item=1, on=True, author=says(carol)))
    log.stored(log.check(chat.id, target=checklist.seq, item=1, on=False, author=says(carol)))
    word = log.stored(log.reply(chat.id, author=says(alice), body="hi"))
    log.stored(log.edit(chat.id, author=says(alice), target=word.seq, body="hello"))
    split = log.stored(log.split(chat.id, entries=[word.seq], author=says(alice)))
    new = split.data.conversation  # type: ignore[union-attr]
    log.stored(log.merge(new, into=chat.id, author=says(alice)))
    log.stored(log.unmerge(new, author=says(alice)))
    log.stored(log.unsplit(new, author=says(alice)))
    ended(chat, alice)
    log.stored(log.appeal(chat.id, words="?", author=says(carol)))
    log.stored(log.decide_appeal(chat.id, is_lifted=True, words="ok", author=says(bob)))
    log.stored(log.redact(chat.id, author=says(bob), target=word.seq))
    worded = {}
    for entry in store.select_entries("e.audience <> 'nobody'", [], tail=""):
        words.warm([entry])
        with translation.override(locale):
            for viewer in (alice, carol):
                worded[(entry.kind, viewer.kind, entry.id)] = words.history_text(entry, viewer=viewer)
    assert all(worded.values()), [key for key, text in worded.items() if not text]
    if locale != "en":
        ascii_only = [key for key, text in worded.items() if text.isascii()]
        assert not ascii_only
    assert {Kind(kind) for kind in Entry.objects.values_list("kind", flat=True)} >= {Kind.UNSPLIT, Kind.APPEAL_DECIDED}


def test_a_new_conversation_of_a_paused_customer_by_another_door_is_not_a_way_around_the_same_door(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    paused(chat, alice)
    place = NewConversation(customer=carol.id, origin="livechat", locale="en")
    outcome = log.append([Draft(place, Kind.MESSAGE, says(carol), MessageData(), body="again")])[0]
    assert isinstance(outcome, Refused)
