"""What became of questions, counted and compared."""

from dataclasses import replace

from kefu.watchers.bot import outcomes
from kefu.watchers.bot.outcomes import Became, Counts, Outcome

A, B = "article:a", "article:b"
RIGHT = Became("1", "how do I", (A,), A, Outcome.RIGHT, True, True)
WRONG = Became("2", "where is", (A,), B, Outcome.WRONG, False, True)
OUTSIDE = Became("3", "a joke", (), B, Outcome.HANDED, False, False)


def test_they_are_counted_and_come_back_from_a_row() -> None:
    counts = outcomes.counted([RIGHT, WRONG, OUTSIDE])
    assert counts == Counts(questions=3, inside=2, first=1, three=2, right=1, wrong=1, handed=1)
    assert counts.alone == 2
    assert outcomes.of_row({**outcomes.as_row(counts), "of_another_release": 1}) == counts


def test_what_comes_out_differently_is_told_the_worse_first() -> None:
    better, worse = (
        replace(WRONG, outcome=Outcome.RIGHT, first=A, is_first=True),
        replace(OUTSIDE, outcome=Outcome.WRONG),
    )
    told = outcomes.changed([RIGHT, WRONG, OUTSIDE], [RIGHT, better, worse])
    assert [(each["id"], each["before"], each["after"], each["is_worse"]) for each in told] == [
        ("3", "handed", "wrong", True),
        ("2", "wrong", "right", False),
    ]
    assert outcomes.changed([RIGHT], [RIGHT]) == []


def test_two_that_are_taken_for_each_other_are_one_pair_with_their_questions() -> None:
    other = Became("4", "the other way", (B,), A, Outcome.OFFERED, False, True)
    (pair,) = outcomes.confused([RIGHT, WRONG, OUTSIDE, other])
    assert (pair["pair"], pair["count"]) == ([A, B], 2)
    assert [each["said"] for each in pair["questions"]] == [B, A]
