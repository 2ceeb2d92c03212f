"""Single sign-on by an OpenID provider: who is let in, as whom, and how far."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as live_settings
from django.test import Client

from kefu.kit import clock
from kefu.people.capabilities import Role
from kefu.people.models import Agent, AgentIdentity
from kefu.trust import admissions, identities
from kefu.trust.models import JournalEntry
from kefu.trust.sso.said import Protocol
from tests.security import openid
from tests.security.door import code_of, with_an_app
from tests.security.openid import CALLBACK, COOKIE, START, OpenId, begins, comes, is_in, said

pytestmark = [pytest.mark.django_db]


# -- the way in ---------------------------------------------------------------------------------------------------------
def test_who_is_linked_comes_in_and_the_journal_says_how(idp: OpenId, alice_known: Agent) -> None:
    client = Client()
    before = client.get("/sign-in")
    assert "Sign in with Northwind ID" in said(before)
    answer = comes(idp, client=client)
    assert answer.headers["Location"] == "/desk/"
    assert is_in(client)
    row = JournalEntry.objects.filter(action="signed_in").get()
    assert (row.subject_id, row.detail.split()[0]) == (alice_known.pk, "sso")
    assert AgentIdentity.objects.get().used_at is not None


def test_what_is_asked_for_is_an_identity_and_nothing_else(idp: OpenId) -> None:
    asked = parse_qs(urlsplit(begins(Client())).query)
    assert asked["scope"] == ["openid"]
    assert asked["redirect_uri"] == [live_settings.BASE_URL + CALLBACK]
    assert all(len(asked[name][0]) >= 40 for name in ("state", "nonce", "code_challenge"))
    again = parse_qs(urlsplit(begins(Client())).query)
    assert all(asked[name] != again[name] for name in ("state", "nonce", "code_challenge"))


def test_SEC_S10_it_leads_to_a_page_of_ours_and_nowhere_else(idp: OpenId, alice_known: Agent) -> None:
    for address, leads_to in (("/desk/?box=open", "/desk/?box=open"), ("//evil.example", "/desk/")):
        client = Client()
        told = idp.lets_in(begins(client, f"{START}?next={address}"), "alice-7")
        assert client.get(CALLBACK, told).headers["Location"] == leads_to


def test_nothing_prepared_is_left_in_the_session_that_begins(idp: OpenId, alice_known: Agent) -> None:
    client = Client()
    told = idp.lets_in(begins(client), "alice-7")
    before = client.cookies[COOKIE].value
    client.get(CALLBACK, told)
    assert client.cookies[COOKIE].value != before
    assert not [name for name, _value in client.session.items() if name.startswith("sso")]


# -- who is it ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "claims",
    [
        {"email": "alice@northwind.test", "email_verified": True},
        {"email": "alice@northwind.test", "email_verified": False},
        {"email": "alice@northwind.test"},
        {"email": "ALICE@northwind.test", "email_verified": "true", "preferred_username": "Alice", "name": "Alice"},
    ],
)
def test_SEC_S01_nobody_is_one_of_ours_by_an_address(idp: OpenId, alice_agent: Agent, claims: dict[str, Any]) -> None:
    idp.lies.update(claims)
    client = Client()
    answer = comes(idp, "mallory-1", client=client)
    assert answer.status_code == 403
    assert "knows you, we do not yet" in said(answer)
    assert not is_in(client)
    assert (AgentIdentity.objects.count(), Agent.objects.count()) == (0, 1)
    assert JournalEntry.objects.filter(action="sso_refused", subject_id=0).count() == 1


def test_SEC_S01_the_same_subject_of_another_issuer_is_somebody_else(
    idp: OpenId, alice_agent: Agent, settings: Any
) -> None:
    identities.link_by_operator(
        alice_agent, protocol=Protocol.OIDC, issuer="https://login.other.example", subject="alice-7"
    )
    identities.link_by_operator(alice_agent, protocol=Protocol.SAML, issuer=idp.issuer, subject="alice-7")
    assert comes(idp).status_code == 403


def test_SEC_S01_a_changed_issuer_in_the_settings_lets_nobody_in(
    idp: OpenId, alice_known: Agent, settings: Any
) -> None:
    with openid.running() as other:
        settings.SSO_OIDC = other.settings()
        assert comes(other, "alice-7").status_code == 403
        idp.lies["iss"] = other.issuer


@pytest.mark.parametrize("subject", ["Alice-7", "alice-7 ", "alice\u200b-7", "ａlice-7", "alice-7\x00", ""])
def test_SEC_S01_a_name_that_only_looks_alike_is_another(idp: OpenId, alice_known: Agent, subject: str) -> None:
    assert comes(idp, subject).status_code == 403


def test_SEC_S01_one_identity_is_one_agents(idp: OpenId, alice_known: Agent, bob_agent: Agent) -> None:
    with pytest.raises(Exception, match="conflict"):
        identities.link_by_operator(bob_agent, protocol=Protocol.OIDC, issuer=idp.issuer, subject="alice-7")


def test_who_is_disabled_is_refused_and_told_so(idp: OpenId, alice_known: Agent) -> None:
    admissions.disable(alice_known.pk)
    client = Client()
    answer = comes(idp, client=client)
    assert answer.status_code == 403
    assert "closed" in said(answer)
    assert not is_in(client)
    assert JournalEntry.objects.filter(action="sso_refused", subject_id=alice_known.pk).count() == 1


# -- what the role demands ------------------------------------------------------------------------------------------------
PROVED = [
    ({}, "any", "/account/protection"),
    ({"amr": ["pwd"]}, "any", "/account/protection"),
    ({"amr": ["pwd", "otp", "mfa"]}, "any", ""),
    ({"acr": "phr"}, "any", ""),
    ({"amr": ["mfa"]}, "passkey", "/account/protection"),
    ({"acr": "phrh"}, "passkey", ""),
    ({"amr": "mfa"}, "any", "/account/protection"),
    ({"acr": ["phr"]}, "any", "/account/protection"),
    ({}, "none", ""),
]


@pytest.mark.parametrize(("claims", "demand", "leads_to"), PROVED)
def test_a_provider_stands_for_as_much_as_it_says_it_saw(
    idp: OpenId, alice_known: Agent, settings: Any, claims: dict[str, Any], demand: str, leads_to: str
) -> None:
    settings.SECOND_FACTOR = dict.fromkeys(Role, demand)
    idp.lies.update(claims)
    client = Client()
    assert comes(idp, client=client).status_code == 302
    assert client.get("/desk/").headers.get("Location", "") == leads_to


@pytest.mark.usefixtures("factors_are_demanded")
def test_where_the_provider_saw_no_second_factor_ours_is_asked_for(idp: OpenId, alice_known: Agent) -> None:
    secret, client = with_an_app(alice_known), Client()
    assert comes(idp, client=client).headers["Location"] == "/sign-in/second-factor"
    assert not is_in(client)
    assert client.post("/sign-in/second-factor", {"code": code_of(secret)}).headers["Location"] == "/desk/"
    assert is_in(client)
    idp.lies["amr"] = ["mfa"]
    assert comes(idp).headers["Location"] == "/desk/"


@pytest.mark.usefixtures("factors_are_demanded")
def test_who_has_no_password_adds_an_app_beside_the_provider(idp: OpenId, alice_known: Agent) -> None:
    client = Client()
    comes(idp, client=client)
    page = client.get("/account/authenticator")
    assert page.status_code == 200
    assert "data:image/svg+xml" in said(page)


@pytest.mark.parametrize(("ago_s", "is_confirmed"), [(60, True), (3_600, False), (None, False), (-3_600, None)])
def test_who_only_passes_at_the_provider_has_shown_nothing_anew(
    idp: OpenId, alice_known: Agent, ago_s: int | None, is_confirmed: bool | None
) -> None:
    idp.lies["auth_time"] = None if ago_s is None else int(clock.now().timestamp()) - ago_s
    client = Client()
    assert comes(idp, client=client).status_code == (403 if is_confirmed is None else 302)
    if is_confirmed is not None:
        assert (client.get("/account/password").status_code == 200) is is_confirmed
    if is_confirmed is False:
        page = said(client.get("/account/confirmation?next=/account/password"))
        there = page.partition('href="/sign-in/sso/oidc')[2].partition('"')[0].replace("&amp;", "&")
        url = begins(client, f"{START}{there}")
        assert parse_qs(urlsplit(url).query)["prompt"] == ["login"]
        idp.lies.clear()
        assert client.get(CALLBACK, idp.lets_in(url, "alice-7")).headers["Location"] == "/account/password"
        assert client.get("/account/password").status_code == 200
