"""Our own people as those see them who look after them. Reads only; written by `trust.admissions`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from kefu.kit import clock, ids
from kefu.kit.errors import NotFound
from kefu.people import compartments
from kefu.people.capabilities import Role
from kefu.people.compartments import Compartment
from kefu.people.models import Agent

MOST = 200


@dataclass(frozen=True, slots=True)
class StaffCard:
    """`seen_at` is the last use of a session that still holds; who is signed in nowhere has none."""

    id: int
    public_id: str
    name: str
    alias: str
    email: str
    role: Role
    is_active: bool
    teams: Sequence[str]
    sessions: int
    seen_at: datetime | None
    compartment: Compartment


def staff(*, query: str = "") -> list[StaffCard]:
    """Everybody who has an account, by name, those who are let in first; the first `MOST`."""
    wanted = Q(name__icontains=query) | Q(email__icontains=query) | Q(alias__icontains=query)
    return [_card(agent) for agent in _with_sessions().filter(wanted).order_by("-is_active", "name")[:MOST]]


def staff_card(public_id: str) -> StaffCard:
    """NotFound if nobody has this id."""
    agent = _with_sessions().filter(public_id=public_id).first() if ids.is_public_id(public_id) else None
    if agent is None:
        raise NotFound
    return _card(agent)


def _with_sessions() -> QuerySet[Agent]:
    holds = Q(sessions__expire_date__gt=clock.now())
    return Agent.objects.prefetch_related("teams").annotate(
        open_sessions=Count("sessions", filter=holds), last_seen_at=Max("sessions__seen_at", filter=holds)
    )


def _card(agent: Agent) -> StaffCard:
    return StaffCard(
        id=agent.pk,
        public_id=agent.public_id,
        name=agent.name,
        alias=agent.alias,
        email=agent.email,
        role=Role(agent.role),
        is_active=agent.is_active,
        teams=sorted(team.name for team in agent.teams.all()),
        sessions=agent.open_sessions,  # type: ignore[attr-defined]
        seen_at=agent.last_seen_at,  # type: ignore[attr-defined]
        compartment=compartments.read(agent.within),
    )
