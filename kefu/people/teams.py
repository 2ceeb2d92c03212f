"""Teams as others may see them. Written by `trust.teams`."""

from dataclasses import dataclass

from kefu.kit.errors import NotFound
from kefu.kit.kept import Kept
from kefu.people import directory
from kefu.people.directory import AgentCard
from kefu.people.models import Agent, Team

MEMBERS = "people_agent_teams"


@dataclass(frozen=True, slots=True)
class TeamCard:
    id: int
    slug: str
    name: str


def teams() -> list[TeamCard]:
    """All teams by name, read afresh."""
    return [_card(team) for team in Team.objects.order_by("name")]


def teams_to_offer() -> list[TeamCard]:
    """`teams` as they were half a minute ago at most."""
    return sorted(_kept.fresh().values(), key=lambda card: card.name)


def team_for(slug: str) -> TeamCard:
    """NotFound if there is none."""
    team = Team.objects.filter(slug=slug).first()
    if team is None:
        raise NotFound
    return _card(team)


def teams_of(agent_id: int) -> list[int]:
    """The rows of the teams an agent is in."""
    return sorted(Team.objects.filter(members=agent_id).values_list("pk", flat=True))


def colleagues_of(agent_id: int) -> list[int]:
    """The rows of all others who are in one of an agent's teams."""
    pairs = Agent.teams.through.objects
    mine = pairs.filter(agent_id=agent_id).values("team_id")
    found = pairs.filter(team_id__in=mine).exclude(agent_id=agent_id).order_by("agent_id")
    return list(found.values_list("agent_id", flat=True).distinct())


def members() -> dict[int, list[AgentCard]]:
    """Team -> its active agents by name, in one reading."""
    found: dict[int, list[AgentCard]] = {}
    pairs = Agent.teams.through.objects.filter(agent__is_active=True).select_related("agent").order_by("agent__name")
    for pair in pairs:
        found.setdefault(pair.team_id, []).append(directory.card_of(pair.agent))
    return found


def team_card(team_id: int) -> TeamCard | None:
    """The card. Reads the database at most twice a minute."""
    return _kept.fresh([team_id]).get(team_id)


def warm() -> None:
    """Have all cards at hand for `known_team`, which never reads the database."""
    _kept.fresh()


def known_team(team_id: int) -> TeamCard | None:
    return _kept.known(team_id)


def forget() -> None:
    _kept.forget()


def _card(team: Team) -> TeamCard:
    return TeamCard(id=team.pk, slug=team.slug, name=team.name)


_kept: Kept[int, TeamCard] = Kept(lambda: {team.pk: _card(team) for team in Team.objects.all()})
