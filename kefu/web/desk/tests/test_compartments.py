"""The pages on which our people are confined: who sees them, whom each may confine, and that every setting is journalled."""

import pytest
from django.test import Client

from conftest import an_agent, as_viewer
from kefu.conversations import closing, definitions
from kefu.people.capabilities import Role
from kefu.people.compartments import Compartment
from kefu.people.models import Agent
from kefu.people.sessions import staff_viewer
from kefu.people.teams import TeamCard
from kefu.trust import admissions, teams
from kefu.trust import compartments as confining
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db
HOURS = {
    "has_hours": "on",
    "begins": "09:00",
    "ends": "18:00",
    "zone": "Asia/Taipei",
    "days": ["0", "1", "2", "3", "4"],
}
TAIPEI = "Asia/Taipei mon,tue,wed,thu,fri 09:00-18:00"


@pytest.fixture
def lead(bob_agent: Agent) -> Client:
    """Bob, who has just shown that it is him."""
    return signed_in(bob_agent)


@pytest.fixture
def east(alice_agent: Agent) -> TeamCard:
    team = teams.create("east", name="Partner East")
    teams.add(team.id, agent_id=alice_agent.pk)
    return team


def signed_in(agent: Agent) -> Client:
    client = Client()
    assert client.post(admissions.signin_link(agent.name)).status_code == 302
    return client


def sent(regions: str, **more: object) -> dict[str, object]:
    return {"regions": regions, "zone": "UTC", **more}


def of(agent: Agent) -> Compartment:
    return staff_viewer(Agent.objects.get(pk=agent.pk), session="desk:test").compartment


def person(agent: Agent) -> str:
    return f"/desk/people/{agent.public_id}/compartment"


def test_a_lead_confines_somebody_and_the_journal_says_who_set_what(
    lead: Client, bob_agent: Agent, alice_agent: Agent
) -> None:
    answer = lead.post(person(alice_agent), sent("tw, JP unknown", **HOURS))
    assert (answer.status_code, answer["Location"]) == (302, "/desk/compartments/?done=")
    assert of(alice_agent).regions == frozenset({"TW", "JP", "unknown"})
    row = JournalEntry.objects.get(action="compartment_set")
    assert (row.actor_kind, row.actor_id, row.subject_kind, row.subject_id) == (
        "agent",
        bob_agent.pk,
        "agent",
        alice_agent.pk,
    )
    assert row.detail == f"JP TW unknown | {TAIPEI}"
    page = lead.get("/desk/compartments/?done=").content.decode()
    assert all(
        word in page
        for word in ("Alice", "TW", "region unknown", "09:00–18:00, Mon–Fri (Asia/Taipei)", "signs in anew")
    )
    assert "TW" in lead.get(f"/desk/people/{alice_agent.public_id}/").content.decode()


def test_a_team_is_confined_for_all_who_are_in_it_and_let_go_again(
    lead: Client, east: TeamCard, alice_agent: Agent
) -> None:
    assert lead.post("/desk/compartments/east/", sent("TW")).status_code == 302
    assert of(alice_agent).regions == frozenset({"TW"})
    page = lead.get("/desk/compartments/east/").content.decode()
    assert 'value="TW"' in page
    assert "Alice" in page
    assert lead.post("/desk/compartments/east/", sent("")).status_code == 302
    assert of(alice_agent).regions is None
    assert list(JournalEntry.objects.filter(subject_kind="team").values_list("action", flat=True))[-2:] == [
        "compartment_set",
        "compartment_ended",
    ]


def test_what_was_typed_stays_and_what_is_wrong_is_said(lead: Client, alice_agent: Agent) -> None:
    for wrong, word in (
        (sent("Taiwan"), "two letters"),
        (sent("TW", has_hours="on"), "at least one day"),
        (sent("TW", **{**HOURS, "begins": ""}), "Say when"),
    ):
        answer = lead.post(person(alice_agent), wrong)
        assert answer.status_code == 400
        assert word in answer.content.decode()
        assert f'value="{wrong["regions"]}"' in answer.content.decode()
    assert of(alice_agent).regions is None


def test_nobody_confines_themselves_nor_whoever_may_do_what_they_may_not(
    lead: Client, bob_agent: Agent, alice_agent: Agent, east: TeamCard
) -> None:
    root = an_agent("Root", Role.ADMIN)
    for agent in (bob_agent, root, an_agent("Other lead", Role.LEAD)):
        for answer in (lead.get(person(agent)), lead.post(person(agent), sent("TW"))):
            assert answer.status_code == 403
    teams.add(east.id, agent_id=bob_agent.pk)
    assert lead.post("/desk/compartments/east/", sent("TW")).status_code == 403, "his own team"
    assert of(bob_agent).regions is None
    assert signed_in(root).post("/desk/compartments/east/", sent("TW")).status_code == 302
    assert of(bob_agent).regions == frozenset({"TW"})


def test_whoever_is_confined_lets_nobody_see_more_than_they_do(bob_agent: Agent, alice_agent: Agent) -> None:
    confining.confine_agent("Bob", regions=["TW", "JP"], shift="")
    confining.confine_agent("Alice", regions=["TW"], shift="")
    lead = signed_in(bob_agent)
    for regions in ("", "TW KR"):
        answer = lead.post(person(alice_agent), sent(regions))
        assert answer.status_code == 400
        assert "confined yourself" in answer.content.decode()
    assert of(alice_agent).regions == frozenset({"TW"})
    assert lead.post(person(alice_agent), sent("JP")).status_code == 302


def test_giving_sight_back_asks_first_who_it_is_and_taking_it_does_not(bob_agent: Agent, alice_agent: Agent) -> None:
    lead = Client()
    lead.force_login(bob_agent)
    assert lead.post(person(alice_agent), sent("TW"))["Location"] == "/desk/compartments/?done="
    for wider in ("", "TW JP", "JP"):
        assert "/account/confirmation" in lead.post(person(alice_agent), sent(wider))["Location"]
    assert of(alice_agent).regions == frozenset({"TW"})
    assert signed_in(bob_agent).post(person(alice_agent), sent("")).status_code == 302
    assert of(alice_agent).regions is None


@pytest.mark.parametrize("role", [Role.AGENT, Role.AUDITOR])
def test_who_looks_after_nobody_sees_no_door_and_no_page(alice_agent: Agent, east: TeamCard, role: Role) -> None:
    outsider = signed_in(an_agent("Out", role))
    assert "/desk/compartments/" not in outsider.get("/desk/").content.decode()
    for place in ("/desk/compartments/", "/desk/compartments/east/", person(alice_agent)):
        assert outsider.get(place).status_code == 403
    assert outsider.post(person(alice_agent), sent("TW")).status_code == 403


def test_nobody_leaves_a_team_that_confines_them_by_their_own_hand(
    lead: Client, bob_agent: Agent, east: TeamCard
) -> None:
    teams.add(east.id, agent_id=bob_agent.pk)
    confining.confine_team(east.id, regions=["TW"], shift="")
    program = Client(headers={"authorization": f"Bearer {admissions.api_token('Bob')}"})
    answer = program.delete(f"/api/v1/teams/east/members/{bob_agent.public_id}")
    assert answer.status_code == 403
    assert of(bob_agent).regions == frozenset({"TW"})
    confining.confine_team(east.id, regions=[], shift="")
    program = Client(headers={"authorization": f"Bearer {admissions.api_token('Bob')}"})
    assert program.delete(f"/api/v1/teams/east/members/{bob_agent.public_id}").status_code == 200


def test_a_lead_lets_nobody_into_a_team_that_alone_works_on_a_category(alice_agent: Agent, bob_agent: Agent) -> None:
    team = teams.create("trained", name="Trained")
    definitions.put_category("security", names={"en": "Account security"})
    closing.close(as_viewer(an_agent("Root", Role.ADMIN)), "security", team=team.id)
    for name, status in (("Bob", 403), ("Root", 200)):
        program = Client(headers={"authorization": f"Bearer {admissions.api_token(name)}"})
        for agent in (alice_agent, bob_agent):
            assert program.put(f"/api/v1/teams/trained/members/{agent.public_id}").status_code == status, name
    assert Agent.objects.filter(teams=team.id).count() == 2


def test_nobody_is_put_into_a_team_that_confines_them_but_by_somebody_above_them(
    lead: Client, bob_agent: Agent, alice_agent: Agent
) -> None:
    teams.create("west", name="Partner West")
    assert lead.post("/desk/compartments/west/", sent("TW")).status_code == 302, "nobody is in it yet"
    program = Client(headers={"authorization": f"Bearer {admissions.api_token('Bob')}"})
    for agent in (bob_agent, an_agent("Root", Role.ADMIN), an_agent("Other lead", Role.LEAD)):
        assert program.put(f"/api/v1/teams/west/members/{agent.public_id}").status_code == 403, agent.name
        assert of(agent).regions is None
        assert not agent.teams.exists()
    for _again in range(2):
        assert program.put(f"/api/v1/teams/west/members/{alice_agent.public_id}").status_code == 200
    assert of(alice_agent).regions == frozenset({"TW"})
    teams.create("open", name="Open to all")
    for agent in (bob_agent, an_agent("Second root", Role.ADMIN)):
        assert program.put(f"/api/v1/teams/open/members/{agent.public_id}").status_code == 200, "it confines nobody"


def test_whoever_is_confined_puts_nobody_where_they_would_see_what_they_do_not_see_themselves(
    bob_agent: Agent, alice_agent: Agent
) -> None:
    confining.confine_agent("Bob", regions=["TW", "JP"], shift="")
    for slug, region in (("korea", "KR"), ("japan", "JP")):
        confining.confine_team(teams.create(slug, name=slug).id, regions=[region], shift="")
    program = Client(headers={"authorization": f"Bearer {admissions.api_token('Bob')}"})
    assert program.put(f"/api/v1/teams/korea/members/{alice_agent.public_id}").status_code == 400
    assert of(alice_agent).regions is None
    assert program.put(f"/api/v1/teams/japan/members/{alice_agent.public_id}").status_code == 200
    assert of(alice_agent).regions == frozenset({"JP"})
