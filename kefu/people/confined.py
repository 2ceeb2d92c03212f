"""Which of our people are confined, and to what: for the loops that serve everybody, and for who looks after them."""

from collections.abc import Collection

from kefu.people import compartments
from kefu.people.compartments import Compartment
from kefu.people.models import Agent, Team


def agents(rows: Collection[int] | None = None) -> dict[int, Compartment]:
    """Row -> compartment, of those who are confined to regions; of these agents alone, if any are named."""
    found = Agent.objects.exclude(within="")
    if rows is not None:
        found = found.filter(pk__in=set(rows))
    read = {row: compartments.read(within) for row, within in found.values_list("pk", "within")}
    return {row: compartment for row, compartment in read.items() if compartment.regions is not None}


def everybody() -> frozenset[int]:
    """Rows of all who may sign in."""
    return frozenset(Agent.objects.filter(is_active=True).values_list("pk", flat=True))


def own_lines(agents: Collection[int] | None = None) -> dict[int, str]:
    """Row -> what confines somebody alone, as text, of those of whom something does; of these agents alone, if any are named."""
    found = Agent.objects.exclude(compartment="")
    if agents is not None:
        found = found.filter(pk__in=set(agents))
    return dict(found.values_list("pk", "compartment"))


def team_lines() -> dict[int, str]:
    """Team (row) -> what confines all who are in it, of those of which something does."""
    return dict(Team.objects.exclude(compartment="").values_list("pk", "compartment"))
