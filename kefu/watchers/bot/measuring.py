"""Asks the assistant the measured questions, as it is and as it would be with a change of phrases, and writes down the rest.

In the worker, one installation at a time; nobody is told anything and no talk is written. Words that a phrase says just so
are asked without that phrase: whoever is asked what he learned by heart shows nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from kefu.conversations.data_bot import Act
from kefu.kit import db, wake
from kefu.knowledge import matching, measured, teaching, trials
from kefu.knowledge.matching import How
from kefu.knowledge.measured import Question
from kefu.knowledge.shelf import SHELF
from kefu.knowledge.trials import Tried
from kefu.search.matching import learning
from kefu.search.matching.matched import MEANING, WORDS
from kefu.search.matching.matcher import Said
from kefu.watchers.bot import outcomes, rules, trusted, weighing
from kefu.watchers.bot.outcomes import Became, Outcome

TOPIC = "measure"
MOST = 1_000  # questions, the newest: a minute or two
TOLD_EVERY = 20
PATIENCE = timedelta(minutes=15)  # for the encoder to learn the phrases; then it is measured as it is
BUDGET_MS = 2_000
_MEASURING = 0x3EA5  # one worker of all


def hurry() -> None:
    """Somebody waits."""
    wake.wake(TOPIC, [])


def work(now: datetime) -> int:
    """Measure what an editor waits for; 1 once it is done."""
    tried = trials.waiting()
    if tried is None:
        return 0
    with db.held(_MEASURING, "trial") as is_ours:
        return int(is_ours and _measured(tried, now))


def _measured(tried: Tried, now: datetime) -> bool:
    is_change = bool(tried.adds or tried.removes)
    shelves = ["", teaching.TRIAL] if is_change else [""]
    if is_change:
        teaching.rehearse(tried.adds, tried.removes)
    if not all(learning.is_settled(each or SHELF) for each in shelves) and now < tried.asked_at + PATIENCE:
        return False
    ways = _ways(shelves)
    asked = measured.everything(limit=MOST)
    found: list[list[Became]] = []
    for number, question in enumerate(asked):
        if number % TOLD_EVERY == 0 and not trials.tell(tried, done=number, of=len(asked)):
            return False
        found.append([_became(question, how) for how in ways])
    before, after = [each[0] for each in found], [each[-1] for each in found]
    return trials.keep(tried, _result(before, after, MEANING if ways[0].with_meaning else WORDS))


def _ways(shelves: Sequence[str]) -> list[How]:
    """With the phrases of each, the live ones' being empty; all by meaning where the encoder has all of them."""
    has_meaning = all(matching.load(said=each) for each in shelves)
    return [How(Said(each, is_left_out=True), with_meaning=has_meaning, budget_ms=BUDGET_MS) for each in shelves]


def _result(before: Sequence[Became], after: Sequence[Became], by: str) -> dict[str, object]:
    return {
        "by": by,
        "before": outcomes.as_row(outcomes.counted(before)),
        "after": outcomes.as_row(outcomes.counted(after)),
        "changed": outcomes.changed(before, after),
        "confused": outcomes.confused(before),
        "confused_after": outcomes.confused(after),
    }


def _became(question: Question, how: How) -> Became:
    """What the assistant would do with it as the first word of somebody."""
    weighed = weighing.surely(question.text, locale=question.locale, how=how)
    asked = weighed.asked()
    decision = rules.decide(asked, trusted.thresholds(weighed.by))
    right = [weighing.is_right(each, question.answers) for each in asked.options]
    return Became(
        id=question.id,
        text=question.text,
        answers=question.answers,
        first=weighing.name(asked.options[0]) if asked.options else "",
        outcome=_outcome(decision, question.answers),
        is_first=any(right[:1]),
        is_among=any(right[: rules.MOST_OFFERED]),
    )


def _outcome(decision: rules.Decision, answers: Sequence[str]) -> Outcome:
    is_right = any(weighing.is_right(each, answers) for each in decision.options)
    match decision.act:
        case Act.ANSWER | Act.ASK:
            return Outcome.RIGHT if is_right else Outcome.WRONG
        case Act.OFFER | Act.CLARIFY:
            return Outcome.OFFERED if is_right else Outcome.MISSED
    return Outcome.HANDED
