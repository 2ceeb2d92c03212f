"""Adding the first factor says how far one is and why: a newcomer with a link and nothing else."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from conftest import an_agent
from kefu.kit import clock
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.trust import admissions
from kefu.trust.factors import PERIOD_S

pytestmark = pytest.mark.django_db

PASSWORD = "a long and quiet password"


@pytest.fixture
def newcomer(settings: Any) -> Client:
    settings.SECOND_FACTOR = dict.fromkeys(Role, "any")
    settings.LINK_IS_ENOUGH = False
    return signed_in(an_agent("Ada"))


def signed_in(agent: Agent) -> Client:
    client = Client()
    assert client.post(admissions.signin_link(agent.name)).status_code == 302
    return client


def page(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def code_in(text: str) -> str:
    found = re.search(r'data-copy="([A-Z2-7]+)"', text)
    assert found
    counter = int(clock.now().timestamp()) // PERIOD_S
    return str(totp.format_hotp_value(totp.hotp_value(found[1], counter)))


def test_three_steps_to_an_app_each_says_which_it_is_and_the_first_says_why(newcomer: Client) -> None:
    first = page(newcomer, "/account/authenticator")
    assert "Step 1 of 3" in first
    assert "You have no password yet" in first
    assert "signed out" not in first, "there is no other session"
    sent = {"password": PASSWORD, "again": PASSWORD, "next": "/account/authenticator"}
    second = newcomer.post("/account/password", sent, follow=True).content.decode()
    assert "Step 2 of 3" in second
    third = newcomer.post("/account/authenticator", {"code": code_in(second)}, follow=True).content.decode()
    assert "Step 3 of 3" in third
    last = newcomer.post("/account/recovery-codes").content.decode()
    assert "Step 3 of 3" in last
    assert last.count("<li>") == 10
    assert "Step" not in page(newcomer, "/account/recovery-codes")


def test_who_has_a_password_has_two_steps_and_a_password_alone_has_none(newcomer: Client) -> None:
    alone = page(newcomer, "/account/password")
    assert "Step" not in alone
    sent = {"password": PASSWORD, "again": PASSWORD}
    newcomer.post("/account/password", sent)
    assert "Step 1 of 2" in page(newcomer, "/account/authenticator")
    assert "Step 1 of 2" in page(newcomer, "/account/passkeys")


def test_who_is_signed_in_elsewhere_is_told_that_it_ends_there(newcomer: Client) -> None:
    signed_in(Agent.objects.get(name="Ada"))
    assert "there you will be signed out" in page(newcomer, "/account/password")
