"""A program's token was made for the API: it opens no page of the desk and sends none of its forms, whatever its owner may."""

import pytest
from django.test import Client
from django.urls import get_resolver

from conftest import an_agent
from kefu.conversations.records import ConversationRecord
from kefu.people.access import Policy, Who, policy_of
from kefu.people.capabilities import Role
from kefu.trust import admissions
from tests.security.house import stored
from tests.security.test_access import NAMES, addressed, patterns

pytestmark = pytest.mark.django_db


def program_of(role: Role) -> Client:
    agent = an_agent(role.value.capitalize(), role)
    return Client(headers={"authorization": f"Bearer {admissions.api_token(agent.name)}"})


def test_SEC_A09_an_administrator_s_token_opens_no_page_for_staff_and_changes_nothing(chat: ConversationRecord) -> None:
    program, tried = program_of(Role.ADMIN), 0
    before = stored()
    for route, pattern in patterns(get_resolver("kefu.urls").url_patterns):
        declared = policy_of(pattern.callback)
        assert isinstance(declared, Policy)
        if declared.who is Who.ANYONE or route.startswith("api/"):
            continue
        address = addressed(route, {**NAMES, "public_id": chat.public_id})
        for method in ("GET", "POST"):
            answer = program.generic(method, address)
            assert (answer.status_code, "API alone" in answer.content.decode()) == (403, True), (method, address)
            tried += 1
    assert stored() == before
    assert tried > 150


def test_SEC_A09_pages_open_to_all_take_a_program_for_anybody(chat: ConversationRecord) -> None:
    program = program_of(Role.LEAD)
    for address in ("/", "/healthz", "/help/en/", "/verify", "/sign-in"):
        theirs, anybody = program.get(address, follow=True), Client().get(address, follow=True)
        assert (theirs.status_code, theirs.redirect_chain) == (anybody.status_code, anybody.redirect_chain), address


def test_SEC_A09_a_token_beside_a_cookie_is_still_a_program_s(alice_client: Client, chat: ConversationRecord) -> None:
    token = admissions.api_token("Alice")
    place = f"/desk/c/{chat.public_id}/"
    assert alice_client.get(place).status_code == 200
    assert alice_client.get(place, headers={"authorization": f"Bearer {token}"}).status_code == 403
    assert alice_client.get(place, headers={"authorization": f"bearer  {token}"}).status_code == 403
    assert Client(headers={"authorization": f"Bearer {token}"}).get("/api/v1/me").status_code == 200
