"""Confines our people, alone or by team, to customers of regions and to hours. By the command line; the journal keeps it.

Takes effect at once: every session of whoever it concerns ends within seconds, as after a change of role.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from kefu.kit import clock
from kefu.kit.errors import Invalid
from kefu.people import compartments
from kefu.people.models import Agent, AgentSession, Team
from kefu.trust import admissions, journal


def confine_agent(name: str, *, regions: Collection[str], shift: str) -> str:
    """The compartment as text; without regions and shift it ends. Invalid says what is wrong. NotFound without such an agent."""
    agent, line = admissions.named(name), _line(regions, shift)
    with transaction.atomic():
        Agent.objects.filter(pk=agent.pk).update(compartment=line)
        _journal("agent", agent.pk, line)
        follow([agent.pk])
    return line


def confine_team(team_id: int, *, regions: Collection[str], shift: str) -> str:
    """The same for all who are in it, now and later."""
    line = _line(regions, shift)
    with transaction.atomic():
        Team.objects.filter(pk=team_id).update(compartment=line)
        _journal("team", team_id, line)
        follow(Agent.teams.through.objects.filter(team_id=team_id).values_list("agent_id", flat=True))
    return line


def follow(agents: Collection[int]) -> None:
    """Whoever is in another compartment than before by what stands there now is signed out everywhere: inside the transaction
    of what changed it, a team's members too."""
    for agent in Agent.objects.select_for_update().filter(pk__in=list(agents)).order_by("pk"):
        lines = [agent.compartment, *agent.teams.order_by("pk").values_list("compartment", flat=True)]
        within = "\n".join(filter(None, lines))
        if within != agent.within:
            Agent.objects.filter(pk=agent.pk).update(within=within, stamp=F("stamp") + 1)
            AgentSession.objects.filter(agent=agent.pk).delete()


def _line(regions: Collection[str], shift: str) -> str:
    try:
        return compartments.written(sorted(regions), shift)
    except ValueError as error:
        raise Invalid(str(error)) from error


def _journal(kind: str, row: int, line: str) -> None:
    action = "compartment_set" if line else "compartment_ended"
    journal.write([journal.Act(clock.now(), "operator", 0, action, kind, row, line[:200])])
