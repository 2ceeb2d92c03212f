"""Teams, and the exchange's own words for sorting: fields, tags in use. Its categories: see `form`."""

from ninja.responses import Status

from kefu.api.v1 import shapes, shapes_sorting
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.conversations import definitions
from kefu.kit.errors import NotFound
from kefu.people import directory, teams
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.people.teams import TeamCard
from kefu.trust import compartments
from kefu.trust import teams as staff_teams

router = GuardedRouter(tags=["sorting"])


@router.get("/teams", response=shapes_sorting.Teams)
@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="all teams")
def list_teams(request: ApiRequest) -> shapes_sorting.Teams:
    members = teams.members()
    return shapes_sorting.Teams(teams=[_shape(card, members.get(card.id, [])) for card in teams.teams()])


@router.post("/teams", response={201: shapes_sorting.Team})
@policy(Who.STAFF, needs=Capability.MANAGE_TEAMS, objects="all teams", rate=Rate.WRITE)
def create_team(request: ApiRequest, wanted: shapes_sorting.NewTeam) -> Status[shapes_sorting.Team]:
    card = staff_teams.create(wanted.slug, name=wanted.name, by=request.auth.id)
    return Status(201, _shape(card, []))


@router.put("/teams/{slug}/members/{agent_id}", response=shapes_sorting.Team)
@policy(Who.STAFF, needs=Capability.MANAGE_TEAMS, objects="all teams", rate=Rate.WRITE)
def join_team(request: ApiRequest, slug: str, agent_id: str) -> shapes_sorting.Team:
    card, agent = teams.team_for(slug), directory.agent_for(agent_id)
    staff_teams.require_may_fill(request.auth, card.id)
    compartments.require_may(request.auth, compartments.with_team(agent.id, card.id))
    staff_teams.add(card.id, agent_id=agent.id, by=request.auth.id)
    return _shape(card, teams.members().get(card.id, []))


@router.delete("/teams/{slug}/members/{agent_id}", response=shapes_sorting.Team)
@policy(Who.STAFF, needs=Capability.MANAGE_TEAMS, objects="all teams", rate=Rate.WRITE)
def leave_team(request: ApiRequest, slug: str, agent_id: str) -> shapes_sorting.Team:
    card = teams.team_for(slug)
    member = next((m for m in teams.members().get(card.id, []) if m.public_id == agent_id), None)
    if member is None:
        raise NotFound
    compartments.require_may(request.auth, compartments.without_team(member.id, card.id))
    staff_teams.remove(card.id, agent_id=member.id, by=request.auth.id)
    return _shape(card, teams.members().get(card.id, []))


@router.get("/fields", response=shapes_sorting.FieldDefinitions)
@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="the same for all staff")
def list_fields(request: ApiRequest) -> shapes_sorting.FieldDefinitions:
    known = definitions.fields()
    return shapes_sorting.FieldDefinitions(
        fields=[
            shapes_sorting.FieldDefinition(
                slug=field.slug,
                names=dict(field.names),
                kind=field.kind,
                choices={slug: dict(names) for slug, names in field.choices.items()},
            )
            for field in known
        ]
    )


@router.get("/tags", response=shapes_sorting.TagsInUse)
@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="the same for all staff")
def list_tags(request: ApiRequest, start: shapes.TagText = "") -> shapes_sorting.TagsInUse:
    """Tags in use that begin so, for whoever types one."""
    return shapes_sorting.TagsInUse(tags=definitions.tags_like(start))


def _shape(card: TeamCard, members: list[directory.AgentCard]) -> shapes_sorting.Team:
    people = [shapes.Agent(id=member.public_id, name=member.name, alias=member.alias) for member in members]
    return shapes_sorting.Team(slug=card.slug, name=card.name, members=people)
