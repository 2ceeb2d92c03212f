"""Which customers' conversations lie in a viewer's compartment, as a condition of a query and of rows at hand.

For `queries`, and for the lists that other rooms keep beside the log. Whoever is confined to nothing costs no query.
`Compartments` is asked by `batch` inside its transaction, before somebody is given a conversation.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from kefu.conversations import rules
from kefu.conversations.columns import Head
from kefu.conversations.data import AssignedData
from kefu.conversations.records import Draft
from kefu.kit import db
from kefu.kit.errors import NotFound
from kefu.people import access, confined, directory
from kefu.people.access import Viewer
from kefu.people.compartments import stored
from kefu.people.directory import CUSTOMERS

Row = TypeVar("Row")
Condition = tuple[str, list[object]]


@dataclass(slots=True)
class Compartments:
    """What one batch knows of them, read when somebody is first given something."""

    regions: dict[int, str] = field(default_factory=dict)

    def refuses(self, draft: Draft, head: Head) -> str | None:
        """Nobody is given a conversation that they would not see. Their compartment is read under the head's lock: it counts
        from the commit that made it."""
        claim = rules.claim_of(draft, status=head.state.status, assignee=head.state.assignee)
        given = (claim or draft).data
        agent = given.agent if isinstance(given, AssignedData) else None
        compartment = confined.agents([agent]).get(agent) if agent else None
        if compartment is None:
            return None
        if head.customer not in self.regions:
            self.regions |= directory.regions_of([head.customer])
        if compartment.lets_region(self.regions.get(head.customer, "")):
            return None
        return "not_found" if claim else "not_in_region"


def condition(viewer: Viewer, *, column: str = "customer_id") -> Condition:
    """What holds of the customer (row) in `column`, as SQL; empty where all may be seen. `column` is ours, not people's."""
    regions = viewer.compartment.regions
    if regions is None or not viewer.is_staff:
        return "", []
    named = stored(regions)
    if not named:
        return "1 = 0", []
    inner = f"SELECT 1 FROM {CUSTOMERS} p WHERE p.id = {column} AND p.region IN ({db.marks(named)})"
    return f"EXISTS ({inner})", [*named]


def narrowed(viewer: Viewer, where: str, params: Collection[object], *, column: str = "customer_id") -> Condition:
    """`where`, and what confines the viewer."""
    within, more = condition(viewer, column=column)
    return (f"({where}) AND {within}", [*params, *more]) if within else (where, [*params])


def lets(viewer: Viewer, customers: Collection[int]) -> frozenset[int]:
    """Of these customers (rows), those whose conversations the viewer may see as far as regions go."""
    if viewer.compartment.regions is None or not viewer.is_staff:
        return frozenset(customers)
    regions = directory.regions_of(customers)
    return frozenset(each for each in customers if access.may_see_region(viewer, regions.get(each, "")))


def require(viewer: Viewer, customer: int) -> None:
    """NotFound where this customer (row) is of a region that the viewer is kept from: as if there were nobody."""
    if customer not in lets(viewer, {customer}):
        raise NotFound


def kept(viewer: Viewer, rows: Iterable[Row], *, customer: Callable[[Row], int]) -> list[Row]:
    """Of what another room lists, what is about customers in the viewer's compartment."""
    found = list(rows)
    may = lets(viewer, {customer(each) for each in found})
    return [each for each in found if customer(each) in may]
