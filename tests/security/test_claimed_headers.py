"""Nobody is somebody, or somewhere else, because a header of theirs says so."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from waitress.server import create_server

from kefu.ops import pages_server
from kefu.people.models import Agent
from tests.security.house import House

NAMES = (
    "X-Remote-User",
    "Remote-User",
    "REMOTE_USER",
    "X-Forwarded-User",
    "X-Forwarded-Email",
    "X-Forwarded-Preferred-Username",
    "X-Auth-Request-User",
    "X-Auth-Request-Email",
    "X-Authenticated-User",
    "X-WEBAUTH-USER",
    "X-User-Id",
    "X-SSL-Client-S-DN",
    "SSL_CLIENT_S_DN_CN",
    "Cf-Access-Authenticated-User-Email",
    "Tailscale-User-Login",
)
FOR_STAFF = ("/desk/", "/account/", "/desk/people/", "/api/v1/agents", "/api/v1/conversations")
PLACES = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Host": "evil.test",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "443",
    "X-Forwarded-By": "203.0.113.8",
    "Forwarded": "for=203.0.113.7;host=evil.test;proto=https",
    "X-Real-IP": "203.0.113.7",
    "CF-Connecting-IP": "203.0.113.7",
    "True-Client-IP": "203.0.113.7",
    "X-Client-IP": "203.0.113.7",
}

Asked = Callable[..., dict[str, Any]]


@pytest.mark.django_db
def test_SEC_S02_a_header_that_names_somebody_of_ours_signs_nobody_in(alice_agent: Agent) -> None:
    for path in FOR_STAFF:
        bare = Client().get(path)
        assert bare.status_code in {302, 401, 403, 404, 405}, path
        for name in NAMES:
            for value in (alice_agent.email, alice_agent.name, alice_agent.public_id, str(alice_agent.pk)):
                answer = Client(headers={name: value}).get(path)
                assert (answer.status_code, answer.cookies.keys()) == (bare.status_code, bare.cookies.keys()), name
                assert alice_agent.email.encode() not in answer.content


@pytest.mark.django_db
def test_SEC_S02_the_servers_own_word_of_a_user_is_not_taken_either(alice_agent: Agent) -> None:
    """A server in front may set REMOTE_USER in the environment of a request."""
    assert Client(REMOTE_USER=alice_agent.email, AUTH_TYPE="Basic").get("/desk/").status_code == 401


@pytest.mark.django_db
def test_SEC_S02_a_header_makes_a_customer_neither_staff_nor_another_customer(house: House) -> None:
    path = f"/api/v1/conversations/{house.names['conversation_id']}"
    for name in NAMES:
        for role in ("nobody", "outsider"):
            token = house.tokens[role]
            signed = {"authorization": f"Bearer {token}"} if token else {}
            refused = Client(headers={**signed, name: house.names["agent_id"]}).get(path).status_code
            assert refused == house.call(role, "GET", f"/conversations/{house.names['conversation_id']}").status_code
            assert refused in {401, 404}


@contextmanager
def served() -> Iterator[Asked]:
    """The pages' own server with its own bounds, in front of what tells whom it takes the visitor for."""

    def told(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [("Content-Type", "application/json")])
        wanted = ("REMOTE_ADDR", "wsgi.url_scheme", "HTTP_HOST", "SERVER_PORT", "REMOTE_USER")
        return [json.dumps({name: environ.get(name) for name in wanted}).encode()]

    server: Any = create_server(told, **{**pages_server.bounds(), "port": 0, "threads": 1})
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    place = f"http://127.0.0.1:{server.effective_port}"

    def asked(**headers: str) -> dict[str, Any]:
        answer = httpx.get(place, headers={"Host": "help.example.com", **headers})
        return answer.json() if answer.status_code == 200 else {"status": answer.status_code}

    try:
        yield asked
    finally:
        server.close()


def test_SEC_S02_SEC_G10_who_is_no_proxy_of_ours_says_nothing_of_where_visitors_come_from(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.7"]
    with served() as asked:
        bare = asked()
        assert (bare["REMOTE_ADDR"], bare["wsgi.url_scheme"], bare["REMOTE_USER"]) == ("127.0.0.1", "http", None)
        for name, value in PLACES.items():
            assert asked(**{name: value}) == bare, name
        assert asked(**PLACES) == bare
        assert asked(**dict.fromkeys(NAMES, "alice@northwind.test")) == bare


def test_SEC_G10_of_our_proxys_word_only_the_last_address_counts(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    with served() as asked:
        told = asked(**{**PLACES, "X-Forwarded-For": "198.51.100.1, 203.0.113.7"})
        assert (told["REMOTE_ADDR"], told["wsgi.url_scheme"]) == ("203.0.113.7", "https")
        assert told["HTTP_HOST"] == "help.example.com", "the name is the one that was asked for"
        plain = asked()
        for name in ("Forwarded", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP"):
            assert asked(**{name: PLACES[name]}) == plain, name
