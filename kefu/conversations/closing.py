"""Categories that only one team works on: who says so, and what the log does with a conversation that is sorted into one.

`ClosedCategories` is asked by `batch` inside its transaction: it counts from the commit that made it, whatever an open page or
socket still believes. What is read asks `people.closed`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from kefu.conversations import definitions
from kefu.conversations.columns import Head
from kefu.conversations.data import AssignedData, SortedData
from kefu.conversations.kinds import Audience, Author, AuthorKind, Kind
from kefu.conversations.records import Draft
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.people import closed
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.people.teams import team_card
from kefu.trust import journal

US = Author(AuthorKind.WATCHER, name="closing")


def close(viewer: Viewer, slug: str, *, team: int | None) -> None:
    """Only this team (row) works on this category from the commit on; null: everybody again. NotFound without one of both."""
    require(viewer, Capability.CLOSE_CATEGORIES)
    if not definitions.is_known(slug) or (team is not None and team_card(team) is None):
        raise NotFound
    with transaction.atomic():
        if closed.put(slug, team):
            action = "category_opened" if team is None else "category_closed"
            act = journal.Act(clock.now(), "agent", viewer.id, action, "team", team or 0, slug)
            journal.write([act])


def teams() -> dict[str, int]:
    """Category -> the team (row) that alone works on it."""
    return closed.teams()


@dataclass(slots=True)
class ClosedCategories:
    """What one batch knows of them, read when it is first asked."""

    teams: dict[str, int] | None = None
    seers: dict[int, frozenset[int]] | None = None

    def refuses(self, draft: Draft, head: Head) -> str | None:
        """What is not an agent's to see is not theirs to write into, and is given to nobody who does not see it."""
        allowed = self._who_see(head.state.sorting.category)
        if allowed is None:
            return None
        if draft.author.kind is AuthorKind.AGENT and draft.author.id not in allowed:
            return "not_found"
        if isinstance(draft.data, AssignedData) and draft.data.agent and draft.data.agent not in allowed:
            return "not_in_team"
        return None

    def follows(self, head: Head, *, before: str) -> Iterable[Draft]:
        """What comes with being sorted into one: its team has it, and nobody who does not see it."""
        category = head.state.sorting.category
        if category == before:
            return
        allowed = self._who_see(category)
        if allowed is None:
            return
        team = (self.teams or {})[category]
        if head.state.sorting.team != team:
            yield Draft(head.id, Kind.SORTED, US, SortedData(team=team), audience=Audience.STAFF)
        if head.state.assignee is not None and head.state.assignee not in allowed:
            yield Draft(head.id, Kind.ASSIGNED, US, AssignedData(None, None), audience=Audience.STAFF)

    def _who_see(self, category: str) -> frozenset[int] | None:
        """None: everybody."""
        if not category:
            return None
        if self.teams is None:
            self.teams = closed.teams()
        if category not in self.teams:
            return None
        if self.seers is None:
            overseers = closed.overseers()
            self.seers = {
                team: found | overseers for team, found in closed.members(sorted(set(self.teams.values()))).items()
            }
        return self.seers[self.teams[category]]


def seers(rows: Iterable[int], categories: dict[int, str]) -> dict[int, tuple[frozenset[int], frozenset[int]]]:
    """Of these conversations (rows), with what they are about, the closed ones: its team's agents, and all who see it."""
    found = closed.teams()
    here = {row: found[categories[row]] for row in rows if categories.get(row, "") in found}
    if not here:
        return {}
    members, overseers = closed.members(sorted(set(here.values()))), closed.overseers()
    return {row: (members[team], members[team] | overseers) for row, team in here.items()}
