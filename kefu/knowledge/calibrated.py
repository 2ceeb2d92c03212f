"""From when on the assistant trusts a match here, as it was found on this installation's own questions; or why it was not.

Written by the worker (`keep`), read by the assistant for every answer (`thresholds`), so what is read is kept for a moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kefu.kit.kept import Kept
from kefu.knowledge.models import Calibration
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.search.matching.calibrate import Share

FRESH_S = 10.0
OUTSIDE = "outside"  # of `rests_on`: among all of them, those that nothing of ours answers
Problem = Calibration.Problem


@dataclass(frozen=True, slots=True)
class Calibrated:
    """`by`: "words" or "meaning". `rests_on`: where the questions are from -> how many. `thresholds`: name -> figure; empty
    where `problem` says why there are none. `out_of_scope`, `most_wrong`: the shares it was made for.
    """

    by: str
    mark: str
    problem: str
    rests_on: Mapping[str, int]
    folds: int
    out_of_scope: float
    most_wrong: float
    thresholds: Mapping[str, float]
    answered: Share
    wrong_of_answered: Share
    made_at: datetime

    @property
    def questions(self) -> int:
        return sum(count for source, count in self.rests_on.items() if source != OUTSIDE)


def thresholds(by: str) -> Mapping[str, float]:
    """Those in force for matches by this, as they are or were ten seconds ago; empty: those that Kefu comes with."""
    return _kept.fresh().get(by, {})


def last(by: str) -> Calibrated | None:
    """What was found last."""
    row = Calibration.objects.filter(by=by).first()
    return _calibrated(row) if row else None


def in_force(viewer: Viewer) -> list[Calibrated]:
    """For editors to look at: by words first."""
    require(viewer, Capability.EDIT_ARTICLES)
    return [_calibrated(row) for row in Calibration.objects.order_by("-by")]


def keep(found: Calibrated) -> None:
    """In place of what was found before."""
    given = {
        "made_at": found.made_at,
        "mark": found.mark,
        "problem": found.problem,
        "rests_on": dict(found.rests_on),
        "folds": found.folds,
        "out_of_scope_share": found.out_of_scope,
        "wrong_share": found.most_wrong,
        "thresholds": dict(found.thresholds),
        "answered": found.answered.count,
        "answered_of": found.answered.of,
        "wrong": found.wrong_of_answered.count,
        "wrong_of": found.wrong_of_answered.of,
    }
    Calibration.objects.update_or_create(by=found.by, defaults=given)
    forget()


def forget() -> None:
    """What was read a moment ago."""
    _kept.forget()


def _read() -> dict[str, Mapping[str, float]]:
    rows = Calibration.objects.values_list("by", "thresholds")
    return {by: {name: float(value) for name, value in told.items()} for by, told in rows}


def _calibrated(row: Calibration) -> Calibrated:
    return Calibrated(
        by=row.by,
        mark=row.mark,
        problem=row.problem,
        rests_on=row.rests_on,
        folds=row.folds,
        out_of_scope=row.out_of_scope_share,
        most_wrong=row.wrong_share,
        thresholds=row.thresholds,
        answered=Share(row.answered, row.answered_of),
        wrong_of_answered=Share(row.wrong, row.wrong_of),
        made_at=row.made_at,
    )


_kept: Kept[str, Mapping[str, float]] = Kept(_read, lives_s=FRESH_S)
