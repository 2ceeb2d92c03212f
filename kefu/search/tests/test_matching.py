"""What somebody means: by words alone, with an encoder, and how sure that is."""

import pytest
from django.db import transaction

from kefu.search import index
from kefu.search.index import Document, Query
from kefu.search.matching import calibrate, examples, fusion, matcher
from kefu.search.matching.calibrate import Goal, Judged, Share
from kefu.search.matching.fusion import Heard, Signals
from kefu.search.models import Example

SHELF = "answers"


@pytest.fixture
def answers() -> dict[int, int]:
    """Two answers in two languages, and what staff alone may read."""
    index.put(
        [
            Document(SHELF, 1, "提币手续费是多少", "按币种和网络收取。", scopes=["public"], locale="zh-CN"),
            Document(SHELF, 2, "Withdrawal fees", "By coin and network.", scopes=["public"], locale="en"),
            Document(SHELF, 3, "如何重置密码", "在登录页点忘记密码。", scopes=["public"], locale="zh-CN"),
            Document(SHELF, 4, "How to reset a password", "Use the link.", scopes=["public"], locale="en"),
            Document(SHELF, 5, "Password resets by hand", "Ask for two papers.", scopes=["staff"], locale="en"),
        ]
    )
    return {1: 10, 2: 10, 3: 20, 4: 20, 5: 30}


@pytest.mark.django_db
def test_documents_of_one_answer_count_together(answers: dict[int, int]) -> None:
    found = matcher.match(_query("密码怎么重置"), answers)
    assert found.candidates[0].key == 20
    assert (found.by, found.is_complete) == ("words", True)
    assert found.candidates[0].probability > 0.5
    assert found.margin > 0.3
    assert matcher.match(_query("how much are the fees to withdraw"), answers).candidates[0].key == 10


@pytest.mark.django_db
def test_without_answers_a_document_is_its_own_key(answers: dict[int, int]) -> None:
    assert matcher.match(_query("reset a password")).candidates[0].key == 4
    assert answers


@pytest.mark.django_db
def test_nothing_is_near_what_is_about_something_else(answers: dict[int, int]) -> None:
    asked = matcher.match(_query("withdrawal fees"), answers)
    beside = matcher.match(_query("tell me a joke about penguins"), answers)
    assert beside.nearness < asked.nearness
    assert all(each.probability < 0.3 for each in beside.candidates)
    assert matcher.match(_query("   "), answers).candidates == []


@pytest.mark.django_db
def test_what_people_say_is_found_and_goes_for_good(answers: dict[int, int]) -> None:
    examples.put(SHELF, 20, [("my pw is gone", "en"), ("口令想不起来", "zh-CN")], scopes=["public"])
    assert matcher.match(_query("pw gone"), answers).candidates[0].key == 20
    examples.put(SHELF, 20, [("my pw is gone", "en")], scopes=["public"])
    assert [row.text for row in Example.objects.all()] == ["my pw is gone"]
    assert matcher.match(_query("口令想不起来"), {}).candidates == []
    examples.remove(SHELF, [20])
    assert matcher.match(_query("pw gone"), {}).candidates == []
    assert index.size(examples.shelf_of(SHELF)) == 0


@pytest.mark.django_db
def test_an_example_that_stays_keeps_its_row_and_its_vector() -> None:
    examples.put(SHELF, 1, [("one", "en"), ("two", "en")])
    before = Example.objects.get(text="one").pk
    examples.put(SHELF, 1, [("one", "en"), ("three", "en"), (" ", "en"), ("one", "en")])
    assert Example.objects.get(text="one").pk == before
    assert set(Example.objects.values_list("text", flat=True)) == {"one", "three"}


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_said() -> None:
    def put_and_fail() -> None:
        with transaction.atomic():
            examples.put(SHELF, 1, [("a word nobody says", "en")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put_and_fail()
    assert matcher.match(_query("a word nobody says")).candidates == []


@pytest.mark.django_db
def test_a_viewer_is_told_of_nothing_they_may_not_read(answers: dict[int, int]) -> None:
    examples.put(SHELF, 30, [("two papers please", "en")], scopes=["staff"])
    assert 30 not in [each.key for each in matcher.match(_query("two papers please"), answers).candidates]
    assert 30 not in [each.key for each in matcher.match(_query("password resets by hand"), answers).candidates]
    staff = Query("two papers please", SHELF, scopes=["staff"], locale="en", budget_ms=5_000)
    assert matcher.match(staff, answers).candidates[0].key == 30


def test_probabilities_leave_room_for_none_of_these() -> None:
    sure = fusion.probabilities({1: 0.6, 2: 0.3}, _heard({}))
    unsure = fusion.probabilities({1: 0.2, 2: 0.19}, _heard({}))
    assert sure[1] > 0.95
    assert sum(sure.values()) < 1
    assert sum(unsure.values()) < 0.7


def test_near_misses_have_a_small_margin_and_a_classifier_parts_them() -> None:
    alike = {1: Signals(likes_said=[0.5]), 2: Signals(likes_said=[0.5])}
    assert fusion.matched(_heard(alike), limit=5).margin == 0
    alike[2].share, alike[2].logit = 0.9, 6.0
    told = fusion.matched(_heard(alike), limit=5)
    assert (told.candidates[0].key, told.by) == (2, "meaning")
    assert told.margin > 0.5


def test_thresholds_keep_wrong_answers_few_and_say_what_that_costs() -> None:
    sure = [_judged(0.5 + at / 400, is_right=at > 40) for at in range(200)]
    beside = [_judged(0.3, nearness=0.1, is_in_scope=False, is_right=False) for _ in range(40)]
    told = calibrate.calibrate([*sure, *beside], Goal(wrong=0.05))
    assert 0.55 < told.thresholds.answer_probability < 0.65
    assert told.answered.of == 240
    assert 0.6 < told.answered.value < 0.75
    assert told.wrong_of_answered.value <= 0.05
    assert told.out_of_scope_refused.value == 1.0


def test_where_nothing_can_be_trusted_nothing_is_answered_alone() -> None:
    told = calibrate.calibrate([_judged(0.9, is_right=at % 2 == 0) for at in range(40)])
    assert told.thresholds.answer_probability > 1
    assert told.answered.count == 0


def test_a_share_of_out_of_scope_as_in_real_life_makes_thresholds_stricter() -> None:
    known = [_judged(0.5 + at / 400, is_right=True) for at in range(200)]
    beside = [_judged(0.5 + at / 40, nearness=0.9, is_in_scope=False, is_right=False) for at in range(10)]
    as_given = calibrate.thresholds([*known, *beside], Goal())
    often = calibrate.thresholds([*known, *beside], Goal(out_of_scope=0.5))
    assert often.answer_probability > as_given.answer_probability


def test_too_few_questions_promise_nothing() -> None:
    with pytest.raises(ValueError, match="too few"):
        calibrate.calibrate([_judged(0.9)] * 19)


def test_a_share_knows_how_uncertain_it_is() -> None:
    low, high = Share(90, 100).interval
    assert (round(low, 3), round(high, 3)) == (0.826, 0.945)
    assert Share(0, 0).interval == (0.0, 1.0)


def _query(text: str) -> Query:
    return Query(text, SHELF, scopes=["public"], locale="en", budget_ms=5_000)


def _heard(signals: dict[int, Signals]) -> Heard:
    return Heard(signals, {}, has_meaning=True, is_complete=True)


def _judged(probability: float, *, nearness: float = 0.9, is_in_scope: bool = True, is_right: bool = True) -> Judged:
    return Judged(probability, nearness, is_in_scope, is_right, is_right)
