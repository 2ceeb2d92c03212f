"""Finds, in the worker, from when on a match is to be trusted here: on questions of this installation whose answers are known.

Those that editors measure with, what agents confirmed or corrected, and live phrases, each asked without itself. Five folds:
tuned on four, judged on the fifth, in turn. With too few, the thresholds that Kefu comes with stay, and the row says why.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max

from kefu.kit import clock, db
from kefu.knowledge import calibrated, matching, measured, phrasings, shelf
from kefu.knowledge.calibrated import Calibrated, Problem
from kefu.knowledge.matching import How
from kefu.search import analyse, meaning
from kefu.search.matching import calibrate, learning
from kefu.search.matching.calibrate import FOLDS, Calibration, Goal, Judged, Share
from kefu.search.matching.matched import MEANING, WORDS
from kefu.search.matching.matcher import Said
from kefu.watchers.bot import judging, weighing
from kefu.watchers.bot.models import BotTurn
from kefu.watchers.bot.rewording import masking

LEAST, LEAST_OUTSIDE = 60, 10
MOST, MOST_JUDGED = 1_500, 1_000
MOST_WRONG = 0.05  # of what is answered alone
SOON_AFTER = timedelta(minutes=1)  # where there were too few
AGAIN_AFTER, AT_LEAST_EVERY = timedelta(minutes=10), timedelta(days=1)
BUDGET_MS = 2_000
_CALIBRATING = 0xCA11  # one worker of all
NONE = Share(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Known:
    """A question of which is known what answers it; nothing of ours where `answers` is empty. `source`: measured, judged,
    phrases.
    """

    text: str
    locale: str
    answers: tuple[str, ...]
    source: str


def work(now: datetime) -> int:
    """Calibrate anew where the questions have changed, and once a day; how many ways of matching."""
    ways = [WORDS, *([MEANING] if meaning.choice() is not None else [])]
    mark = _mark()
    due = [by for by in ways if _is_due(calibrated.last(by), mark, now)]
    if not due:
        return 0
    with db.held(_CALIBRATING, "calibration") as is_ours:
        if not is_ours:
            return 0
        known = questions()
        able = [by for by in due if len(known) < LEAST or by == WORDS or _has_meaning()]
        for by in able:
            calibrated.keep(_found(by, known, mark))
    return len(able)


def questions() -> list[Known]:
    """At most 1,500, each once: what editors say of it counts before what agents said."""
    kept: dict[str, Known] = {}
    for known in (*_of_editors(), *_of_agents(), *_of_phrases()):
        if len(kept) < MOST:
            kept.setdefault(_folded(known.text), known)
    return list(kept.values())


def _of_editors() -> Iterator[Known]:
    for each in measured.everything(limit=MOST):
        yield Known(each.text, each.locale, each.answers, "measured")


def _of_agents() -> Iterator[Known]:
    """What a customer wrote, without what points to them; the newest."""
    rows = BotTurn.objects.exclude(verdict=BotTurn.Verdict.NONE).exclude(query="").order_by("-judged_at")
    for turn in rows[:MOST_JUDGED].iterator():
        right = turn.corrected_to if turn.verdict == BotTurn.Verdict.CORRECTED else turn.key
        text, answers = masking.masked(turn.query), () if right in {"", judging.NONE} else (right,)
        if answers or turn.corrected_to:  # confirmed without an answer: it was right to ask, or to hand over
            yield Known(text, weighing.spoken(text, screen=turn.locale), answers, "judged")


def _of_phrases() -> Iterator[Known]:
    for answer, said in phrasings.live().items():
        for text, locale in said:
            yield Known(text, locale, (answer,), "phrases")


def _found(by: str, known: Sequence[Known], mark: str) -> Calibrated:
    judged, rests_on = _judged(by, known) if len(known) >= LEAST else ([], _sources(known))
    outside = sum(not each.is_in_scope for each in judged) or rests_on.get(calibrated.OUTSIDE, 0)
    problem, found = Problem.NONE, None
    if len(judged) < LEAST:
        problem = Problem.FEW
    elif outside < LEAST_OUTSIDE:
        problem = Problem.FEW_OUTSIDE
    else:
        found = calibrate.careful(judged, Goal(wrong=MOST_WRONG, out_of_scope=settings.BOT_OUT_OF_SCOPE_SHARE))
    return Calibrated(
        by=by,
        mark=mark,
        problem=problem,
        rests_on=rests_on | {calibrated.OUTSIDE: outside},
        folds=FOLDS,
        out_of_scope=settings.BOT_OUT_OF_SCOPE_SHARE,
        most_wrong=MOST_WRONG,
        thresholds=_thresholds(found) if found else {},
        answered=found.answered if found else NONE,
        wrong_of_answered=found.wrong_of_answered if found else NONE,
        made_at=clock.now(),
    )


def _thresholds(found: Calibration) -> dict[str, float]:
    at = found.thresholds
    return {"answer": at.answer_probability, "near": at.offer_nearness, "sure": at.answer_nearness}


def _judged(by: str, known: Sequence[Known]) -> tuple[list[Judged], dict[str, int]]:
    """What a topic decides is not matched, so it says nothing of matches. Nor does what the classifier was trained on."""
    how = How(Said(is_left_out=True), with_meaning=by == MEANING, budget_ms=BUDGET_MS)
    learned = _learned() if by == MEANING and learning.is_trained(shelf.SHELF) else frozenset()
    judged, rests_on = [], Counter[str]()
    for each in known:
        if _folded(each.text) in learned:
            continue
        weighed = weighing.surely(each.text, locale=each.locale, how=how)
        if weighed.topic is not None or weighed.is_hacked or weighed.by != by:
            continue
        rests_on[each.source] += 1
        right = [weighing.is_right(option, each.answers) for option in weighed.asked().options]
        likeliest = weighed.candidates[0].probability if weighed.candidates else 0.0
        judged.append(Judged(likeliest, weighed.nearness, bool(each.answers), any(right[:1]), any(right[:3])))
    return judged, dict(rests_on)


def _sources(known: Sequence[Known]) -> dict[str, int]:
    """Of too few: nothing is matched, so no encoder is started for them."""
    return dict(Counter(each.source for each in known)) | {calibrated.OUTSIDE: sum(not each.answers for each in known)}


def _has_meaning() -> bool:
    return learning.is_settled(shelf.SHELF) and matching.load()


def _learned() -> frozenset[str]:
    return frozenset(_folded(text) for said in phrasings.live().values() for text, _locale in said)


def _is_due(last: Calibrated | None, mark: str, now: datetime) -> bool:
    if last is None:
        return True
    if last.mark == mark:
        waits = AT_LEAST_EVERY
    else:
        waits = SOON_AFTER if last.problem else AGAIN_AFTER
    return now >= last.made_at + waits


def _mark() -> str:
    """Another one where questions, phrases, judgements or the stated share have changed."""
    told = BotTurn.objects.exclude(verdict=BotTurn.Verdict.NONE).aggregate(n=Count("id"), last=Max("judged_at"))
    whole: Mapping[str, object] = {
        "measured": measured.mark(),
        "phrases": phrasings.mark(),
        "judged": (told["n"], told["last"]),
        "share": settings.BOT_OUT_OF_SCOPE_SHARE,
    }
    return hashlib.sha256(repr(whole).encode()).hexdigest()


def _folded(text: str) -> str:
    return " ".join(analyse.fold(text).split())
