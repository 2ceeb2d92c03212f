"""Who may see each of some conversations, read once for everybody: for the loops that tell many people of many at once.

What one viewer asks is narrowed in the statement itself (`scope`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from kefu.conversations import store
from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.data import SortedData
from kefu.conversations.kinds import Kind
from kefu.kit import clock, db
from kefu.people import access, closed, confined
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability
from kefu.people.directory import CUSTOMERS

JUST_NOW = timedelta(seconds=30)
_NEWEST_ENTRIES = 50

Agents = frozenset[int]


@dataclass(frozen=True, slots=True)
class _Place:
    """`seers`: who sees its category; null: everybody. `until_now`: the same before it was sorted just now."""

    region: str
    seers: Agents | None
    until_now: Agents | None


@dataclass(frozen=True, slots=True)
class Sight:
    """Of some conversations (public ids) at one moment. What is not among them nobody sees."""

    places: Mapping[str, _Place]

    def lets(self, viewer: Viewer, public_id: str) -> bool:
        """For one of our people: whether it is theirs to see."""
        place = self.places.get(public_id)
        return place is not None and _lets(viewer, place.region, place.seers)

    def lets_hear(self, viewer: Viewer, public_id: str) -> bool:
        """The same, or it was until somebody sorted it just now: who has it in a list has to take it out."""
        place = self.places.get(public_id)
        return place is not None and any(_lets(viewer, place.region, seers) for seers in (place.seers, place.until_now))


def sees_all(viewer: Viewer, *, are_closed: bool) -> bool:
    """Whether one of our people need not be asked about. `are_closed`: any category is one team's alone."""
    return viewer.compartment.regions is None and (not are_closed or Capability.SEE_CLOSED in viewer.capabilities)


def sight_of(public_ids: Collection[str]) -> Sight:
    condition, params = db.among("c.public_id", public_ids)
    sql = (
        f"SELECT c.id, c.public_id, c.category, p.region FROM {CONVERSATIONS} c"
        f" LEFT JOIN {CUSTOMERS} p ON p.id = c.customer_id WHERE {condition}"
    )
    found = db.rows(sql, params) if public_ids else []
    seers = _seers()
    shut = [row for row, _public_id, category, _region in found if category in seers]
    before = _sorted_from(shut) if shut else {}
    return Sight(
        {
            public_id: _Place(region or "", seers.get(category), seers.get(before.get(row, category)))
            for row, public_id, category, region in found
        }
    )


def confined_from(rows: Collection[int], agents: Collection[int] | None = None) -> dict[int, Agents]:
    """Of these conversations (rows), those that some of these agents (null: of all) are kept from by region, and who is."""
    kept = confined.agents(agents)
    regions = _regions(rows) if kept else {}
    found = {
        row: frozenset(agent for agent, compartment in kept.items() if not compartment.lets_region(region))
        for row, region in regions.items()
    }
    return {row: agents for row, agents in found.items() if agents}


def _lets(viewer: Viewer, region: str, seers: Agents | None) -> bool:
    return access.may_see_region(viewer, region) and (seers is None or viewer.id in seers)


def _seers() -> dict[str, Agents]:
    """Category -> who sees it, of those that one team works on alone."""
    teams = closed.teams()
    if not teams:
        return {}
    members, overseers = closed.members(sorted(set(teams.values()))), closed.overseers()
    return {category: members[team] | overseers for category, team in teams.items()}


def _sorted_from(rows: Collection[int]) -> dict[int, str]:
    """Row -> the category it was in until just now, of those that somebody sorted since."""
    condition, params = db.among("e.conversation_id", rows)
    entries = store.select_entries(
        f"{condition} AND e.kind = %s AND e.created_at >= %s AND e.seq > c.last_seq - {_NEWEST_ENTRIES}",
        [*params, Kind.SORTED.value, db.to_moment(clock.now() - JUST_NOW)],
        tail="ORDER BY e.id",
    )
    found: dict[int, str] = {}
    for entry in entries:
        if isinstance(entry.data, SortedData) and entry.data.category is not None:
            found.setdefault(entry.conversation, entry.data.previous_category or "")
    return found


def _regions(rows: Collection[int]) -> dict[int, str]:
    condition, params = db.among("c.id", rows)
    sql = f"SELECT c.id, p.region FROM {CONVERSATIONS} c JOIN {CUSTOMERS} p ON p.id = c.customer_id WHERE {condition}"
    return dict(db.rows(sql, params)) if rows else {}
