"""Closed conversations are emptied when the time of their category is over, and only then."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from conftest import an_agent, as_viewer, says
from kefu.conversations import definitions, emptying, log, queries, soundness, words
from kefu.conversations.kinds import CloseReason
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock, db
from kefu.kit.errors import Invalid, NotAllowed
from kefu.people import contact
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.safeguards import holds, retention_rules
from kefu.safeguards.models import RetentionWait
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def admin() -> Viewer:
    viewer = as_viewer(an_agent("Ada", Role.ADMIN))
    return replace(viewer, session=f"desk:{viewer.id}:{viewer.id}:1")


@pytest.fixture
def closed(chat: ConversationRecord, alice: Viewer) -> ConversationRecord:
    """About deposits, closed just now."""
    definitions.put_category("deposit", names={"en": "Deposits", "zh-hans": "充值"})
    log.stored(log.note(chat.id, author=says(alice), body="Carol lives in Chengdu"))
    log.stored(log.sort(chat.id, author=says(alice), category="deposit"))
    log.stored(log.close(chat.id, author=says(alice), reason=CloseReason.SOLVED))
    return chat


def said() -> list[str]:
    """All words that any log holds."""
    return [body for (body,) in db.rows("SELECT body FROM conversations_entry WHERE body <> ''")]


def touched(at: datetime) -> None:
    """All conversations, so long ago."""
    db.run_many("UPDATE conversations_conversation SET last_entry_at = %s", [(db.to_moment(at),)])


def swept(days: float) -> int:
    """How many were emptied in all looks until nothing is left."""
    at, count = clock.now() + days * DAY, 0
    while some := retention_rules.sweep(at):
        count += some
    return count


def test_what_was_said_goes_when_its_time_is_over_and_the_log_says_why_in_each_language(
    closed: ConversationRecord, admin: Viewer, alice: Viewer, carol: Viewer
) -> None:
    retention_rules.set_rule(admin, "deposit", 30)
    assert swept(29) == 0
    assert said()
    assert swept(31) == 1
    assert not said()
    assert contact.value(carol.id, "name") == "Carol Chen", "who they are is another matter"
    newest = queries.entries_for(carol, closed)[-1]
    words.warm([newest])
    assert words.event_text(newest, viewer=carol) == (
        "All that was said here was removed under the retention rule of “Deposits”."
    )
    with translation.override("zh-hans"):
        assert "充值" in words.event_text(newest, viewer=carol)
        assert "保留" in words.event_text(newest, viewer=alice)
    assert not soundness.examine(replay_most=10).faults
    assert swept(31) == 0, "what is emptied is not emptied again"


def test_a_rule_counts_from_a_day_after_it_was_set(closed: ConversationRecord, admin: Viewer) -> None:
    touched(clock.now() - 100 * DAY)
    retention_rules.set_rule(admin, "deposit", 30)
    assert swept(0.9) == 0
    assert swept(1.1) == 1


def test_what_was_reopened_meanwhile_is_kept(
    closed: ConversationRecord, admin: Viewer, carol: Viewer, alice: Viewer
) -> None:
    retention_rules.set_rule(admin, "deposit", 30)
    log.stored(log.reply(closed.id, author=says(carol), body="it came back"))
    assert swept(60) == 0
    log.stored(log.close(closed.id, author=says(alice), reason=CloseReason.SOLVED))
    assert swept(29) == 0
    assert swept(31) == 1


def test_a_word_that_comes_between_look_and_act_keeps_it(
    closed: ConversationRecord, admin: Viewer, carol: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    retention_rules.set_rule(admin, "deposit", 30)
    begin = emptying.begin

    def late(conversation: int, **told: Any) -> bool:
        log.stored(log.reply(closed.id, author=says(carol), body="wait"))
        return begin(conversation, **told)

    monkeypatch.setattr(emptying, "begin", late)
    assert swept(31) == 0
    assert "wait" in said()
    assert any("Chengdu" in each for each in said())


def test_a_hold_keeps_it_and_lifted_it_goes(closed: ConversationRecord, admin: Viewer, bob: Viewer) -> None:
    bob = replace(bob, session=f"desk:{bob.id}:{bob.id}:1")
    retention_rules.set_rule(admin, "deposit", 30)
    hold = holds.put(bob, closed, whole_customer=True, reason="the court asked for it")
    assert swept(31) == 0
    assert RetentionWait.objects.get().why == "hold"
    holds.ask_to_lift(bob, hold, reason="the case is over")
    holds.lift(admin, hold)
    assert swept(32) == 1


def test_a_crash_in_between_goes_on_at_the_next_look(
    closed: ConversationRecord, admin: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    retention_rules.set_rule(admin, "deposit", 30)
    monkeypatch.setattr(emptying, "AT_ONCE", 1)
    step, steps = emptying._step, []

    def crashes(*given: Any, **more: Any) -> Any:
        steps.append(given)
        if len(steps) == 2:
            raise RuntimeError("the machine went away")
        return step(*given, **more)

    monkeypatch.setattr(emptying, "_step", crashes)
    with pytest.raises(RuntimeError):
        swept(31)
    assert said()
    assert swept(31) == 1
    assert not said()


def test_what_waited_is_not_forgotten_when_the_machine_goes_away_at_the_look(
    closed: ConversationRecord, admin: Viewer, bob: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = replace(bob, session=f"desk:{bob.id}:{bob.id}:1")
    retention_rules.set_rule(admin, "deposit", 30)
    hold = holds.put(bob, closed, whole_customer=True, reason="the court asked for it")
    assert swept(31) == 0
    holds.ask_to_lift(bob, hold, reason="the case is over")
    holds.lift(admin, hold)
    take = retention_rules._take

    def goes_away(*given: Any) -> int:
        raise RuntimeError("the machine went away")

    monkeypatch.setattr(retention_rules, "_take", goes_away)
    with pytest.raises(RuntimeError):
        swept(32)
    monkeypatch.setattr(retention_rules, "_take", take)
    assert swept(33) == 1
    assert not RetentionWait.objects.exists()


def test_another_category_and_what_has_none_are_kept_for_good(
    closed: ConversationRecord, admin: Viewer, mallory: Viewer
) -> None:
    definitions.put_category("login", names={"en": "Signing in"})
    retention_rules.set_rule(admin, "login", 7)
    entry = log.stored(log.open(mallory.id, author=says(mallory), body="hi", key="m", locale="en"))
    log.stored(log.close(entry.conversation, author=says(mallory), reason=CloseReason.SOLVED))
    assert swept(1_000) == 0


def test_many_go_in_batches_and_none_is_passed_over(
    closed: ConversationRecord, admin: Viewer, mallory: Viewer, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention_rules, "AT_ONCE", 2)
    for number in range(5):
        opening = log.open(mallory.id, author=says(mallory), body=f"line {number}", key=f"m{number}", locale="en")
        row = log.stored(opening).conversation
        log.stored(log.sort(row, author=says(alice), category="deposit"))
        log.stored(log.close(row, author=says(alice), reason=CloseReason.SOLVED))
        if number:
            log.stored(log.reply(row, author=says(alice), body="more"))
    touched(datetime(2026, 1, 1, tzinfo=clock.now().tzinfo))  # all at one moment
    retention_rules.set_rule(admin, "deposit", 30)
    assert swept(2) == soundness.counted()[0]
    assert not said()


def test_only_who_may_sets_a_rule_and_the_journal_has_it(
    closed: ConversationRecord, admin: Viewer, bob: Viewer
) -> None:
    with pytest.raises(NotAllowed):
        retention_rules.set_rule(replace(bob, session="desk:x:1:1"), "deposit", 30)
    with pytest.raises(NotAllowed):
        retention_rules.set_rule(replace(admin, session="token:1:1:1"), "deposit", 30)
    with pytest.raises(Invalid):
        retention_rules.set_rule(admin, "deposit", 3)
    retention_rules.set_rule(admin, "deposit", 30)
    act = JournalEntry.objects.latest("pk")
    assert (act.action, act.actor_id, act.detail) == ("retention_set", admin.id, "deposit: for good -> 30")
