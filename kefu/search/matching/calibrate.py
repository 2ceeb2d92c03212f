"""From when on to trust a match: thresholds for an installation's own questions, with what they would have cost. Pure.

Tuned on one part and judged on another, in turn (k-fold cross-validation): a threshold judged by what it was tuned on
flatters itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

FOLDS = 5
Z = 1.96  # 95 %
SAFETY = 0.75  # of what may be wrong: the part it was tuned on is kinder than the next
STRICTER = (1.25, 1.0, 0.75, 0.5)
NEARER = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)  # of the questions in scope, the shares that are farther
NEVER = 1.01  # a probability that nothing has


@dataclass(frozen=True, slots=True)
class Judged:
    """How a question with a known answer was matched. `is_in_scope`: something answers it; `is_right`: the first one does.

    `is_offered`: one of the first three does.
    """

    probability: float
    nearness: float
    is_in_scope: bool
    is_right: bool
    is_offered: bool


@dataclass(frozen=True, slots=True)
class Goal:
    """`wrong`: of what is answered alone, at most. `out_of_scope`: share of such questions in real life; None: as given.

    `rejected`: of questions that are in scope, at most, taken for questions about something else.
    """

    wrong: float = 0.05
    out_of_scope: float | None = None
    rejected: float = 0.03


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Answer alone from `answer_probability` and `answer_nearness` on; offer three from `offer_nearness` on; else say so."""

    answer_probability: float
    answer_nearness: float
    offer_nearness: float


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, with its 95 % interval (Wilson 1927)."""

    count: float
    of: float

    @property
    def value(self) -> float:
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        if not self.of:
            return 0.0, 1.0
        share, of = self.value, self.of
        middle = (share + Z * Z / (2 * of)) / (1 + Z * Z / of)
        half = Z / (1 + Z * Z / of) * (share * (1 - share) / of + Z * Z / (4 * of * of)) ** 0.5
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Calibration:
    """`thresholds` are tuned on everything; the shares are of parts that were held out."""

    thresholds: Thresholds
    answered: Share
    wrong_of_answered: Share
    out_of_scope_refused: Share
    offered_right: Share


def thresholds(judged: Sequence[Judged], goal: Goal) -> Thresholds:
    """The most answers with as few wrong ones as wished, a margin for chance within."""
    return _tuned(judged, goal, [_answer_nearness(judged, goal)])


def of_both_signals(judged: Sequence[Judged], goal: Goal) -> Thresholds:
    """The same; the less near it is allowed to be, the likelier it must be: whichever of some pairs answers most."""
    inside = _inside(judged)
    least = _answer_nearness(judged, goal)
    return _tuned(judged, goal, [least, *(inside[int(share * len(inside))] for share in NEARER if inside)])


Tune = Callable[[Sequence[Judged], Goal], Thresholds]


def calibrate(judged: Sequence[Judged], goal: Goal = Goal(), *, tune: Tune = thresholds) -> Calibration:
    """ValueError for fewer than 20 questions: nothing can be promised of those."""
    if len(judged) < 4 * FOLDS:
        raise ValueError(f"{len(judged)} questions are too few to calibrate on")
    ordered = sorted(judged, key=lambda each: (each.is_in_scope, each.probability, each.nearness))
    parts = [ordered[at::FOLDS] for at in range(FOLDS)]  # each like the whole
    held_out = []
    for at, part in enumerate(parts):
        rest = [each for other in (*parts[:at], *parts[at + 1 :]) for each in other]
        tuned = tune(rest, goal)
        held_out += [(each, tuned) for each in part]
    return Calibration(
        tune(judged, goal),
        *_answers([(each, may_answer(each, tuned)) for each, tuned in held_out], goal),
        _share([not may_offer(each, tuned) for each, tuned in held_out if not each.is_in_scope]),
        _share([each.is_offered and may_offer(each, tuned) for each, tuned in held_out if each.is_in_scope]),
    )


def careful(judged: Sequence[Judged], goal: Goal) -> Calibration:
    """The most answers of which, held out, no more than `goal.wrong` are wrong: tuned in several ways, and more and more
    strictly, for those that hold. Where none holds, nothing is answered alone. ValueError as `calibrate`.
    """
    tried = [
        calibrate(judged, replace(goal, wrong=goal.wrong * share), tune=tune)
        for tune in (thresholds, of_both_signals)
        for share in STRICTER
    ]
    held = [each for each in tried if _is_held(each, goal)]
    return max(held, key=lambda each: each.answered.value, default=_silent(tried[0]))


def _is_held(found: Calibration, goal: Goal) -> bool:
    return found.thresholds.answer_probability < NEVER and found.wrong_of_answered.value <= goal.wrong


def _silent(found: Calibration) -> Calibration:
    at = replace(found.thresholds, answer_probability=NEVER)
    return replace(found, thresholds=at, answered=replace(found.answered, count=0.0), wrong_of_answered=Share(0.0, 0.0))


def _tuned(judged: Sequence[Judged], goal: Goal, nearnesses: Sequence[float]) -> Thresholds:
    weight, offer = _weights(judged, goal), _offer_nearness(judged, goal)
    best = (0.0, NEVER, nearnesses[0])
    for nearness in nearnesses:
        near = [each for each in judged if each.nearness >= max(nearness, offer)]
        likely = _least_probability(near, weight, goal)
        answered = sum(weight(each) for each in near if each.probability >= likely)
        if answered > best[0]:
            best = answered, likely, max(nearness, offer)
    return Thresholds(best[1], best[2], offer)


def _offer_nearness(judged: Sequence[Judged], goal: Goal) -> float:
    inside = _inside(judged)
    return inside[int(goal.rejected * len(inside))] if inside else 1.0


def _answer_nearness(judged: Sequence[Judged], goal: Goal) -> float:
    """What half of the questions about something else do not reach."""
    outside = sorted(each.nearness for each in judged if not each.is_in_scope)
    offer = _offer_nearness(judged, goal)
    return max(offer, median(outside)) if outside else offer


def _inside(judged: Sequence[Judged]) -> list[float]:
    return sorted(each.nearness for each in judged if each.is_in_scope)


def may_answer(judged: Judged, tuned: Thresholds) -> bool:
    return judged.probability >= tuned.answer_probability and judged.nearness >= tuned.answer_nearness


def may_offer(judged: Judged, tuned: Thresholds) -> bool:
    return judged.nearness >= tuned.offer_nearness


def _least_probability(near: Sequence[Judged], weight: Callable[[Judged], float], goal: Goal) -> float:
    """Walks down from the surest: the last place where the wrong ones, half of one more counted, are few enough."""
    ordered = sorted(near, key=lambda each: -each.probability)
    answered = wrong = 0.0
    best = NEVER
    for each, following in pairwise([*ordered, None]):
        if each is None:
            break
        answered += weight(each)
        wrong += weight(each) * (not each.is_right)
        is_last_of_its_kind = following is None or following.probability < each.probability
        if is_last_of_its_kind and wrong + 0.5 <= SAFETY * goal.wrong * (answered + 1):
            best = each.probability
    return best


def _weights(judged: Sequence[Judged], goal: Goal) -> Callable[[Judged], float]:
    """So that questions out of scope count for as much as they are in real life."""
    outside = sum(not each.is_in_scope for each in judged)
    inside = len(judged) - outside
    if goal.out_of_scope is None or not outside or not inside:
        return lambda each: 1.0
    worth = goal.out_of_scope / (1 - goal.out_of_scope) * inside / outside
    return lambda each: 1.0 if each.is_in_scope else worth


def _answers(told: Sequence[tuple[Judged, bool]], goal: Goal) -> tuple[Share, Share]:
    weight = _weights([each for each, _ in told], goal)
    answered = sum(weight(each) for each, is_answered in told if is_answered)
    wrong = sum(weight(each) for each, is_answered in told if is_answered and not each.is_right)
    return Share(answered, sum(weight(each) for each, _ in told)), Share(wrong, answered)


def _share(told: Sequence[bool]) -> Share:
    return Share(sum(told), len(told))
