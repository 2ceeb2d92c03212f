"""The thresholds in force: those found on this installation's own questions, else those that Kefu comes with."""

from dataclasses import replace

from kefu.knowledge import calibrated
from kefu.watchers.bot import rules
from kefu.watchers.bot.rules import Thresholds


def thresholds(by: str) -> Thresholds:
    """`by`: what was gone by, "words" or "meaning"."""
    shipped = rules.thresholds(by)
    own = calibrated.thresholds(by)
    if not own:
        return shipped
    return replace(
        shipped,
        answer=own["answer"],
        near=own["near"],
        sure=own["sure"],
        look=min(shipped.look, own["answer"]),
    )
