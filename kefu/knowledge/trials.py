"""What a change of phrases would do to the measured questions, before it is live: one trial at a time, shared by all editors.

An editor says which phrases are to come and to go; the worker measures (`kefu.watchers.bot.measuring`); an editor decides.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kefu.kit import clock, db
from kefu.kit.errors import NotFound
from kefu.knowledge import phrasings, teaching
from kefu.knowledge.errors import BadArticle
from kefu.knowledge.models import Trial
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.trust import journal

MOST_CHANGES = 200
KEPT = 20  # that were decided
ENDS_AFTER = timedelta(days=7)  # nobody decided: nothing is lost, the phrases wait as before
_ASKING = 0x7121  # two editors who ask at once have one trial

Standing = Trial.Standing


@dataclass(frozen=True, slots=True)
class Tried:
    """`adds`, `removes`: ids of phrases. `done` questions of `of`. `result`: what the assistant wrote; empty until then."""

    id: str
    version: int
    standing: str
    adds: Sequence[str]
    removes: Sequence[str]
    done: int
    of: int
    result: Mapping[str, Any]
    asked_at: datetime
    measured_at: datetime | None

    @property
    def is_measured(self) -> bool:
        return self.standing == Standing.MEASURED


def current(viewer: Viewer) -> Tried | None:
    """The open one."""
    require(viewer, Capability.EDIT_ARTICLES)
    row = Trial.objects.filter(is_open=True).first()
    return _tried(row) if row else None


def latest(viewer: Viewer) -> Tried | None:
    """What was measured last, decided or not."""
    require(viewer, Capability.EDIT_ARTICLES)
    row = Trial.objects.filter(measured_at__isnull=False).order_by("-measured_at").first()
    return _tried(row) if row else None


def ask(viewer: Viewer, *, adds: Sequence[str] = (), removes: Sequence[str] = ()) -> None:
    """Measure with these too; without any, measure anew what is asked already, or how it stands. BadArticle."""
    require(viewer, Capability.EDIT_ARTICLES)
    with transaction.atomic():
        db.lock_names(_ASKING, [0])
        row = Trial.objects.select_for_update().filter(is_open=True).first() or Trial(made_by_id=viewer.id, version=0)
        row.adds = list(dict.fromkeys([*row.adds, *adds]))
        row.removes = list(dict.fromkeys([*row.removes, *removes]))
        if len(row.adds) + len(row.removes) > MOST_CHANGES:
            told = _("Try %(most)d phrases at most at once: make these live or drop them first.")
            raise BadArticle(told % {"most": MOST_CHANGES})
        row.version, row.standing, row.asked_at = row.version + 1, Standing.ASKED, clock.now()
        row.done, row.of, row.result, row.measured_at = 0, 0, {}, None
        row.save()
        _journal(viewer, "trial_asked", row)


def make_live(viewer: Viewer, trial_id: str, *, version: int) -> None:
    """As it was measured. BadArticle where it changed since, or words would be live for two answers; NotFound."""

    def put(row: Trial) -> None:
        if row.standing != Standing.MEASURED or row.version != version:
            raise BadArticle(_("This has changed since you looked, or is still measured. Look again."))
        phrasings.refuse(viewer, row.removes)
        phrasings.put_live(viewer, row.adds)

    _decided(viewer, trial_id, Standing.LIVE, put)


def drop(viewer: Viewer, trial_id: str) -> None:
    """Nothing changes: what was proposed waits as before, what is live stays. NotFound."""
    _decided(viewer, trial_id, Standing.DROPPED, lambda row: None)


def waiting() -> Tried | None:
    """For the worker: what is to be measured."""
    row = Trial.objects.filter(is_open=True, standing__in=[Standing.ASKED, Standing.MEASURING]).first()
    return _tried(row) if row else None


def tell(tried: Tried, *, done: int, of: int) -> bool:
    """How far it is; false where it was changed or decided meanwhile."""
    return bool(_same(tried).update(standing=Standing.MEASURING, done=done, of=of))


def keep(tried: Tried, result: Mapping[str, Any]) -> bool:
    """What came of it; false as `tell`."""
    given = {"standing": Standing.MEASURED, "result": dict(result), "measured_at": clock.now()}
    return bool(_same(tried).update(**given))


def tidy(now: datetime) -> int:
    """An open one that nobody decided on is dropped; of decided ones the newest are kept, and no examples."""
    late = Trial.objects.filter(is_open=True, asked_at__lt=now - ENDS_AFTER)
    ended = late.update(standing=Standing.DROPPED, is_open=None)
    newest = list(Trial.objects.filter(is_open=None).order_by("-id").values_list("pk", flat=True)[:KEPT])
    gone, _rows = Trial.objects.filter(is_open=None).exclude(pk__in=newest).delete()
    if not Trial.objects.filter(is_open=True).exists():
        teaching.end_rehearsal()
    return ended + gone


def _decided(viewer: Viewer, trial_id: str, standing: Trial.Standing, act: Callable[[Trial], None]) -> None:
    require(viewer, Capability.EDIT_ARTICLES)
    with transaction.atomic():
        row = Trial.objects.select_for_update().filter(public_id=trial_id, is_open=True).first()
        if row is None:
            raise NotFound
        act(row)
        row.standing, row.is_open = standing, None
        row.save()
        _journal(viewer, f"trial_{standing.value}", row)


def _journal(viewer: Viewer, action: str, row: Trial) -> None:
    told = f"{len(row.adds)} more, {len(row.removes)} fewer"
    journal.write([journal.Act(clock.now(), "agent", viewer.id, action, "trial", row.pk, told)])


def _same(tried: Tried) -> Any:
    return Trial.objects.filter(public_id=tried.id, version=tried.version, is_open=True)


def _tried(row: Trial) -> Tried:
    return Tried(
        id=row.public_id,
        version=row.version,
        standing=row.standing,
        adds=tuple(row.adds),
        removes=tuple(row.removes),
        done=row.done,
        of=row.of,
        result=row.result,
        asked_at=row.asked_at,
        measured_at=row.measured_at,
    )
