"""The assistant from the customer's first words to a person: what it answers, asks, finds and hands over."""

from datetime import timedelta
from typing import Any

import pytest

from conftest import says
from kefu.conversations import everywhere, fold, log, queries, react, typing, words
from kefu.conversations.data_bot import MOST_AN_HOUR, BotSaidData, HandedOverData, Why
from kefu.conversations.kinds import AuthorKind, Box, CloseReason, Holder, Kind, Priority, Status
from kefu.conversations.records import Filter, Refused
from kefu.kit import clock, wake
from kefu.people.access import Viewer
from kefu.watchers.bot import jobs, replies, rules, turns
from kefu.watchers.bot.models import BotJob, BotTurn
from kefu.watchers.bot.rewording import endpoint
from kefu.watchers.bot.tests.conftest import Talk, acts, settle

pytestmark = pytest.mark.django_db(transaction=True)
TXID = "ab" * 32


def test_a_question_is_answered_from_an_article_with_its_source(talk: Talk) -> None:
    assert acts(talk.say("how do I reset a forgotten password")) == ["answer"]
    (answer,) = talk.said
    assert isinstance(answer.data, BotSaidData)
    assert answer.data.article == "reset-password"
    assert "Follow what it says" in answer.body
    assert answer.author.kind is AuthorKind.WATCHER
    assert "assistant" in words.author_name(answer, viewer=talk.carol)
    assert talk.record.holder is Holder.BOT
    assert BotJob.objects.count() == 0


def test_it_answers_in_the_language_of_the_question(talk: Talk) -> None:
    assert acts(talk.say("忘记密码怎么重置")) == ["answer"]
    assert isinstance(talk.said[0].data, BotSaidData)
    assert talk.said[0].data.locale == "zh-CN"


def test_what_helped_is_closed_and_a_new_word_opens_it_again(talk: Talk) -> None:
    talk.say("how do I reset a forgotten password")
    assert acts(talk.choose("helped")) == ["helped", "closed"]
    assert talk.record.status.value == "closed"
    assert acts(talk.say("how to change your phone number")) == ["answer"]
    assert talk.record.status.value == "open"


def test_not_what_was_meant_brings_others_and_then_a_person(talk: Talk, alice: Viewer) -> None:
    talk.say("how to reset a forgotten password, fees of withdrawal, phone number")
    while acts(talk.said)[-1] == "answer":
        talk.choose("not_it")
    assert acts(talk.said)[-1] in {"offer", "clarify"}
    (offered,) = talk.said[-1:]
    assert isinstance(offered.data, BotSaidData)
    assert 1 <= len(offered.data.offers) <= rules.MOST_OFFERED
    assert acts(talk.choose("not_it")) == ["person:not_helped"]
    assert queries.is_in(alice, Filter(box=Box.UNASSIGNED), queries.conversation_by_row(alice, talk.record.id))


@pytest.mark.parametrize("words_of", ["转人工", "I want to talk to a human"], ids=["zh", "en"])
def test_whoever_asks_for_a_person_gets_one_at_once(talk: Talk, words_of: str) -> None:
    assert acts(talk.say(words_of)) == ["person:asked"]
    assert talk.record.holder is Holder.QUEUE
    assert acts(talk.say("how do I reset a forgotten password")) == [], "it is over for good"


def test_money_and_safety_go_to_a_person_however_sure_it_is(talk: Talk) -> None:
    assert acts(talk.say("I sent my withdrawal to the wrong address, what are the fees")) == ["person:money"]
    assert everywhere.priorities([talk.record.id])[talk.record.id] == Priority.HIGH


def test_who_was_hacked_is_urgent_and_the_freeze_link_comes_once(talk: Talk) -> None:
    done = talk.say("I was hacked, somebody logged in and stole my coins")
    assert sorted(acts(done)) == ["diagnosed", "person:safety"]
    assert everywhere.priorities([talk.record.id])[talk.record.id] == Priority.URGENT


def test_what_it_does_not_know_it_says_and_the_second_time_a_person_goes_on(talk: Talk) -> None:
    assert acts(talk.say("qwertz uiop")) == ["dont_know"]
    assert acts(talk.say("yxcv bnmm")) == ["person:unknown"]


def test_a_check_is_asked_question_by_question_and_ends_with_its_receipt(talk: Talk) -> None:
    assert acts(talk.say(f"my deposit has not arrived {TXID}")) == ["ask"]
    asked = talk.said[-1].data
    assert isinstance(asked, BotSaidData)
    assert asked.question == "coin"
    assert acts(talk.say("???what")) == ["ask"], "what does not fit is asked again"
    assert "short name" in words.event_text(talk.said[-1], viewer=talk.carol)
    talk.say("btc")
    asked = talk.said[-1].data
    assert isinstance(asked, BotSaidData)
    assert asked.question == "network"
    assert acts(talk.say("Bitcoin"))[0] == "diagnosed", "the TxID was written before, and is not asked for"
    assert talk.record.holder is Holder.BOT or talk.entries[-1].kind is Kind.HANDED_OVER


def test_a_person_is_given_all_that_was_gathered(talk: Talk, alice: Viewer) -> None:
    talk.say("how do I reset a forgotten password")
    talk.choose("person")
    (handed,) = (entry for entry in talk.entries if entry.kind is Kind.HANDED_OVER)
    assert isinstance(handed.data, HandedOverData)
    assert handed.data.question == "how do I reset a forgotten password"
    assert next(each.key for each in handed.data.offers) == "reset-password"
    assert "wants a person" in words.event_text(handed, viewer=alice)
    assert "wants" not in words.event_text(handed, viewer=talk.carol)


def test_what_an_agent_takes_is_theirs_and_the_assistant_is_silent(talk: Talk, alice: Viewer) -> None:
    talk.say("how do I reset a forgotten password")
    log.stored(log.assign(talk.record.id, author=says(alice), agent=alice.id))
    assert acts(talk.say("and how to change your phone number")) == []
    outcome = log.choose(talk.record.id, target=talk.said[0].seq, choice="helped", author=says(talk.carol))
    assert outcome == Refused("pointless")
    log.stored(log.assign(talk.record.id, author=says(alice), agent=None))
    assert talk.record.holder is Holder.QUEUE, "for good"


def test_a_reply_of_staff_ends_it_too(talk: Talk, alice: Viewer) -> None:
    talk.say("how do I reset a forgotten password")
    log.stored(log.reply(talk.record.id, author=says(alice), body="I am here"))
    assert talk.record.holder is Holder.QUEUE


def test_an_answer_that_comes_after_a_person_took_over_is_not_appended(
    talk: Talk, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = replies.reply_to

    def late(*args: object, **named: object) -> replies.Reply:
        log.stored(log.assign(talk.record.id, author=says(alice), agent=alice.id))
        return slow(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(replies, "reply_to", late)
    assert acts(talk.say("how do I reset a forgotten password")) == []
    assert talk.said == []


def test_the_columns_are_what_the_log_says(talk: Talk, alice: Viewer) -> None:
    talk.say("how do I reset a forgotten password")
    talk.choose("person")
    record = queries.conversation_by_row(alice, talk.record.id)
    told = fold.replay(queries.entries_for(alice, record))
    assert (told.holder, told.waiting_since, told.status) == (record.holder, record.waiting_since, record.status)
    assert record.waiting_since is not None


def test_nobody_is_lost_when_no_worker_answers(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 0)
    talk.say("how do I reset a forgotten password")
    assert jobs.rescue(clock.now()) == 0
    assert jobs.rescue(clock.now() + rules.ANSWERS_WITHIN + timedelta(seconds=1)) == 1
    assert acts(talk.entries) == ["person:silent"]
    assert jobs.rescue(clock.now() + timedelta(minutes=5)) == 0


def test_what_fails_three_times_is_handed_over(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_named: object) -> replies.Reply:
        raise RuntimeError("no")

    monkeypatch.setattr(replies, "reply_to", broken)
    talk.say("how do I reset a forgotten password")
    for seconds in (60, 120):
        jobs.work(clock.now() + timedelta(seconds=seconds))
    assert acts(talk.entries) == ["person:silent"]


def test_switched_off_it_holds_nothing_and_gives_away_what_it_held(talk: Talk, settings: Any) -> None:
    talk.say("how do I reset a forgotten password")
    settings.BOT = False
    assert acts(talk.say("and the fees?")) == ["person:silent"]
    other = Talk(talk.carol)
    log.stored(log.close(talk.record.id, author=says(talk.carol), reason=CloseReason.SOLVED))
    other._sent = 100
    other.say("how do I reset a forgotten password")
    assert other.record.id != talk.record.id or other.record.holder is Holder.QUEUE


def test_the_limit_is_told_and_then_a_person_goes_on(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "spent", lambda customer, now: (MOST_AN_HOUR, 40))
    assert acts(talk.say("how do I reset a forgotten password")) == ["limit"]
    assert "30 times an hour" in words.event_text(talk.said[0], viewer=talk.carol)
    assert acts(talk.say("how do I reset a forgotten password")) == ["person:limit"]


def test_answers_are_counted_by_customer(talk: Talk) -> None:
    talk.say("how do I reset a forgotten password")
    now = clock.now()
    assert turns.spent(talk.carol.id, now) == (1, 1)
    assert turns.spent(talk.carol.id, now + timedelta(hours=2)) == (0, 1)
    assert turns.spent(talk.carol.id + 1, now) == (0, 0)


def test_every_decision_can_be_opened_and_judged(talk: Talk, alice: Viewer) -> None:
    talk.say("how do I reset a forgotten password")
    turn = turns.of_entry(talk.record.id, talk.said[0].seq)
    assert (turn.decision, turn.key, turn.query) == (
        "answer",
        "article:reset-password",
        "how do I reset a forgotten password",
    )
    assert turn.candidates[0]["key"] == "article:reset-password"
    assert turn.thresholds["answer"] == rules.BY_WORDS.answer
    talk.choose("not_it")
    turns.judge(turn, agent=alice.id, corrected_to="article:change-phone")
    turn = turns.of_entry(talk.record.id, talk.said[0].seq)
    assert (turn.feedback, turn.verdict, turn.corrected_to) == ("not_it", "corrected", "article:change-phone")
    turns.sweep(clock.now() + rules.KEPT + timedelta(days=1))
    assert BotTurn.objects.filter(pk=turn.pk).exists(), "what an agent judged is kept"


def test_run_twice_it_says_it_once(talk: Talk) -> None:
    talk.say("how do I reset a forgotten password")
    entry = talk.entries[0]
    record = talk.record
    BotJob.objects.create(conversation=record.id, public_id=record.public_id, asked_at=entry.created_at)
    settle()
    assert len(talk.said) == 1


def test_a_conversation_nobody_comes_back_to_is_closed_after_a_day(talk: Talk) -> None:
    talk.say("how do I reset a forgotten password")
    assert jobs.close_silent(clock.now() + timedelta(hours=1)) == 0
    assert jobs.close_silent(clock.now() + timedelta(hours=25)) == 1
    assert talk.record.status is Status.CLOSED


def test_it_is_in_the_assistants_list_and_in_no_queue(talk: Talk, alice: Viewer) -> None:
    talk.say("how do I reset a forgotten password")
    listed = {
        box: [row.conversation.id for row in queries.inbox_for(alice, Filter(box=box)).rows]
        for box in (Box.BOT, Box.UNASSIGNED, Box.OPEN)
    }
    row = talk.record.id
    assert listed == {Box.BOT: [row], Box.UNASSIGNED: [], Box.OPEN: [row]}
    counts = queries.counts_for(alice)
    assert (counts[Box.BOT], counts[Box.UNASSIGNED], counts[Box.OPEN]) == (1, 0, 1)


def test_a_pass_does_no_more_than_make_a_row(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "work", lambda now: 0)
    monkeypatch.setattr(replies, "reply_to", lambda *a, **k: pytest.fail("never in the pass"))
    talk.say("how do I reset a forgotten password")
    assert BotJob.objects.count() == 1
    assert react.run_pass() == 0


def test_nobody_else_chooses(talk: Talk, mallory: Viewer) -> None:
    talk.say("how do I reset a forgotten password")
    record, said = talk.record, talk.said[0]
    for choice in ("article:desk-only", "answer:x", "skip", "nonsense"):
        outcome = log.choose(record.id, target=said.seq, choice=choice, author=says(talk.carol))
        assert outcome == Refused("not_found"), choice
    assert log.choose(record.id, target=1, choice="helped", author=says(talk.carol)) == Refused("not_found")
    assert mallory.id != talk.carol.id
    assert Why.ASKED.value == "asked"


def test_no_bell_rings_before_it_is_handed_over(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[list[object]] = []
    monkeypatch.setattr(wake, "wake", lambda topic, refs, *_: rung.extend(refs) if topic == "notice" else None)
    talk.say("how do I reset a forgotten password")
    assert rung == []
    talk.choose("person")
    assert [ref[0] for ref in rung] == [talk.place]


def test_typing_is_shown_while_it_thinks_and_no_longer(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[int, str, bool]] = []
    monkeypatch.setattr(typing, "tell", lambda told: shown.append((told.row, told.alias, told.on)))
    talk.say("忘记密码怎么重置", locale="zh-hans")
    row = talk.record.id
    assert shown == [(row, "Kefu 智能助手", True), (row, "Kefu 智能助手", False)]


def test_a_secret_is_warned_of_and_not_repeated(talk: Talk) -> None:
    assert acts(talk.say("my password is hunter2hunter")) == ["secret"]
    told = words.event_text(talk.said[0], viewer=talk.carol)
    assert "change it now" in told
    assert "hunter2" not in told


def test_signs_alone_are_no_question(talk: Talk) -> None:
    assert acts(talk.say("...?!")) == ["out_of_scope"]


def test_a_model_may_shorten_an_answer_and_what_it_adds_is_not_said(
    talk: Talk, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.say("how do I reset a forgotten password")
    passage = talk.said[-1].body
    settings.BOT_MODEL_URL = "https://model.example/v1/chat/completions"
    monkeypatch.setattr(endpoint, "complete", lambda _messages: f"{passage} Call us on 555-0100.")
    talk.say("how do I reset a forgotten password please")
    assert talk.said[-1].body == passage
    shorter = passage.split("\n", 1)[0]
    monkeypatch.setattr(endpoint, "complete", lambda _messages: shorter)
    talk.say("so how do I reset a forgotten password")
    assert talk.said[-1].body == shorter
