"""`kefu team`: who works together, and what the journal remembers of it."""

import pytest
from django.core.management import CommandError

from conftest import an_agent
from kefu.kit.errors import Conflict, Invalid, NotFound
from kefu.ops.tests.test_commands import typed
from kefu.people.models import Agent, Team
from kefu.trust import admissions
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def dora() -> Agent:
    typed("team", "add", "security", name="Account security")
    return an_agent("Dora")


def test_a_team_is_made_joined_listed_and_left(dora: Agent) -> None:
    stamp = dora.stamp
    assert typed("team", "join", "security", "Dora") == "Account security (security): Dora"
    assert typed("team", "join", "security", "Dora") == "Account security (security): Dora"
    assert typed("team", "list") == "Account security (security): Dora"
    assert typed("team", "leave", "security", "Dora") == "Account security (security): nobody"
    actions = JournalEntry.objects.filter(subject_kind="team").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["team_created", "team_member_added", "team_member_removed"]
    assert Agent.objects.get(pk=dora.pk).stamp == stamp  # what they may do has not changed: nobody is signed out


def test_a_team_of_the_same_name_or_with_no_proper_slug_is_refused(dora: Agent) -> None:
    for slug, name in (("security", "Other"), ("other", "Account security")):
        with pytest.raises(Conflict):
            typed("team", "add", slug, name=name)
    for slug, name in (("not a slug", "Other"), ("x" * 41, "Other"), ("other", " ")):
        with pytest.raises(Invalid):
            typed("team", "add", slug, name=name)
    assert Team.objects.count() == 1


def test_only_active_agents_join_and_only_teams_that_are(dora: Agent) -> None:
    admissions.disable(dora.pk)
    for slug, name in (("security", "Dora"), ("security", "Mallory"), ("never", "Dora")):
        with pytest.raises(NotFound):
            typed("team", "join", slug, name)
    with pytest.raises(CommandError):
        typed("team", "join", "security")
    assert not Agent.objects.filter(teams__slug="security").exists()


def test_an_agent_is_made_straight_into_teams(dora: Agent) -> None:
    typed("agent", "Emil", email="emil@example.test", role="agent", team=["security"])
    assert typed("team", "list") == "Account security (security): Emil"
    with pytest.raises(NotFound):
        typed("agent", "Frieda", email="frieda@example.test", role="agent", team=["never"])
    assert not Agent.objects.filter(name="Frieda").exists()
