"""Which customers' conversations lie in a viewer's compartment, as a condition of a query and of rows at hand.

For `queries`, and for the lists that other rooms keep beside the log. Whoever is confined to nothing costs no query.
"""

from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

from kefu.kit import db
from kefu.kit.errors import NotFound
from kefu.people import access, directory
from kefu.people.access import Viewer
from kefu.people.compartments import UNKNOWN
from kefu.people.directory import CUSTOMERS

Row = TypeVar("Row")
Condition = tuple[str, list[object]]


def condition(viewer: Viewer, *, column: str = "customer_id") -> Condition:
    """What holds of the customer (row) in `column`, as SQL; empty where all may be seen. `column` is ours, not people's."""
    regions = viewer.compartment.regions
    if regions is None or not viewer.is_staff:
        return "", []
    named = sorted("" if each == UNKNOWN else each for each in regions)
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
