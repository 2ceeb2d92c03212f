"""Who writes by mail is promised an answer: the clock starts with their mail, stops with a person's word, and is heard before."""

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings

from conftest import says
from kefu.channels import accounts
from kefu.channels.contract import AccountRecord
from kefu.channels.tests.mailing import a_mail, answer
from kefu.conversations import deliveries, log, queries, react
from kefu.conversations.deliveries import Outcome
from kefu.conversations.kinds import CloseReason, DeliveryStatus, Kind
from kefu.conversations.records import ConversationRecord, EntryRecord, Failed
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.watchers.sla import clocks, rules, watch
from kefu.watchers.sla.models import Clock
from kefu.watchers.sla.rules import Span

DAY = timedelta(hours=24)


@pytest.fixture
def account(db: None) -> AccountRecord:
    settings: Mapping[str, str | int | bool] = {"smtp_host": "127.0.0.1", "smtp_port": 25, "smtp_security": "none"}
    return accounts.save(AccountRecord("email", "support@nw.example", "Northwind Support", settings=settings))


@pytest.fixture
def mailed(account: AccountRecord, carol: Viewer, alice: Viewer) -> ConversationRecord:
    made = a_mail(account, carol, alice)
    react.run_pass()
    return made


def kinds(viewer: Viewer, conversation: ConversationRecord) -> list[Kind]:
    found = [entry.kind for entry in queries.entries_for(viewer, conversation)]
    return [kind for kind in found if kind in {Kind.SLA_NEAR, Kind.SLA_BREACHED}]


def test_a_mail_starts_a_clock_and_a_chat_does_not(mailed: ConversationRecord, chat: ConversationRecord) -> None:
    react.run_pass()
    assert clocks.due([mailed.id, chat.id]) == {mailed.id: mailed.created_at + DAY}


def test_a_word_of_ours_stops_it_and_a_note_or_a_second_mail_of_theirs_does_not(
    mailed: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    log.stored(log.note(mailed.id, author=says(alice), body="I look."))
    log.stored(log.reply(mailed.id, author=says(carol), body="And?", key="again"))
    react.run_pass()
    assert mailed.id in clocks.due([mailed.id])
    first = answer(mailed, alice)
    react.run_pass()
    answer(mailed, alice, "More.")
    react.run_pass()
    assert Clock.objects.get(conversation=mailed.id).answered_at == first.created_at


def test_it_is_told_once_when_four_fifths_are_gone_and_once_when_it_is_over(
    mailed: ConversationRecord, alice: Viewer
) -> None:
    opened = mailed.created_at
    watch.tell(opened + DAY * 0.8 - timedelta(seconds=1))
    assert kinds(alice, mailed) == []
    for _ in range(2):
        watch.tell(opened + DAY * 0.8)
    assert kinds(alice, mailed) == [Kind.SLA_NEAR]
    for _ in range(2):
        watch.tell(opened + DAY + timedelta(seconds=1))
    assert kinds(alice, mailed) == [Kind.SLA_NEAR, Kind.SLA_BREACHED]


def test_what_could_not_be_written_is_told_the_next_time(
    mailed: ConversationRecord, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = mailed.created_at + DAY + timedelta(seconds=1)
    monkeypatch.setattr(log, "append", lambda drafts: [Failed("busy") for _ in drafts])
    assert watch.tell(over) == 0
    monkeypatch.undo()
    assert watch.tell(over) == 1
    assert kinds(alice, mailed) == [Kind.SLA_BREACHED]


def test_who_was_away_for_days_hears_only_that_it_is_over(mailed: ConversationRecord, alice: Viewer) -> None:
    watch.tell(mailed.created_at + 3 * DAY)
    assert kinds(alice, mailed) == [Kind.SLA_BREACHED]


def test_nothing_stops_it_but_an_answer(mailed: ConversationRecord, alice: Viewer) -> None:
    log.stored(log.snooze(mailed.id, author=says(alice), until=clock.now() + 2 * DAY))
    react.run_pass()
    assert mailed.id in clocks.due([mailed.id])
    log.stored(log.close(mailed.id, author=says(alice), reason=CloseReason.SOLVED))
    react.run_pass()
    assert mailed.id in clocks.due([mailed.id])


def test_spam_is_owed_nothing_until_it_turns_out_to_be_none(
    mailed: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    log.stored(log.close(mailed.id, author=says(alice), reason=CloseReason.SPAM))
    react.run_pass()
    assert clocks.due([mailed.id]) == {}
    log.stored(log.reply(mailed.id, author=says(carol), body="I am real.", key="real"))
    react.run_pass()
    assert mailed.id in clocks.due([mailed.id])


def test_a_merged_mail_hands_its_earlier_promise_over(
    mailed: ConversationRecord, account: AccountRecord, alice: Viewer, carol: Viewer
) -> None:
    log.stored(log.close(mailed.id, author=says(alice), reason=CloseReason.NO_ANSWER))
    second = a_mail(account, carol, alice, message_id="<two@carol.example>")
    assert second.id != mailed.id
    react.run_pass()
    log.stored(log.merge(mailed.id, into=second.id, author=says(alice)))
    react.run_pass()
    assert clocks.due([mailed.id, second.id]) == {second.id: mailed.created_at + DAY}


@pytest.fixture
def talk(chat: ConversationRecord, mailed: ConversationRecord, alice: Viewer) -> ConversationRecord:
    """A chat of the same customer in which they were answered before the mail was merged into it."""
    answer(chat, alice, "Hello in the chat.")
    react.run_pass()
    return chat


def test_N13_a_mail_merged_into_a_chat_is_still_owed_its_answer_and_the_chats_answer_keeps_it(
    mailed: ConversationRecord, talk: ConversationRecord, alice: Viewer
) -> None:
    log.stored(log.merge(mailed.id, into=talk.id, author=says(alice)))
    react.run_pass()
    assert clocks.due([mailed.id, talk.id]) == {talk.id: mailed.created_at + DAY}, "what was said before is no answer"
    assert clocks.promised([(talk.id, False)]) == {talk.id: mailed.created_at + DAY}
    watch.tell(mailed.created_at + DAY * 0.8)
    watch.tell(mailed.created_at + DAY + timedelta(seconds=1))
    assert kinds(alice, talk) == [Kind.SLA_NEAR, Kind.SLA_BREACHED]
    assert kinds(alice, mailed) == []
    first = answer(talk, alice, "It is here.")
    react.run_pass()
    assert Clock.objects.get(conversation=mailed.id).answered_at == first.created_at
    assert clocks.due([mailed.id, talk.id]) == clocks.promised([(talk.id, False)]) == {}


def test_N13_taken_apart_again_each_has_its_own_promise(
    mailed: ConversationRecord, talk: ConversationRecord, account: AccountRecord, alice: Viewer, carol: Viewer
) -> None:
    log.stored(log.close(mailed.id, author=says(alice), reason=CloseReason.NO_ANSWER))
    second = a_mail(account, carol, alice, message_id="<two@carol.example>")
    react.run_pass()
    log.stored(log.merge(mailed.id, into=second.id, author=says(alice)))
    log.stored(log.merge(second.id, into=talk.id, author=says(alice)))
    react.run_pass()
    assert clocks.due([mailed.id, second.id, talk.id]) == {talk.id: mailed.created_at + DAY}
    log.stored(log.unmerge(second.id, author=says(alice)))
    react.run_pass()
    assert clocks.due([mailed.id, second.id, talk.id]) == {second.id: mailed.created_at + DAY}
    log.stored(log.unmerge(mailed.id, author=says(alice)))
    react.run_pass()
    assert clocks.due([mailed.id, second.id, talk.id]) == {
        mailed.id: mailed.created_at + DAY,
        second.id: second.created_at + DAY,
    }
    watch.tell(second.created_at + DAY + timedelta(seconds=1))
    assert [kinds(alice, each) for each in (mailed, second, talk)] == [[Kind.SLA_BREACHED], [Kind.SLA_BREACHED], []]


def test_N13_of_two_promises_in_one_conversation_the_earlier_alone_is_told(
    mailed: ConversationRecord, account: AccountRecord, alice: Viewer, carol: Viewer
) -> None:
    log.stored(log.close(mailed.id, author=says(alice), reason=CloseReason.NO_ANSWER))
    second = a_mail(account, carol, alice, message_id="<two@carol.example>")
    react.run_pass()
    log.stored(log.merge(mailed.id, into=second.id, author=says(alice)))
    react.run_pass()
    assert watch.tell(second.created_at + DAY * 2) == 1
    assert watch.tell(second.created_at + DAY * 2) == 0
    assert kinds(alice, second) == [Kind.SLA_BREACHED]


@pytest.mark.django_db(transaction=True)
def test_N13_an_answer_by_mail_from_the_joined_conversation_that_comes_back_keeps_no_promise(
    talk: ConversationRecord, mailed: ConversationRecord, alice: Viewer
) -> None:
    log.stored(log.merge(mailed.id, into=talk.id, author=says(alice)))
    react.run_pass()
    first = answer(talk, alice, "It is here.")
    react.run_pass()
    assert clocks.due([talk.id]) == {}
    came_back(first)
    assert clocks.due([talk.id]) == {talk.id: mailed.created_at + DAY}


def test_N13_an_answer_given_while_they_were_one_stays_given(
    mailed: ConversationRecord, talk: ConversationRecord, alice: Viewer
) -> None:
    log.stored(log.merge(mailed.id, into=talk.id, author=says(alice)))
    react.run_pass()
    answer(talk, alice, "It is here.")
    react.run_pass()
    log.stored(log.unmerge(mailed.id, author=says(alice)))
    react.run_pass()
    assert clocks.due([mailed.id, talk.id]) == {}


def test_a_joined_conversation_that_is_spam_is_owed_nothing_until_it_is_parted(
    mailed: ConversationRecord, talk: ConversationRecord, alice: Viewer
) -> None:
    log.stored(log.merge(mailed.id, into=talk.id, author=says(alice)))
    log.stored(log.close(talk.id, author=says(alice), reason=CloseReason.SPAM))
    react.run_pass()
    assert clocks.due([mailed.id, talk.id]) == {}
    log.stored(log.unmerge(mailed.id, author=says(alice)))
    react.run_pass()
    assert clocks.due([mailed.id, talk.id]) == {mailed.id: mailed.created_at + DAY}


def test_without_a_promise_there_is_no_clock(
    account: AccountRecord, alice: Viewer, carol: Viewer, settings: LazySettings
) -> None:
    settings.MAIL_PROMISE_HOURS = 0
    mailed = a_mail(account, carol, alice)
    react.run_pass()
    assert clocks.due([mailed.id]) == {}


def test_a_pass_that_runs_twice_changes_nothing(mailed: ConversationRecord, alice: Viewer) -> None:
    answer(mailed, alice)
    react.run_pass()
    before = list(Clock.objects.values())
    entries = queries.entries_for(alice, mailed)
    list(watch.Sla().on_entries(entries))
    assert list(Clock.objects.values()) == before


def test_the_weeks_are_those_that_the_rules_count(mailed: ConversationRecord) -> None:
    zone, now = ZoneInfo("Asia/Shanghai"), clock.now()
    for number, (age, answered) in enumerate(((1, 2), (30, 5), (30, 40), (200, 30), (400, None), (500, 24))):
        at = now - timedelta(hours=age)
        clocks.start(10_000 + number, at=at, promise=DAY)
        if answered is not None:
            clocks.answered(10_000 + number, at=at + timedelta(hours=answered))
    spans = [Span(*row) for row in Clock.objects.values_list("opened_at", "due_at", "answered_at")]
    counted = [week for week in clocks.weeks(8, zone=zone) if week.share is not None]
    assert counted == [week for week in rules.weeks(spans, now=now, zone=zone) if week.share is not None]
    assert len(counted) > 1


def came_back(entry: EntryRecord, *, is_report: bool = True) -> int:
    """It left, and another server says that it did not arrive, or takes it not at all."""
    row = deliveries.newest_for([entry.id])[entry.id].id
    assert deliveries.claim(row, now=clock.now(), external_id=f"<{row}@nw.example>", proof_code="")
    if is_report:
        deliveries.settle(row, Outcome(DeliveryStatus.SENT), now=clock.now())
        assert deliveries.bounced(row, error="no such user")
    else:
        deliveries.settle(row, Outcome(DeliveryStatus.FAILED, "no such user", permanent=True), now=clock.now())
    react.run_pass()
    return row


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_report", [True, False])
def test_an_answer_that_comes_back_keeps_no_promise(
    is_report: bool, mailed: ConversationRecord, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = answer(mailed, alice)
    react.run_pass()
    assert clocks.due([mailed.id]) == {}
    row = came_back(first, is_report=is_report)
    watch.Sla().on_entries([first])  # a reaction may run twice
    assert clocks.due([mailed.id]) == {mailed.id: mailed.created_at + DAY}, "when it is due stays as it was"
    watch.tell(mailed.created_at + DAY + timedelta(seconds=1))
    assert kinds(alice, mailed) == [Kind.SLA_BREACHED]
    assert deliveries.send_again(row, agent=alice.id)
    monkeypatch.setattr(clocks, "LOOK_AGAIN", timedelta(seconds=-1))
    watch.Sla().sweep()
    left = Clock.objects.get(conversation=mailed.id).answered_at
    assert left is not None
    assert left > first.created_at, "it left anew, and so late"


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_comes_back_after_its_mail_was_merged_is_told_and_keeps_no_promise(
    mailed: ConversationRecord, talk: ConversationRecord, alice: Viewer
) -> None:
    first = answer(mailed, alice)
    react.run_pass()
    log.stored(log.merge(mailed.id, into=talk.id, author=says(alice)))
    react.run_pass()
    came_back(first)
    assert Kind.UNDELIVERABLE in [entry.kind for entry in queries.entries_for(alice, mailed)]
    assert clocks.due([talk.id]) == {talk.id: mailed.created_at + DAY}


def test_a_chat_has_no_promise_of_its_own_whatever_is_merged_into_it_in_the_same_pass(
    mailed: ConversationRecord, chat: ConversationRecord, alice: Viewer
) -> None:
    log.stored(log.merge(mailed.id, into=chat.id, author=says(alice)))
    react.run_pass()
    assert list(Clock.objects.values_list("conversation", "runs_in")) == [(mailed.id, chat.id)]


def test_what_the_release_before_started_runs_where_it_was_promised(mailed: ConversationRecord) -> None:
    react.run_pass()
    Clock.objects.update(runs_in=None)  # as it writes them
    watch.Sla().sweep()
    assert clocks.due([mailed.id]) == {mailed.id: mailed.created_at + DAY}


@pytest.mark.django_db(transaction=True)
def test_a_later_answer_that_arrived_counts_from_when_it_left(mailed: ConversationRecord, alice: Viewer) -> None:
    first, second = answer(mailed, alice), answer(mailed, alice, "Once more.")
    react.run_pass()
    came_back(first)
    assert Clock.objects.get(conversation=mailed.id).answered_at == second.created_at


@pytest.mark.django_db(transaction=True)
def test_what_comes_back_after_an_answer_arrived_changes_nothing(mailed: ConversationRecord, alice: Viewer) -> None:
    first, second = answer(mailed, alice), answer(mailed, alice, "Once more.")
    react.run_pass()
    came_back(second)
    assert Clock.objects.get(conversation=mailed.id).answered_at == first.created_at
