"""One's own sessions: seen, ended, idle too long, too old. And nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from kefu.kit import clock
from kefu.people import desk_sessions, sessions
from kefu.people.access import Viewer
from kefu.people.models import Agent, AgentSession
from kefu.trust import admissions
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 20_0 like Mac OS X) Version/20.0 Mobile/15E148 Safari/604.1"
ABSOLUTE, IDLE = timedelta(seconds=settings.SESSION_COOKIE_AGE), timedelta(seconds=settings.SESSION_IDLE_S)


def signed_in(agent: Agent, user_agent: str = FIREFOX, address: str = "203.0.113.7") -> Client:
    client = Client(headers={"user-agent": user_agent}, REMOTE_ADDR=address)
    assert client.post(admissions.signin_link(agent.name)).headers["Location"] == "/desk/"
    return client


def named(client: Client, agent: Agent) -> Viewer:
    return sessions.staff_viewer(agent, session=f"desk:{client.session.session_key}:{agent.pk}:{agent.stamp}")


def test_sessions_stand_there_with_browser_and_address_and_without_their_keys(alice_agent: Agent) -> None:
    here, there = signed_in(alice_agent), signed_in(alice_agent, IPHONE, "2001:db8::1")
    page = here.get("/account/").content.decode()
    for told in ("Firefox · Windows", "Safari · iPhone", "203.0.113.7", "2001:db8::1", "this one"):
        assert told in page
    for client in (here, there):
        assert str(client.session.session_key) not in page


def test_one_is_ended_and_the_others_go_on(alice_agent: Agent) -> None:
    here, there, third = (signed_in(alice_agent) for _ in range(3))
    this, other, *_ = desk_sessions.sessions_for(named(here, alice_agent))
    assert this.is_this
    assert here.post("/account/session-endings", {"session": other.public_id}).status_code == 302
    assert sorted(client.get("/desk/").status_code for client in (there, third)) == [200, 401]
    assert here.get("/desk/").status_code == 200
    assert here.post("/account/session-endings").status_code == 302
    assert {client.get("/desk/").status_code for client in (there, third)} == {401}
    assert here.get("/desk/").status_code == 200
    ended = JournalEntry.objects.filter(action="session_ended").values_list("detail", flat=True)
    assert list(ended) == ["one", "all others"]


def test_nobody_ends_anothers_session(alice_agent: Agent, bob_agent: Agent) -> None:
    alice, bob = signed_in(alice_agent), signed_in(bob_agent)
    (of_alice,) = desk_sessions.sessions_for(named(alice, alice_agent))
    for wanted in (of_alice.public_id, str(alice.session.session_key), "x"):
        assert bob.post("/account/session-endings", {"session": wanted}).status_code == 404
    bob.post("/account/session-endings")
    assert alice.get("/desk/").status_code == 200
    assert of_alice.public_id not in bob.get("/account/").content.decode()


@pytest.mark.parametrize(("rest", "lives"), [(IDLE - timedelta(minutes=1), True), (IDLE + timedelta(seconds=1), False)])
def test_a_session_nobody_uses_ends_on_pages_and_for_sockets(
    alice_agent: Agent, monkeypatch: pytest.MonkeyPatch, rest: timedelta, lives: bool
) -> None:
    client, began = signed_in(alice_agent), clock.now()
    held = named(client, alice_agent).session
    monkeypatch.setattr(clock, "now", lambda: began + rest)
    monkeypatch.setattr("django.utils.timezone.now", lambda: began + rest)
    assert sessions.alive([held]) == ({held} if lives else set())
    assert client.get("/desk/").status_code == (200 if lives else 401)


def test_what_a_page_asks_by_itself_keeps_no_session_alive(alice_agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    client, began = signed_in(alice_agent), clock.now()
    until = AgentSession.objects.get(agent=alice_agent).expire_date
    monkeypatch.setattr(clock, "now", lambda: began + timedelta(minutes=5))
    assert client.get("/desk/rows?box=open&ids=").status_code == 200
    assert client.post("/desk/ticket").status_code == 200
    assert AgentSession.objects.get(agent=alice_agent).expire_date == until
    assert client.get("/desk/").status_code == 200
    assert AgentSession.objects.get(agent=alice_agent).expire_date >= until + timedelta(minutes=4, seconds=59)


def test_however_busy_a_session_ends_after_its_longest_life(
    alice_agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, began = signed_in(alice_agent), clock.now()
    moment, step = began, IDLE / 2
    while moment + step < began + ABSOLUTE:
        moment += step
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        assert client.get("/desk/").status_code == 200
    monkeypatch.setattr("django.utils.timezone.now", lambda: began + ABSOLUTE + timedelta(seconds=2))
    assert client.get("/desk/").status_code == 401


def test_a_new_password_ends_every_other_session(alice_agent: Agent) -> None:
    here, there = signed_in(alice_agent), signed_in(alice_agent)
    short = here.post("/account/password", {"password": "short", "again": "short"})
    assert short.status_code == 422
    new = "a sentence that nobody guesses"
    different = here.post("/account/password", {"password": new, "again": new + "."})
    assert different.status_code == 422
    assert new not in different.content.decode()
    assert there.get("/desk/").status_code == 200
    assert here.post("/account/password", {"password": new, "again": new}).headers["Location"] == "/account/"
    assert here.get("/desk/").status_code == 200
    assert there.get("/desk/").status_code == 401
    assert Client().post("/sign-in", {"email": alice_agent.email, "password": new}).status_code == 302


def test_an_app_needs_a_password_beside_it(alice_agent: Agent) -> None:
    client = signed_in(alice_agent)
    assert client.get("/account/authenticator").headers["Location"] == "/account/password?next=/account/authenticator"
    admissions.change_password(alice_agent.pk, password="a sentence that nobody guesses")
    client = signed_in(alice_agent)
    page = client.get("/account/authenticator").content.decode()
    assert "data:image/svg+xml;base64," in page
    assert client.post("/account/authenticator", {"code": "000000"}).status_code == 422


def test_a_session_from_before_is_of_no_use_after_a_change(alice_agent: Agent, settings: Any) -> None:
    client = signed_in(alice_agent)
    admissions.reset_factors(alice_agent.pk)
    assert client.get("/desk/").status_code == 401
    assert not AgentSession.objects.filter(agent=alice_agent).exists()
