"""The people page: who sees it, whom each may act on, that every act is journalled and ends what it says."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from conftest import an_agent, says
from kefu.conversations import log
from kefu.conversations.data_conduct import Misconduct
from kefu.conversations.records import ConversationRecord
from kefu.kit.errors import NotAllowed
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent, AgentSession, SigninLink
from kefu.trust import admissions
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(bob_agent: Agent) -> Client:
    """Bob, who has just shown that it is him."""
    return signed_in(bob_agent)


def signed_in(agent: Agent) -> Client:
    client = Client()
    assert client.post(admissions.signin_link(agent.name), headers={"user-agent": "Firefox/140 Windows"}).status_code
    return client


def act(client: Client, agent: Agent, what: str, **sent: str) -> Any:
    return client.post(f"/desk/people/{agent.public_id}/{what}", sent)


def journalled(action: str, *, by: Agent) -> bool:
    return JournalEntry.objects.filter(action=action, actor_kind="agent", actor_id=by.pk).exists()


ACTS = ("session-endings", "disabling", "enabling", "role", "factor-removals", "signin-links")


def test_a_lead_sees_who_has_an_account_with_role_factor_and_last_seen(lead: Client, alice_agent: Agent) -> None:
    signed_in(alice_agent)
    page = lead.get("/desk/people/").content.decode()
    assert all(text in page for text in ("Alice", alice_agent.email, "Lead", "none yet", "1 browser"))
    assert "Alice" not in lead.get("/desk/people/?q=bob").content.decode()
    one = lead.get(f"/desk/people/{alice_agent.public_id}/").content.decode()
    assert "Firefox · Windows" in one


@pytest.mark.parametrize("role", [Role.AGENT, Role.AUDITOR])
def test_who_looks_after_nobody_sees_no_door_and_no_page(alice_agent: Agent, role: Role) -> None:
    outsider = signed_in(an_agent("Out", role))
    assert "/desk/people/" not in outsider.get("/desk/").content.decode()
    assert outsider.get("/desk/people/").status_code == 403
    assert outsider.get(f"/desk/people/{alice_agent.public_id}/").status_code == 403
    for what in ACTS:
        assert act(outsider, alice_agent, what, role="agent").status_code == 403, what
    assert Agent.objects.get(pk=alice_agent.pk).stamp == alice_agent.stamp


@pytest.mark.parametrize("above", [Role.LEAD, Role.ADMIN, Role.AUDITOR])
def test_a_lead_acts_on_nobody_who_may_do_what_leads_may_not(lead: Client, above: Role) -> None:
    other = an_agent("Above", above)
    assert lead.get(f"/desk/people/{other.public_id}/").status_code == 200
    for what in ACTS:
        assert act(lead, other, what, role="agent").status_code == 403, what
    assert not SigninLink.objects.filter(agent=other).exists()
    assert Agent.objects.get(pk=other.pk).stamp == other.stamp


def test_nobody_acts_on_themselves_and_nobody_gives_a_role_beyond_their_own(
    lead: Client, bob_agent: Agent, alice_agent: Agent
) -> None:
    for what in ACTS:
        assert act(lead, bob_agent, what, role="admin").status_code == 403, what
    for role in (Role.ADMIN, Role.LEAD, Role.AUDITOR):
        assert act(lead, alice_agent, "role", role=role.value).status_code == 403
    assert act(lead, alice_agent, "role", role="nonsense").status_code == 400
    admin = signed_in(an_agent("Root", Role.ADMIN))
    assert act(admin, alice_agent, "role", role="lead").status_code == 302
    assert Agent.objects.get(pk=alice_agent.pk).role == Role.LEAD


def test_who_is_disabled_here_is_out_at_once_and_comes_back_by_a_fresh_link(
    lead: Client, bob_agent: Agent, alice_agent: Agent
) -> None:
    theirs, old = signed_in(alice_agent), admissions.signin_link("Alice")
    assert theirs.get("/desk/").status_code == 200
    assert act(lead, alice_agent, "disabling").status_code == 302
    assert theirs.get("/desk/").status_code in {302, 401}
    assert Client().post(old).status_code == 404
    assert act(lead, alice_agent, "signin-links").status_code == 404
    assert act(lead, alice_agent, "enabling").status_code == 302
    page = act(lead, alice_agent, "signin-links").content.decode()
    link = page.split('data-copy="')[1].split('"')[0]
    assert Client().post("/" + link.split("/", 3)[3]).status_code == 302
    for action in ("agent_disabled", "agent_enabled", "signin_link_made"):
        assert journalled(action, by=bob_agent), action
    assert link not in lead.get(f"/desk/people/{alice_agent.public_id}/").content.decode()


def test_sessions_end_one_by_one_and_all_together(lead: Client, bob_agent: Agent, alice_agent: Agent) -> None:
    first, second, third = (signed_in(alice_agent) for _ in range(3))
    page = lead.get(f"/desk/people/{alice_agent.public_id}/").content.decode()
    wanted = page.split('name="session" value="')[1].split('"')[0]
    assert act(lead, alice_agent, "session-endings", session=wanted).status_code == 302
    assert AgentSession.objects.filter(agent=alice_agent).count() == 2
    assert act(lead, alice_agent, "session-endings", session="a" * 32).status_code == 404
    unused = admissions.signin_link("Alice")
    assert act(lead, alice_agent, "session-endings").status_code == 302
    assert [client.get("/desk/").status_code in {302, 401} for client in (first, second, third)] == [True] * 3
    assert Client().post(unused).status_code == 404
    assert lead.get("/desk/").status_code == 200
    assert journalled("session_ended", by=bob_agent)


def test_giving_power_asks_first_whether_it_is_really_them_taking_it_away_does_not(
    lead: Client, alice_agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kefu.people.desk_sessions.is_confirmed", lambda _request: False)
    for what in ("role", "signin-links", "enabling", "factor-removals"):
        answer = act(lead, alice_agent, what, role="agent")
        assert answer.status_code == 302, what
        assert answer["Location"].startswith("/account/confirmation?next="), what
    assert not SigninLink.objects.filter(agent=alice_agent, used_at=None).exists()
    assert act(lead, alice_agent, "disabling")["Location"].endswith("done=disabled")


def test_a_link_made_for_somebody_lets_nobody_in_once_they_may_do_more(lead: Client, alice_agent: Agent) -> None:
    page = act(lead, alice_agent, "signin-links").content.decode()
    link = "/" + page.split('data-copy="')[1].split('"')[0].split("/", 3)[3]
    admin = signed_in(an_agent("Root", Role.ADMIN))
    assert act(admin, alice_agent, "role", role="admin").status_code == 302
    assert Client().post(link).status_code == 404


ADMITTED: dict[str, Callable[[Agent, Agent], object]] = {
    "one session": lambda whom, by: admissions.end_session(whom.pk, "a" * 32, by=by.pk),
    "all sessions": lambda whom, by: admissions.end_sessions(whom.pk, by=by.pk),
    "out": lambda whom, by: admissions.disable(whom.pk, by=by.pk),
    "in": lambda whom, by: admissions.enable(whom.pk, by=by.pk),
    "role": lambda whom, by: admissions.change_role(whom.pk, role=Role.AGENT, by=by.pk),
    "factors": lambda whom, by: admissions.reset_factors(whom.pk, by=by.pk),
    "link": lambda whom, by: admissions.signin_link(whom.name, by=by.pk),
}


@pytest.mark.parametrize("what", ADMITTED)
def test_who_was_given_or_lost_a_role_after_the_page_had_looked_is_looked_at_again(
    alice_agent: Agent, bob_agent: Agent, what: str
) -> None:
    admissions.change_role(alice_agent.pk, role=Role.LEAD)
    with pytest.raises(NotAllowed):
        ADMITTED[what](alice_agent, bob_agent)
    admissions.change_role(alice_agent.pk, role=Role.AGENT)
    admissions.disable(bob_agent.pk)
    with pytest.raises(NotAllowed):
        ADMITTED[what](alice_agent, bob_agent)
    with pytest.raises(NotAllowed):
        ADMITTED[what](alice_agent, alice_agent)
    assert not JournalEntry.objects.filter(actor_id=bob_agent.pk).exists()
    assert not SigninLink.objects.filter(agent=alice_agent).exists()


def test_two_administrators_who_take_each_other_the_role_leave_one(alice_agent: Agent, bob_agent: Agent) -> None:
    for agent in (alice_agent, bob_agent):
        admissions.change_role(agent.pk, role=Role.ADMIN)
    admissions.change_role(alice_agent.pk, role=Role.AGENT, by=bob_agent.pk)
    with pytest.raises(NotAllowed):
        admissions.change_role(bob_agent.pk, role=Role.AGENT, by=alice_agent.pk)
    assert Agent.objects.filter(role=Role.ADMIN).count() == 1


def test_a_programs_token_gives_no_power_though_the_browser_that_sends_it_has_just_shown_who_it_is(
    lead: Client, alice_agent: Agent
) -> None:
    token = admissions.api_token(an_agent("Root", Role.ADMIN).name)
    answer = lead.post(
        f"/desk/people/{alice_agent.public_id}/signin-links", headers={"authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 403
    assert not SigninLink.objects.filter(agent=alice_agent).exists()


def test_lost_factors_are_taken_away_and_the_person_signs_in_anew(
    lead: Client, bob_agent: Agent, alice_agent: Agent
) -> None:
    theirs = signed_in(alice_agent)
    assert act(lead, alice_agent, "factor-removals").status_code == 302
    assert theirs.get("/desk/").status_code in {302, 401}
    assert journalled("agent_factors_reset", by=bob_agent)


def test_appeals_stand_in_the_rail_of_who_may_decide_with_a_count_of_those_they_may(
    lead: Client, alice_client: Client, alice: Viewer, carol: Viewer, chat: ConversationRecord
) -> None:
    assert "rail__count" not in lead.get("/desk/").content.decode()
    log.stored(log.warn(chat.id, reason=Misconduct.INSULTS, author=says(alice)))
    log.stored(log.pause(chat.id, reason=Misconduct.INSULTS, minutes=5, author=says(alice)))
    log.stored(log.end(chat.id, reason=Misconduct.INSULTS, author=says(alice)))
    log.stored(log.appeal(chat.id, words="please", author=says(carol)))
    for place in ("/desk/", "/desk/macros/", "/desk/people/", f"/desk/rows?box=open&ids={chat.public_id}"):
        page = lead.get(place).content.decode()
        assert '<span class="rail__count">1' in page, place
    assert "appeals-count" not in alice_client.get("/desk/").content.decode()
