"""From when on a match is trusted here: on this installation's own questions, in the worker, and only with enough of them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from conftest import an_agent, as_viewer
from kefu.kit import clock
from kefu.knowledge import calibrated, measured, phrasings, teaching
from kefu.knowledge.matching import How
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.search.matching import matcher
from kefu.search.matching.calibrate import NEVER, Goal, Judged, careful
from kefu.watchers.bot import calibrating, rules, trusted, turns, weighing
from kefu.watchers.bot.calibrating import Known
from kefu.watchers.bot.models import BotTurn
from kefu.watchers.bot.tests.conftest import Talk

PASSWORD, PHONE = "article:reset-password", "article:change-phone"
pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(articles: None) -> Viewer:
    return as_viewer(an_agent("ed", role=Role.LEAD))


@pytest.fixture(autouse=True)
def _untaught() -> Iterator[None]:
    teaching.forget()
    yield
    teaching.forget()


def measure_many(editor: Viewer, *, inside: int = 60, outside: int = 20) -> None:
    for number in range(inside):
        told = [(f"reset forgotten password time {number}", PASSWORD), (f"change phone time {number}", PHONE)]
        text, answer = told[number % 2]
        measured.add(editor, text, [answer], locale="en")
    for number in range(outside):
        measured.add(editor, f"recipe for pancakes variant {number}", [], locale="en")


def test_with_enough_questions_it_calibrates_itself_and_the_assistant_goes_by_it(editor: Viewer, talk: Talk) -> None:
    measure_many(editor)
    assert trusted.thresholds("words") == rules.BY_WORDS
    assert calibrating.work(clock.now()) == 1
    (found,) = calibrated.in_force(editor)
    assert (found.by, found.problem, found.questions, found.folds) == ("words", "", 80, 5)
    assert found.rests_on == {"measured": 80, "outside": 20}
    assert (found.out_of_scope, found.most_wrong) == (0.3, 0.05)
    assert found.wrong_of_answered.value <= found.most_wrong
    at = trusted.thresholds("words")
    assert at.answer == found.thresholds["answer"] != rules.BY_WORDS.answer
    assert (at.offer, at.both) == (rules.BY_WORDS.offer, rules.BY_WORDS.both)
    talk.say("how do I reset a forgotten password")
    assert turns.of_entry(talk.record.id, talk.said[0].seq).thresholds["answer"] == at.answer


@pytest.mark.parametrize(
    ("inside", "outside", "problem"), [(40, 10, "few"), (70, 0, "few_outside"), (70, 9, "few_outside"), (0, 0, "few")]
)
def test_with_too_few_the_shipped_thresholds_stay_and_it_says_why(
    editor: Viewer, inside: int, outside: int, problem: str
) -> None:
    measure_many(editor, inside=inside, outside=outside)
    calibrating.work(clock.now())
    (found,) = calibrated.in_force(editor)
    assert (found.problem, found.thresholds, found.questions) == (problem, {}, inside + outside)
    assert trusted.thresholds("words") == rules.BY_WORDS


def test_it_is_done_anew_when_the_questions_change_not_at_once_and_once_a_day(editor: Viewer) -> None:
    now = clock.now()
    assert calibrating.work(now) == 1
    measure_many(editor)
    assert calibrating.work(now + timedelta(minutes=2)) == 1, "there were too few"
    later = now + timedelta(minutes=20)
    assert calibrating.work(later) == 0
    measured.add(editor, "a password that is gone", [PASSWORD], locale="en")
    assert calibrating.work(now + timedelta(minutes=5)) == 0
    assert calibrating.work(later) == 1
    assert calibrating.work(later) == 0
    assert calibrating.work(now + timedelta(hours=25)) == 1


def test_what_was_too_few_once_is_enough_later_and_the_other_way_round(editor: Viewer) -> None:
    measure_many(editor)
    calibrating.work(clock.now())
    assert trusted.thresholds("words") != rules.BY_WORDS
    for each in measured.questions(editor)[:40]:
        measured.drop(editor, each.id)
    calibrating.work(clock.now() + timedelta(hours=1))
    assert trusted.thresholds("words") == rules.BY_WORDS


def test_it_rests_on_editors_agents_and_phrases_each_question_once(editor: Viewer, talk: Talk, alice: Viewer) -> None:
    measured.add(editor, "forgotten password", [PASSWORD], locale="en")
    phrasings.put_live(editor, [phrasings.add(editor, PASSWORD, "Forgotten  PASSWORD", locale="en")])
    phrasings.put_live(editor, [phrasings.add(editor, PHONE, "my sim card is new", locale="en")])
    for text in (
        "how do I reset a forgotten password",
        "change my phone number bob@example.com",
        "placing a stop limit order",
    ):
        talk.say(text)
    said = [turns.of_entry(talk.record.id, each.seq) for each in talk.said]
    turns.judge(said[0], agent=alice.id)
    turns.judge(said[1], agent=alice.id, corrected_to="none")
    assert BotTurn.objects.filter(verdict="").exists()
    found = {each.text: each for each in calibrating.questions()}
    assert found == {
        "forgotten password": Known("forgotten password", "en", (PASSWORD,), "measured"),
        "how do I reset a forgotten password": Known(
            "how do I reset a forgotten password", "en", (PASSWORD,), "judged"
        ),
        "change my phone number [e-mail]": Known("change my phone number [e-mail]", "en", (), "judged"),
        "my sim card is new": Known("my sim card is new", "en", (PHONE,), "phrases"),
    }


def test_a_phrase_is_asked_without_itself(editor: Viewer) -> None:
    phrasings.put_live(editor, [phrasings.add(editor, PHONE, "zebra quagga okapi", locale="en")])
    teaching.teach(clock.now())
    learned = weighing.weigh("Zebra quagga  OKAPI", locale="en")
    assert weighing.name(learned.candidates[0]) == PHONE
    assert learned.nearness > 0.5
    without = weighing.weigh("Zebra quagga  OKAPI", locale="en", how=How(matcher.Said(is_left_out=True)))
    assert without.nearness == 0
    assert without.candidates == []


def test_no_more_than_the_stated_share_of_what_is_answered_alone_is_wrong() -> None:
    """However sure it is: one in ten of the surest is wrong, so nothing is answered alone."""
    surest = [Judged(0.9 + number / 10_000, 0.9, True, number % 10 > 0, True) for number in range(200)]
    outside = [Judged(0.1, 0.1, False, False, False) for _ in range(40)]
    found = careful([*surest, *outside], Goal(wrong=0.05, out_of_scope=0.3))
    assert found.thresholds.answer_probability == NEVER
    assert found.answered.count == 0
    good = [Judged(0.9 + number / 10_000, 0.9, True, number % 50 > 0, True) for number in range(200)]
    found = careful([*good, *outside], Goal(wrong=0.05, out_of_scope=0.3))
    assert found.answered.count > 0
    assert found.wrong_of_answered.value <= 0.05


def test_the_stated_share_of_questions_about_something_else_counts(settings: Any, editor: Viewer) -> None:
    measure_many(editor)
    settings.BOT_OUT_OF_SCOPE_SHARE = 0.6
    calibrating.work(clock.now())
    (found,) = calibrated.in_force(editor)
    assert found.out_of_scope == 0.6
    assert found.answered.value < 0.45
