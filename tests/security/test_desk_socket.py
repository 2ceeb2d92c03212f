"""A socket that speaks for an agent's page: begun by a ticket, ended with the page's session."""

import time

import httpx
import pytest

from tests.running import Line, Server
from tests.security.test_sockets import closed_with


def proof(desk: httpx.Client) -> dict[str, str]:
    """What our own pages send with a form."""
    return {"X-CSRFToken": next(value for name, value in desk.cookies.items() if name.endswith("csrf"))}


def ticket(desk: httpx.Client) -> str:
    answer = desk.post("/desk/ticket", headers=proof(desk))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["token"])


def test_SEC_C05_an_agents_socket_closes_within_five_seconds_of_signing_out(server: Server) -> None:
    with server.desk("agent2") as desk:
        line, token = Line(server.socket(origin=server.base_url)), ticket(desk)
        line.say(type="hello", token=token)
        assert line.hear()["you"]["name"] == "agent2"
        line.say(type="subscribe_inbox")
        began = time.monotonic()
        assert desk.post("/sign-out", headers=proof(desk)).status_code == 302
        assert closed_with(line, within_s=7) == 4401
        assert time.monotonic() - began <= 5
    again = Line(server.socket(origin=server.base_url))
    again.say(type="hello", token=token)  # the ticket itself is not a minute old
    assert closed_with(again) == 4401


def test_SEC_C05_an_agent_disabled_or_given_another_role_is_cut_off(server: Server) -> None:
    name = server.new_agent("cut-off", role="lead")
    with server.desk(name) as desk:
        line = server.signed_in(ticket(desk))
        server.change_role(name, role="auditor")
        began = time.monotonic()
        assert closed_with(line, within_s=7) == 4401
        assert time.monotonic() - began <= 5
        assert desk.get("/desk/").status_code in {302, 401}


def test_a_ticket_is_for_sockets_alone(server: Server) -> None:
    with server.desk("agent2") as desk:
        assert server.api("GET", "/me", token=ticket(desk)).status_code == 401


def test_SEC_S11_a_ticket_is_given_to_our_own_page_alone(server: Server) -> None:
    with server.desk("agent2") as desk:
        for headers in ({}, {**proof(desk), "Origin": "https://evil.test"}, {"X-CSRFToken": "a" * 32}):
            assert desk.post("/desk/ticket", headers=headers).status_code == 403
        assert desk.get("/desk/ticket").status_code == 405


def test_SEC_C05_a_session_ended_from_another_browser_takes_its_socket_along(server: Server) -> None:
    name = server.new_agent("two-browsers", role="agent")
    with server.desk(name) as here, server.desk(name) as there:
        line, own = server.signed_in(ticket(there)), server.signed_in(ticket(here))
        began = time.monotonic()
        assert here.post("/account/session-endings", headers=proof(here)).status_code == 302
        assert closed_with(line, within_s=7) == 4401
        assert time.monotonic() - began <= 5
        assert there.get("/desk/").status_code == 401
        own.say(type="ping")
        assert own.hear_until("pong")


@pytest.mark.parametrize("command", [("disable",), ("role", "auditor"), ("factors",)], ids=" ".join)
def test_SEC_C05_a_command_of_the_operator_ends_pages_and_sockets(server: Server, command: tuple[str, ...]) -> None:
    verb, *rest = command
    name = server.new_agent(f"out by {verb}", role="agent")
    with server.desk(name) as desk:
        line = server.signed_in(ticket(desk))
        server.command("agent", verb, name, *rest)
        began = time.monotonic()
        assert closed_with(line, within_s=7) == 4401
        assert time.monotonic() - began <= 5
        assert desk.get("/desk/").status_code == 401


@pytest.mark.parametrize("act", ["disabling", "session-endings", "factor-removals"])
def test_SEC_C05_a_leads_act_on_the_people_page_ends_pages_and_sockets(server: Server, act: str) -> None:
    name, lead = server.new_agent(f"out by {act}", role="agent"), server.new_agent(f"lead of {act}", role="lead")
    with server.desk(name) as desk, server.desk(lead) as above:
        person = desk.get("/desk/").text.partition('data-me="')[2].partition('"')[0]
        line = server.signed_in(ticket(desk))
        assert desk.post(f"/desk/people/{person}/{act}", headers=proof(desk)).status_code == 403
        began = time.monotonic()
        assert above.post(f"/desk/people/{person}/{act}", headers=proof(above)).status_code == 302
        assert closed_with(line, within_s=7) == 4401
        assert time.monotonic() - began <= 5
        assert desk.get("/desk/").status_code == 401
        assert above.get("/desk/").status_code == 200


def test_SEC_C05_a_programs_socket_ends_with_its_token(server: Server) -> None:
    name = server.new_agent("program", role="agent")
    token = server.command("token", name)
    line = server.signed_in(token)
    server.command("token", "end", name)
    began = time.monotonic()
    assert closed_with(line, within_s=7) == 4401
    assert time.monotonic() - began <= 5
    assert server.api("GET", "/me", token=token).status_code == 401
