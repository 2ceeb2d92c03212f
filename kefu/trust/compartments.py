"""Confines our people, alone or by team, to customers of regions and to hours. Every act stands in the journal.

Takes effect at once: every session of whoever it concerns ends within seconds, as after a change of role.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kefu.kit import clock
from kefu.kit.errors import Invalid, NotAllowed
from kefu.people import access, compartments
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.compartments import Compartment
from kefu.people.models import Agent, AgentSession, Team
from kefu.trust import admissions, journal


@dataclass(frozen=True, slots=True)
class Change:
    """What a setting would mean for one of our people."""

    agent: int
    role: Role
    before: Compartment
    after: Compartment


def line_of(regions: Collection[str], shift: str) -> str:
    """A compartment as it is kept. Invalid says what is wrong."""
    try:
        return compartments.written(sorted(regions), shift)
    except ValueError as error:
        raise Invalid(str(error)) from error


def confine_agent(name: str, *, regions: Collection[str], shift: str) -> str:
    """By the command line. The compartment as text; without regions and shift it ends. NotFound without such an agent."""
    line = line_of(regions, shift)
    set_of_agent(admissions.named(name).pk, line)
    return line


def confine_team(team_id: int, *, regions: Collection[str], shift: str) -> str:
    """The same for all who are in it, now and later."""
    line = line_of(regions, shift)
    set_of_team(team_id, line)
    return line


def set_of_agent(agent_id: int, line: str, *, by: int = 0) -> None:
    """`line` is one of `line_of`. `by` is the agent who acts; 0: the command line."""
    with transaction.atomic():
        Agent.objects.filter(pk=agent_id).update(compartment=line)
        _journal("agent", agent_id, line, by=by)
        follow([agent_id])


def set_of_team(team_id: int, line: str, *, by: int = 0) -> None:
    with transaction.atomic():
        Team.objects.filter(pk=team_id).update(compartment=line)
        _journal("team", team_id, line, by=by)
        follow(Agent.teams.through.objects.filter(team_id=team_id).values_list("agent_id", flat=True))


def of_agent(agent_id: int, line: str) -> list[Change]:
    """What `set_of_agent` would change."""
    agent = Agent.objects.get(pk=agent_id)
    return [_change(agent, [line, *agent.teams.values_list("compartment", flat=True)])]


def of_team(team_id: int, line: str) -> list[Change]:
    """What `set_of_team` would change, for each who is in it."""
    return [
        _change(
            agent, [agent.compartment, line, *(team.compartment for team in agent.teams.all() if team.pk != team_id)]
        )
        for agent in Agent.objects.filter(teams=team_id).prefetch_related("teams")
    ]


def follow(agents: Collection[int]) -> None:
    """Whoever is in another compartment than before by what stands there now is signed out everywhere: inside the transaction
    of what changed it, a team's members too."""
    for agent in Agent.objects.select_for_update().filter(pk__in=list(agents)).order_by("pk"):
        lines = [agent.compartment, *agent.teams.order_by("pk").values_list("compartment", flat=True)]
        within = "\n".join(filter(None, lines))
        if within != agent.within:
            Agent.objects.filter(pk=agent.pk).update(within=within, stamp=F("stamp") + 1)
            AgentSession.objects.filter(agent=agent.pk).delete()


def with_team(agent_id: int, team_id: int) -> list[Change]:
    """What it would change if this agent were in this team too; nothing if they are in it."""
    agent = Agent.objects.get(pk=agent_id)
    theirs = Team.objects.filter(Q(members=agent_id) | Q(pk=team_id)).distinct().order_by("pk")
    return [_change(agent, [agent.compartment, *theirs.values_list("compartment", flat=True)])]


def without_team(agent_id: int, team_id: int) -> list[Change]:
    """What it would change if this agent were in this team no more."""
    agent = Agent.objects.get(pk=agent_id)
    theirs = agent.teams.exclude(pk=team_id).order_by("pk")
    return [_change(agent, [agent.compartment, *theirs.values_list("compartment", flat=True)])]


def require_may(viewer: Viewer, changes: Collection[Change]) -> None:
    """NotAllowed for what changes what the viewer sees, or somebody whom they do not stand above; Invalid where it would let
    anybody see more than the viewer does."""
    told = [each for each in changes if each.after != each.before]
    require_above(viewer, told)
    if not all(each.after.lies_in(viewer.compartment) for each in told):
        raise Invalid(_("You are confined yourself: this would let others see more than you do."), code="confined")


def require_above(viewer: Viewer, changes: Collection[Change]) -> None:
    """NotAllowed where any of these is about the viewer, or about somebody whom they do not stand above."""
    if any(each.agent == viewer.id or not access.is_above(viewer, each.role) for each in changes):
        raise NotAllowed(
            _("This would change what you see yourself, or what somebody above you sees. Ask somebody else to set it.")
        )


def _change(agent: Agent, lines: Collection[str]) -> Change:
    after = compartments.read("\n".join(filter(None, lines)))
    return Change(agent.pk, Role(agent.role), compartments.read(agent.within), after)


def _journal(kind: str, row: int, line: str, *, by: int) -> None:
    action, actor = "compartment_set" if line else "compartment_ended", "agent" if by else "operator"
    journal.write([journal.Act(clock.now(), actor, by, action, kind, row, line[:200])])
