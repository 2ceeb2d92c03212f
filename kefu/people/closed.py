"""Categories that only one team works on: nobody else, but who oversees, finds or gets what is sorted there.

One condition, put into every statement that reads conversations for staff: so it counts from the commit that made it.
Written by `conversations.closing`, with its row in the journal.
"""

from collections.abc import Sequence
from typing import NamedTuple

from kefu.kit import db
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability, roles_with
from kefu.people.models import ClosedCategory
from kefu.people.teams import MEMBERS

TABLE = "people_closedcategory"
_AGENTS = "people_agent"
_HIDDEN = f"SELECT slug FROM {TABLE} WHERE team_id NOT IN (SELECT team_id FROM {MEMBERS} WHERE agent_id = %s)"


class Scope(NamedTuple):
    """A condition on the column of categories, and what to fill in; both empty where everything is seen."""

    sql: str
    params: list[object]


def scope(viewer: Viewer, *, column: str = "category") -> Scope:
    if not viewer.is_staff or Capability.SEE_CLOSED in viewer.capabilities:
        return Scope("", [])
    return Scope(f"{column} NOT IN ({_HIDDEN})", [viewer.id])


def hidden_from(agent: int) -> set[str]:
    """Categories that this agent does not see, whoever they oversee."""
    return {row[0] for row in db.rows(_HIDDEN, [agent])}


def teams() -> dict[str, int]:
    """Category -> the team (row) that alone works on it, read afresh."""
    return dict(db.rows(f"SELECT slug, team_id FROM {TABLE}"))


def put(slug: str, team: int | None) -> bool:
    """In the caller's transaction; null: for everybody again. False where it was so already."""
    if team is None:
        return bool(ClosedCategory.objects.filter(slug=slug).delete()[0])
    if ClosedCategory.objects.filter(slug=slug, team_id=team).exists():
        return False
    ClosedCategory.objects.update_or_create(slug=slug, defaults={"team_id": team})
    return True


def members(teams: Sequence[int]) -> dict[int, frozenset[int]]:
    """Team -> the agents (rows) in it."""
    return _by_team(f"SELECT team_id, agent_id FROM {MEMBERS} WHERE team_id IN ({db.marks(teams)})", teams)


def overseers() -> frozenset[int]:
    """Active agents who see all of them."""
    roles = [role.value for role in roles_with(Capability.SEE_CLOSED)]
    sql = f"SELECT id FROM {_AGENTS} WHERE is_active AND role IN ({db.marks(roles)})"
    return frozenset(row[0] for row in db.rows(sql, roles))


def _by_team(sql: str, teams: Sequence[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {team: set() for team in teams}
    for team, agent in db.rows(sql, list(teams)) if teams else []:
        found[team].add(agent)
    return {team: frozenset(agents) for team, agents in found.items()}
