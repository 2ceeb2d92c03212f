"""Compartments in words, for the pages of those who look after our people. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from kefu.people import compartments, confined, staff, teams
from kefu.people.compartments import UNKNOWN, Compartment, Shift
from kefu.people.staff import StaffCard
from kefu.people.teams import TeamCard


@dataclass(frozen=True, slots=True)
class Within:
    """What confines somebody: `regions` empty for all of them, `hours` empty for any."""

    regions: Sequence[str]
    hours: Sequence[str]


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is confined by the page that is shown: one of our people, or a team."""

    name: str
    is_team: bool
    people: Sequence[str]
    public_id: str = ""
    of_teams: Sequence[tuple[str, Within]] = ()


@dataclass(frozen=True, slots=True)
class TeamLine:
    card: TeamCard
    people: int
    within: Within | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """`within` is all that confines them, by whichever way; `alone` that some of it is theirs alone."""

    card: StaffCard
    within: Within
    alone: bool


def within(compartment: Compartment) -> Within:
    regions = compartment.regions
    named = [] if regions is None else sorted(regions - {UNKNOWN})
    named += [_("region unknown")] if regions is not None and UNKNOWN in regions else []
    if regions is not None and not named:
        named = [_("no region at all")]
    return Within(named, [_hours(shift) for shift in compartment.shifts])


def overview() -> dict[str, Any]:
    lines, members, alone = confined.team_lines(), teams.members(), confined.own_lines()
    people = [card for card in staff.staff() if card.compartment != compartments.EVERYWHERE]
    return {
        "teams": [
            TeamLine(card, len(members.get(card.id, ())), _read(lines.get(card.id, ""))) for card in teams.teams()
        ],
        "people": [PersonLine(card, within(card.compartment), card.id in alone) for card in people],
    }


def of_person(card: StaffCard) -> Subject:
    lines = confined.team_lines()
    named = {team.name: lines[team.id] for team in teams.teams() if team.name in card.teams and team.id in lines}
    of_teams = [(name, within(compartments.read(line))) for name, line in named.items()]
    return Subject(card.name, False, [card.name], public_id=card.public_id, of_teams=of_teams)


def of_team(card: TeamCard) -> Subject:
    return Subject(card.name, True, [member.name for member in teams.members().get(card.id, ())])


def _read(line: str) -> Within | None:
    return within(compartments.read(line)) if line else None


def _hours(shift: Shift) -> str:
    begins, ends = (f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (shift.begins, shift.ends))
    days = " ".join(_run(run) for run in _runs(sorted(shift.days)))
    told = {"begins": begins, "ends": ends, "days": days, "zone": shift.zone.replace("_", " ")}
    return _("%(begins)s–%(ends)s, %(days)s (%(zone)s)") % told


def _runs(days: Sequence[int]) -> list[list[int]]:
    """Days that follow each other, together."""
    found: list[list[int]] = []
    for day in days:
        if found and found[-1][-1] == day - 1:
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _run(days: Sequence[int]) -> str:
    first, last = (str(WEEKDAYS_ABBR[day]) for day in (days[0], days[-1]))
    return first if len(days) == 1 else f"{first}–{last}"
