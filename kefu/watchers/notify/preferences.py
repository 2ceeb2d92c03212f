"""Reads and writes what each agent chose about notices."""

from collections.abc import Collection, Iterable
from zoneinfo import available_timezones

from kefu.kit.errors import Invalid
from kefu.people.access import Viewer
from kefu.watchers.notify.models import Preference
from kefu.watchers.notify.rules import FOR_AGENTS, Preferences, QuietHours, Reason, Sound

DEFAULT = Preferences()


def preferences_of(agent_ids: Collection[int]) -> dict[int, Preferences]:
    """Agent -> what they chose; whoever chose nothing has the usual."""
    stored = {row.pk: _from_row(row) for row in Preference.objects.filter(pk__in=agent_ids)}
    return {agent_id: stored.get(agent_id, DEFAULT) for agent_id in agent_ids}


def preferences_for(viewer: Viewer) -> Preferences:
    return preferences_of([viewer.id])[viewer.id]


def choose(viewer: Viewer, chosen: Preferences, *, hours: QuietHours | None = None) -> None:
    """Keep this for the viewer; `hours` are remembered while they are off. Invalid if the zone is none."""
    quiet = chosen.quiet or hours or QuietHours()
    if quiet.zone not in available_timezones() or not 0 <= chosen.volume <= 100 or not viewer.is_staff:
        raise Invalid
    stored = {
        "rings": sorted(chosen.rings),
        "pushes": sorted(chosen.pushes),
        "sound": chosen.sound.value,
        "volume": chosen.volume,
        "has_quiet_hours": chosen.quiet is not None,
        "quiet_starts": quiet.starts,
        "quiet_ends": quiet.ends,
        "quiet_days": sorted(quiet.days),
        "zone": quiet.zone,
        "silent_until": chosen.silent_until,
    }
    Preference.objects.update_or_create(agent_id=viewer.id, defaults=stored)


def last_quiet_hours(viewer: Viewer) -> QuietHours | None:
    """The hours chosen last, on or off: a form that is opened again still has them."""
    row = Preference.objects.filter(pk=viewer.id).first()
    return _hours(row) if row else None


def _from_row(row: Preference) -> Preferences:
    return Preferences(
        rings=_reasons(row.rings),
        pushes=_reasons(row.pushes),
        sound=Sound(row.sound),
        volume=row.volume,
        quiet=_hours(row) if row.has_quiet_hours else None,
        silent_until=row.silent_until,
    )


def _hours(row: Preference) -> QuietHours:
    return QuietHours(starts=row.quiet_starts, ends=row.quiet_ends, days=frozenset(row.quiet_days), zone=row.zone)


def _reasons(stored: Iterable[str]) -> frozenset[Reason]:
    """What a later release stored and this one does not know is left out."""
    return frozenset(reason for reason in FOR_AGENTS if reason.value in set(stored))
