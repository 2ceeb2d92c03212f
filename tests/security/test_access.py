"""Every address, every role: what is not declared here as open is closed, and an address nobody declared fails the test."""

import json
import re
import statistics
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path
from ninja import NinjaAPI

from conftest import an_agent
from kefu.api.v1.api import api
from kefu.api.v1.door import GuardedRouter
from kefu.conversations.records import ConversationRecord
from kefu.people.access import Policy, Viewer, Who, policy_of
from kefu.people.capabilities import BUNDLES, Role
from kefu.people.models import Agent
from kefu.trust import admissions
from tests.running import Server
from tests.security.house import House, forget_calls, stored
from tests.security.operations import ALL, BEFORE, HERE, NEW, OPEN


def described() -> list[tuple[str, str]]:
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods]


def test_SEC_A09_the_table_names_every_operation_there_is() -> None:
    assert sorted(described()) == sorted(OPEN)


@pytest.mark.django_db
@pytest.mark.parametrize("operation", sorted(OPEN), ids=" ".join)
def test_SEC_A01_A09_only_declared_roles_get_in_and_the_rest_change_nothing(
    house: House, operation: tuple[str, str]
) -> None:
    method, path = operation
    allowed, body = OPEN[operation]
    if operation in BEFORE:
        BEFORE[operation](house)
    for role in sorted(ALL - allowed):
        before = stored()
        answer = house.call(role, method, path.format(**house.names), body)
        assert answer.status_code in refusals(role, path), (role, answer.status_code, answer.content)
        assert stored() == before, f"{role} was refused and still changed something"
    before_it = ("POST", HERE + "/tags") if path.endswith("/{tag}") else ("PUT", path)
    if method == "DELETE" and operation not in BEFORE and before_it in OPEN:  # there must be something to take away
        assert (
            house.call("admin", before_it[0], before_it[1].format(**house.names), OPEN[before_it][1]).status_code == 200
        )
    answers = {role: house.call(role, method, path.format(**house.names), body) for role in sorted(allowed)}
    assert not [role for role, answer in answers.items() if answer.status_code in {401, 403}]
    assert all(each.status_code < 300 for each in [*answers.values()][:1])  # the next may find it done already


def refusals(role: str, path: str) -> set[int]:
    if (
        role == "nobody" or path == "/exchange/confirmations"
    ):  # which nobody may send but the exchange, by its signature
        return {401}
    if path.startswith("/uploads/"):
        return {403, 404}
    if role == "outsider" and path.startswith("/own-data/"):
        return {404}
    if role == "outsider" and ("{conversation_id}" in path or "{subscription_id}" in path or path == "/files/links"):
        return {403, 404}
    return {403}


@pytest.mark.django_db
def test_SEC_A01_anothers_conversation_looks_exactly_like_none(house: House) -> None:
    for operation in sorted(OPEN):
        method, path = operation
        if "{conversation_id}" not in path or "outsider" in OPEN[operation][0]:
            continue
        forget_calls()
        others = house.call("outsider", method, path.format(**house.names), OPEN[operation][1])
        missing = house.call(
            "outsider", method, path.format(**{**house.names, "conversation_id": "a" * 26}), OPEN[operation][1]
        )
        assert (others.status_code, others.content) == (missing.status_code, missing.content)


def test_SEC_A01_anothers_conversation_takes_as_long_as_none(server: Server) -> None:
    chat, outsider = server.chat(server.session("a01-owner")), server.session("a01-outsider")
    took: dict[str, list[float]] = {chat: [], "a" * 26: []}
    for _ in range(40):
        for conversation, times in took.items():
            began = time.perf_counter()
            assert server.api("GET", f"/conversations/{conversation}", token=outsider).status_code == 404
            times.append(time.perf_counter() - began)
    theirs, none = (statistics.median(times) for times in took.values())
    assert abs(theirs - none) < 0.010


@pytest.mark.django_db
def test_SEC_A01_a_wrong_token_is_nobody_even_with_a_staff_cookie(alice_client: Client, house: House) -> None:
    """Cookies sign nobody in at the API: another site's page could make a browser send them."""
    place = f"/api/v1/conversations/{house.names['conversation_id']}/entries"
    said = json.dumps({**NEW, "client_msg_id": "by-cookie"})
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": "Basic YTpi"}, {"authorization": "x"}):
        assert alice_client.get(place, headers=headers).status_code == 401
        assert alice_client.post(place, said, "application/json", headers=headers).status_code == 401


def patterns(found: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in found:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern


def all_patterns() -> list[tuple[str, URLPattern]]:
    return [
        found
        for urlconf in ("kefu.urls", "kefu.web.content.urls")
        for found in patterns(get_resolver(urlconf).url_patterns)
    ]


def test_SEC_A09_every_address_declares_its_policy() -> None:
    found = all_patterns()
    assert len(found) > 30
    assert [route for route, pattern in found if policy_of(pattern.callback) is None] == []


# what strangers may call without signing in, by the beginning of the route
FOR_ANYONE = re.compile(
    r"(|healthz|readyz|metrics|sign-in.*|sign-out|language|chat.*|widget.*|loader.*|api/v1/.*|f/.*|csp-reports"
    r"|desk/worker.js|push/receipts/.*|help/.*|verify(/.*)?|confirm/.*|passkeys/.*|vault/.*|account-appeals/.*|[.]well-known/kefu-(channels|self-check)[.]json|robots.txt|sitemap.*[.]xml|<path:rest>)$"
)
NAMES = {
    "token": "a" * 43,
    "doubt_id": "1",
    "row": "1",
    "number": "1",
}  # of whatever else an address names, an id of the usual form


def addressed(route: str, names: dict[str, str]) -> str:
    return "/" + re.sub(r"<\w+:(\w+)>", lambda found: names.get(found.group(1), "a" * 26), route)


@pytest.mark.django_db
def test_SEC_A09_pages_for_staff_are_closed_to_all_others(carol_token: str, chat: ConversationRecord) -> None:
    callers = [Client(), Client(headers={"authorization": f"Bearer {carol_token}"})]
    tried = 0
    for route, pattern in patterns(get_resolver("kefu.urls").url_patterns):
        declared = policy_of(pattern.callback)
        assert isinstance(declared, Policy)
        if declared.who is Who.ANYONE:
            assert FOR_ANYONE.match(route), f"{route} is open to anyone and not on the list"
            continue
        address = addressed(route, NAMES)
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            before = stored()
            for caller in callers:
                answer = caller.generic(method, address)
                assert answer.status_code in {302, 401, 403, 404, 405}, (method, address, answer.status_code)
            assert stored() == before
            tried += 1
    assert tried >= 50


@pytest.mark.django_db
def test_SEC_A09_an_auditor_reads_and_changes_nothing(chat: ConversationRecord) -> None:
    auditor = Client()
    auditor.force_login(an_agent("Ada", Role.AUDITOR))
    place = f"/desk/c/{chat.public_id}"
    assert auditor.get(f"{place}/").status_code == 200
    before = stored()
    for what, sent in {
        "messages": {"body": "hello", "key": "k" * 20},
        "assignment": {"agent": ""},
        "closure": {"reason": "solved"},
        "reopening": {},
        "redactions": {"target": "1"},
        "report": {"target": "1"},
    }.items():
        assert auditor.post(f"{place}/{what}", sent).status_code == 403, what
    assert stored() == before


@pytest.mark.django_db
def test_SEC_A09_pages_that_need_a_capability_are_closed_to_our_own_without_it(chat: ConversationRecord) -> None:
    clients = {role: Client() for role in Role}
    for role, client in clients.items():
        client.force_login(an_agent(role.value.capitalize(), role))
    person, tried = Agent.objects.get(name="Agent").public_id, 0
    for route, pattern in patterns(get_resolver("kefu.urls").url_patterns):
        declared = policy_of(pattern.callback)
        if declared is None or declared.needs is None or route.startswith("api/"):
            continue
        address = addressed(route, {**NAMES, "public_id": chat.public_id, "person_id": person})
        for role in [role for role in Role if declared.needs not in BUNDLES[role]]:
            before = stored()
            for method in ("GET", "POST"):
                assert clients[role].generic(method, address).status_code == 403, (role, method, address)
            assert stored() == before, f"{role} was refused {address} and still changed something"
            tried += 1
    assert tried > 40


def unguarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("reached")


urlpatterns = [path("planted", unguarded)]


@pytest.mark.django_db
@pytest.mark.urls("tests.security.test_access")
def test_SEC_A09_a_planted_page_without_a_policy_is_refused_even_to_an_admin() -> None:
    admin = Client()
    admin.force_login(an_agent("Root", Role.ADMIN))
    answer = admin.get("/planted")
    assert answer.status_code == 403
    assert b"reached" not in answer.content


@pytest.mark.django_db
def test_SEC_A09_a_planted_operation_without_a_policy_is_refused_even_to_an_admin(rf: Any) -> None:
    router = GuardedRouter()
    reached: list[Viewer] = []

    @router.get("/planted")
    def planted(request: Any) -> None:
        reached.append(request.auth)

    own = NinjaAPI(urls_namespace="planted", docs_url=None, openapi_url=None)
    own.add_router("", router)
    handlers = api._exception_handlers
    own._exception_handlers.update(handlers)
    view = next(pattern for pattern in own.urls[0] if pattern.name != "api-root").callback  # type: ignore[union-attr]
    token = admissions.api_token(an_agent("Root", Role.ADMIN).name)
    assert view is not None
    answer = view(rf.get("/planted", headers={"authorization": f"Bearer {token}"}))
    assert answer.status_code == 403
    assert not reached
