"""Staff sessions end with what they rest on: the sign-in, the role, the person."""

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from conftest import as_viewer
from kefu.kit import clock
from kefu.kit.errors import Conflict, NotFound
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability, Role
from kefu.people.models import Agent, AgentSession, CustomerSession, DeskTicket, SigninLink, UsedIdentity
from kefu.trust import admissions
from kefu.trust.models import JournalEntry


def desk_viewer(client: Client, agent: Agent) -> Viewer:
    key = client.session.session_key
    return sessions.staff_viewer(agent, session=f"desk:{key}:{agent.pk}:{agent.stamp}")


def test_a_ticket_speaks_for_the_page_that_asked_for_it(alice_client: Client, alice_agent: Agent) -> None:
    viewer = desk_viewer(alice_client, alice_agent)
    ticket = sessions.desk_ticket(viewer)
    assert sessions.viewer_for_hello(ticket) == viewer
    assert sessions.viewers_for_hellos(["nothing", ticket]) == [None, viewer]
    assert sessions.viewer_for_hello(ticket[:-1] + ("A" if ticket[-1] != "A" else "B")) is None
    assert sessions.viewer_for_token(ticket) is None
    assert str(alice_client.session.session_key) not in _decoded(ticket)
    DeskTicket.objects.update(expires_at=clock.now())
    assert sessions.viewer_for_hello(ticket) is None
    of_an_ended_session = sessions.desk_ticket(viewer)
    sessions.end(viewer.session)
    assert sessions.viewer_for_hello(of_an_ended_session) is None


def _decoded(ticket: str) -> str:
    """The ticket, and every part of it as base64 would read it."""
    parts = ticket.removeprefix(sessions.TICKET_PREFIX).split(":")
    return ticket + "".join(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("latin-1") for part in parts)


def test_what_has_expired_is_forgotten(alice_client: Client, alice_agent: Agent, carol: Viewer) -> None:
    sessions.desk_ticket(desk_viewer(alice_client, alice_agent))
    admissions.signin_link("Alice")
    long_ago = clock.now() - timedelta(days=8)
    DeskTicket.objects.update(expires_at=long_ago)
    SigninLink.objects.update(expires_at=long_ago)
    CustomerSession.objects.update(expires_at=long_ago)
    UsedIdentity.objects.update(expires_at=long_ago)
    AgentSession.objects.update(expire_date=long_ago)
    assert sessions.sweep() == 5
    assert sessions.sweep() == 0


def test_a_change_of_role_password_or_person_ends_every_session(alice_client: Client, alice_agent: Agent) -> None:
    changes: tuple[Callable[[], object], ...] = (
        lambda: admissions.change_role(alice_agent.pk, role=Role.AUDITOR),
        lambda: admissions.change_password(alice_agent.pk, password="a long new password"),
        lambda: admissions.disable(alice_agent.pk),
    )
    for change in changes:
        alice_agent.refresh_from_db()
        alice_client.force_login(alice_agent)
        desk, program = desk_viewer(alice_client, alice_agent), as_viewer(alice_agent)
        assert sessions.alive([desk.session, program.session]) == {desk.session, program.session}
        change()
        assert sessions.alive([desk.session, program.session]) == set()


def test_roles_bundle_capabilities(alice: Viewer, bob: Viewer) -> None:
    assert Capability.REDACT not in alice.capabilities
    assert Capability.REDACT in bob.capabilities


def test_a_sign_in_link_works_once_and_stands_in_the_journal(alice_agent: Agent) -> None:
    token = admissions.signin_link("Alice").removeprefix(admissions.LINK_PATH)
    assert admissions.use_signin_link(token) == alice_agent
    with pytest.raises(NotFound):
        admissions.use_signin_link(token)
    assert token not in str(list(SigninLink.objects.values_list()))
    assert [a.action for a in JournalEntry.objects.order_by("id")][-2:] == ["signin_link_made", "signin_link_used"]


def test_a_stale_link_or_a_disabled_person_is_not_let_in(alice_agent: Agent, bob_agent: Agent) -> None:
    stale = admissions.signin_link("Alice", minutes=-1).removeprefix(admissions.LINK_PATH)
    of_bob = admissions.signin_link("Bob").removeprefix(admissions.LINK_PATH)
    admissions.disable(bob_agent.pk)
    for token in (stale, of_bob, "", "nonsense"):
        with pytest.raises(NotFound):
            admissions.use_signin_link(token)


def test_names_and_addresses_are_taken_once(alice_agent: Agent) -> None:
    with pytest.raises(Conflict):
        admissions.create("Alice", email="other@northwind.test", role=Role.AGENT)
    with pytest.raises(Conflict):
        admissions.create("Alicia", email="ALICE@northwind.test ", role=Role.AGENT)
