"""What becomes of a question whose right answers are known: counted, held against what became of it before. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_CHANGED, MOST_PAIRS, MOST_OF_A_PAIR = 200, 30, 10


class Outcome(StrEnum):
    RIGHT = "right"  # it answered, or began the check, alone
    WRONG = "wrong"
    OFFERED = "offered"  # the right one is among what it offers
    MISSED = "missed"  # it offers others
    HANDED = "handed"  # it says that it does not know, or a person goes on


@dataclass(frozen=True, slots=True)
class Became:
    """Of one question. `first`: what was likeliest; `is_first`, `is_among`: that is right, or one of the first three is."""

    id: str
    text: str
    answers: tuple[str, ...]
    first: str
    outcome: Outcome
    is_first: bool
    is_among: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """`inside`: questions that something of ours answers; `first` and `three` are of those, all others of all questions."""

    questions: int = 0
    inside: int = 0
    first: int = 0
    three: int = 0
    right: int = 0
    wrong: int = 0
    offered: int = 0
    missed: int = 0
    handed: int = 0

    @property
    def alone(self) -> int:
        return self.right + self.wrong


def counted(found: Sequence[Became]) -> Counts:
    def of(*wanted: Outcome) -> int:
        return sum(each.outcome in wanted for each in found)

    return Counts(
        questions=len(found),
        inside=sum(bool(each.answers) for each in found),
        first=sum(each.is_first for each in found),
        three=sum(each.is_among for each in found),
        right=of(Outcome.RIGHT),
        wrong=of(Outcome.WRONG),
        offered=of(Outcome.OFFERED),
        missed=of(Outcome.MISSED),
        handed=of(Outcome.HANDED),
    )


def changed(before: Sequence[Became], after: Sequence[Became]) -> list[dict[str, Any]]:
    """Both in the same order. Those whose outcome or first answer is another one, what got worse first; the first 200."""
    found = [
        (was, now)
        for was, now in zip(before, after, strict=True)
        if (was.outcome, was.first) != (now.outcome, now.first)
    ]
    found.sort(key=lambda pair: (_worth(pair[1]) - _worth(pair[0]), pair[0].text))
    return [_difference(was, now) for was, now in found[:MOST_CHANGED]]


def confused(found: Sequence[Became]) -> list[dict[str, Any]]:
    """Pairs of answers of which one is taken for the other, the most often first, each with its questions."""
    pairs: dict[tuple[str, ...], list[Became]] = defaultdict(list)
    for each in found:
        if each.answers and each.first and not each.is_first:
            pairs[tuple(sorted((each.first, each.answers[0])))].append(each)
    ordered = sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_PAIRS]
    return [
        {
            "pair": list(pair),
            "count": len(asked),
            "questions": [
                {"text": each.text, "said": each.first, "right": each.answers[0]} for each in asked[:MOST_OF_A_PAIR]
            ],
        }
        for pair, asked in ordered
    ]


def as_row(counts: Counts) -> Mapping[str, int]:
    return {field: getattr(counts, field) for field in Counts.__dataclass_fields__}


def of_row(row: Mapping[str, int]) -> Counts:
    """What another release counted too is left out."""
    return Counts(**{field: int(row.get(field, 0)) for field in Counts.__dataclass_fields__})


_INSIDE = {Outcome.RIGHT: 3, Outcome.OFFERED: 2, Outcome.HANDED: 1, Outcome.MISSED: 1, Outcome.WRONG: 0}
_OUTSIDE = {Outcome.HANDED: 3, Outcome.MISSED: 2, Outcome.WRONG: 0}


def _worth(became: Became) -> int:
    return (_INSIDE if became.answers else _OUTSIDE)[became.outcome]


def _difference(was: Became, now: Became) -> dict[str, Any]:
    return {
        "id": was.id,
        "text": was.text,
        "answers": list(was.answers),
        "before": was.outcome.value,
        "after": now.outcome.value,
        "said_before": was.first,
        "said_after": now.first,
        "is_worse": _worth(now) < _worth(was),
    }
