"""Makes teams and says who is in them. Every act stands in the journal."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kefu.kit import clock
from kefu.kit.errors import Conflict, Invalid, NotAllowed
from kefu.kit.text import clean_line
from kefu.people import closed, teams
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability
from kefu.people.models import Agent, Team
from kefu.people.teams import TeamCard
from kefu.trust import compartments, journal
from kefu.trust.models import JournalEntry

MAX_SLUG_CHARS = 40
_REMOVED = "team_member_removed"


def create(slug: str, *, name: str, by: int = 0) -> TeamCard:
    """A new team. Conflict if its slug or name is taken. `by` is the agent who acts; 0: the command line."""
    name = clean_line(name, max_chars=60)
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from error
    if not name or len(slug) > MAX_SLUG_CHARS:
        raise Invalid
    if Team.objects.filter(slug=slug).exists() or Team.objects.filter(name=name).exists():
        raise Conflict(f"There is already a team {slug} or {name}.")
    with transaction.atomic():
        team = Team.objects.create(slug=slug, name=name)
        _journal(team.pk, "team_created", by=by, detail=slug)
    teams.forget()
    return TeamCard(id=team.pk, slug=slug, name=name)


def require_may_fill(viewer: Viewer, team_id: int) -> None:
    """NotAllowed where this team alone works on a category, for whoever does not say which team that is."""
    if Capability.CLOSE_CATEGORIES not in viewer.capabilities and team_id in closed.teams().values():
        raise NotAllowed(_("This team alone works on a category. Only who closes categories decides who is in it."))


def add(team_id: int, *, agent_id: int, by: int = 0) -> None:
    """Put an agent into a team; nothing happens if they are in it already."""
    with transaction.atomic():
        if not Agent.teams.through.objects.filter(agent_id=agent_id, team_id=team_id).exists():
            Agent.teams.through.objects.create(agent_id=agent_id, team_id=team_id)
            _journal(team_id, "team_member_added", by=by, detail=str(agent_id))
            compartments.follow([agent_id])


def remove(team_id: int, *, agent_id: int, by: int = 0) -> None:
    """Take an agent out of a team."""
    with transaction.atomic():
        gone, _each = Agent.teams.through.objects.filter(agent_id=agent_id, team_id=team_id).delete()
        if gone:
            _journal(team_id, _REMOVED, by=by, detail=str(agent_id))
            compartments.follow([agent_id])


def left_since(agent_id: int, since: datetime) -> set[int]:
    """The teams (rows) that an agent was taken out of since then, as the journal says."""
    gone = JournalEntry.objects.filter(subject_kind="team", action=_REMOVED, detail=str(agent_id), at__gte=since)
    return set(gone.values_list("subject_id", flat=True))


def _journal(team_id: int, action: str, *, by: int, detail: str) -> None:
    act = journal.Act(
        at=clock.now(),
        actor_kind="agent" if by else "operator",
        actor_id=by,
        action=action,
        subject_kind="team",
        subject_id=team_id,
        detail=detail,
    )
    journal.write([act])
