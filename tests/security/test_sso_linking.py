"""How an identity of a provider becomes one of our people's, what is closed where it is the only way in, and out again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from conftest import an_agent
from kefu.kit import clock
from kefu.people.capabilities import Role
from kefu.people.models import Agent, AgentIdentity
from kefu.trust import admissions, identities
from kefu.trust.models import JournalEntry
from tests.security import openid
from tests.security.door import Door, with_a_passkey, with_an_app
from tests.security.openid import CALLBACK, COOKIE, START, OpenId, begins, comes, is_in, said

pytestmark = [pytest.mark.django_db]


# -- linking ----------------------------------------------------------------------------------------------------------------
def goes_on(page: Any) -> str:
    """The link of the page between our form and the provider."""
    assert page.status_code == 200, said(page)
    return (
        said(page)
        .partition('<a class="button button--primary button--large button--wide" href="')[2]
        .partition('"')[0]
        .replace("&amp;", "&")
    )


def test_an_invitation_binds_whoever_the_provider_names(idp: OpenId) -> None:
    dora, client = an_agent("Dora"), Client()
    link = admissions.signin_link("Dora")
    assert "Continue with Northwind ID" in said(client.get(link))
    url = begins(client, goes_on(client.post(link, {"way": "oidc"})))
    assert Client().get(link).status_code == 200
    assert client.get(CALLBACK, idp.lets_in(url, "dora-1")).headers["Location"] == "/desk/"
    assert is_in(client)
    assert identities.identities_of(dora)[0].subject == "dora-1"
    assert Client().post(link).status_code == 404, "it is used up"
    assert JournalEntry.objects.filter(action="identity_linked", subject_id=dora.pk).count() == 1
    assert comes(idp, "dora-1").status_code == 302


def test_SEC_S01_an_invitation_is_not_used_up_by_looking_and_not_at_all_after_its_time(
    idp: OpenId, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_agent("Dora")
    link, client = admissions.signin_link("Dora"), Client()
    url = begins(client, goes_on(client.post(link, {"way": "oidc"})))
    admissions.disable(Agent.objects.get().pk)
    answer = client.get(CALLBACK, idp.lets_in(url, "dora-1"))
    assert answer.status_code == 403
    assert "no longer works" in said(answer)
    assert AgentIdentity.objects.count() == 0


def test_SEC_S01_an_invitation_with_somebody_elses_identity_binds_nothing(idp: OpenId, alice_known: Agent) -> None:
    an_agent("Dora")
    link, client = admissions.signin_link("Dora"), Client()
    url = begins(client, goes_on(client.post(link, {"way": "oidc"})))
    answer = client.get(CALLBACK, idp.lets_in(url, "alice-7"))
    assert answer.status_code == 403
    assert "could not be linked" in said(answer)
    assert not is_in(client)
    assert Client().post(link).status_code == 302, "it is not used up"


def signed_in(agent: Agent) -> Client:
    client = Client()
    client.post(admissions.signin_link(agent.name))
    return client


def test_who_is_signed_in_links_and_unlinks_their_own(idp: OpenId, alice_agent: Agent) -> None:
    admissions.change_password(alice_agent.pk, password="a sentence that nobody guesses")
    client = signed_in(Agent.objects.get(pk=alice_agent.pk))
    assert "not linked" in said(client.get("/account/"))
    url = begins(client, goes_on(client.post("/account/identities", {"protocol": "oidc"})))
    assert client.get(CALLBACK, idp.lets_in(url, "alice-7")).headers["Location"] == "/account/#identities"
    assert "alice-7" in said(client.get("/account/"))
    (linked,) = identities.identities_of(alice_agent)
    bob = signed_in(an_agent("Bob"))
    assert bob.post("/account/identity-removals", {"identity": linked.handle}).status_code == 404
    assert client.post("/account/identity-removals", {"identity": linked.handle}).status_code == 302
    assert AgentIdentity.objects.count() == 0
    assert comes(idp).status_code == 403


def test_the_last_way_in_stays(idp: OpenId, alice_known: Agent, settings: Any) -> None:
    client = Client()
    comes(idp, client=client)
    (linked,) = identities.identities_of(alice_known)
    answer = client.post("/account/identity-removals", {"identity": linked.handle})
    assert answer.headers["Location"] == "/account/?kept=1#identities"
    with_a_passkey(alice_known)
    settings.SSO_ONLY = True
    assert "kept=1" in client.post("/account/identity-removals", {"identity": linked.handle}).headers["Location"]
    settings.SSO_ONLY = False
    assert "kept=1" not in client.post("/account/identity-removals", {"identity": linked.handle}).headers["Location"]


def test_linking_asks_first_who_it_is(idp: OpenId, alice_agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    client, began = signed_in(alice_agent), clock.now()
    monkeypatch.setattr(clock, "now", lambda: began + timedelta(minutes=11))
    for path in ("/account/identities", "/account/identity-removals"):
        answer = client.post(path, {"protocol": "oidc", "identity": "1"})
        assert answer.headers["Location"].startswith("/account/confirmation"), path
    assert Client().post("/account/identities", {"protocol": "oidc"}).status_code == 401


def test_SEC_S01_a_link_of_somebody_elses_making_binds_nothing(idp: OpenId, alice_agent: Agent) -> None:
    """The attacker has the victim's browser come back as the attacker: it was not the victim's form that began this."""
    victim, attacker = signed_in(alice_agent), Client()
    stolen = idp.lets_in(begins(attacker), "mallory-1")
    victim.get(CALLBACK, stolen)
    begins(victim, f"{START}?wish=guessed")
    victim.get(CALLBACK, stolen)
    told = idp.lets_in(begins(victim, f"{START}?wish=gu%C3%A9ssed"), "mallory-1")
    assert victim.get(CALLBACK, told).status_code == 403
    assert AgentIdentity.objects.count() == 0
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[COOKIE] = victim.cookies[COOKIE].value
    assert strict.post("/account/identities", {"protocol": "oidc"}).status_code == 403


def test_SEC_S01_what_was_wished_by_one_is_not_done_for_another(
    idp: OpenId, alice_agent: Agent, bob_agent: Agent
) -> None:
    client = signed_in(alice_agent)
    url = begins(client, goes_on(client.post("/account/identities", {"protocol": "oidc"})))
    admissions.change_role(alice_agent.pk, role=Role.AUDITOR)
    answer = client.get(CALLBACK, idp.lets_in(url, "mallory-1"))
    assert answer.status_code == 403
    assert AgentIdentity.objects.count() == 0


# -- the only way in ----------------------------------------------------------------------------------------------------------
def test_where_it_is_the_only_way_in_every_other_door_is_closed_but_the_operators(
    idp: OpenId, alice_known: Agent, settings: Any
) -> None:
    device = with_a_passkey(alice_known)
    with_an_app(alice_known)
    settings.SSO_ONLY = True
    page = said(Client().get("/sign-in"))
    assert "Sign in with Northwind ID" in page
    assert 'name="password"' not in page
    door = Door(alice_known)
    assert door.types().status_code == 403
    assert door.shows(device).status_code == 403
    lead = an_agent("Root", Role.ADMIN)
    given = admissions.signin_link("Alice", by=lead.pk)
    assert "Continue without it" not in said(Client().get(given))
    assert Client().post(given).status_code == 403
    assert Client().post(given, {"way": "saml"}).status_code == 403
    broken_glass = admissions.signin_link("Alice")
    assert "Continue without it" in said(Client().get(broken_glass))
    assert Client().post(broken_glass).headers["Location"] == "/sign-in/second-factor"
    assert comes(idp).status_code == 302


def test_where_the_only_way_in_is_not_set_up_nothing_else_opens(idp: OpenId, alice_known: Agent, settings: Any) -> None:
    settings.SSO_ONLY, settings.SSO_OIDC = True, replace(idp.settings(), client_secret="")
    assert Door(alice_known).types().status_code == 403
    assert "is not set up" in said(Client().get("/sign-in"))


# -- out again ------------------------------------------------------------------------------------------------------------------
def tells(token: str) -> int:
    return int(Client(enforce_csrf_checks=True).post("/sign-in/sso/oidc/logout", {"logout_token": token}).status_code)


def test_SEC_C05_signed_out_at_the_provider_is_signed_out_here_everywhere(idp: OpenId, alice_known: Agent) -> None:
    one, other, bob = Client(), signed_in(alice_known), signed_in(an_agent("Bob"))
    comes(idp, client=one)
    assert is_in(one)
    assert is_in(other)
    assert tells(idp.logout_token(sub="alice-7")) == 200
    assert not is_in(one)
    assert not is_in(other)
    assert is_in(bob)
    row = JournalEntry.objects.get(action="sso_signed_out")
    assert (row.actor_kind, row.subject_id) == ("provider", alice_known.pk)
    assert tells(idp.logout_token(sub="nobody-here")) == 200


def test_SEC_C05_where_the_provider_names_its_session_alone_that_one_ends(idp: OpenId, alice_known: Agent) -> None:
    one, other = Client(), Client()
    idp.lies["sid"] = "session-1"
    comes(idp, client=one)
    idp.lies["sid"] = "session-2"
    comes(idp, client=other)
    assert tells(idp.logout_token(sid="session-1")) == 200
    assert (is_in(one), is_in(other)) == (False, True)
    assert JournalEntry.objects.filter(action="sso_signed_out").count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"sub": None},
        {"sub": "alice-7", "events": {}},
        {"sub": "alice-7", "events": None},
        {"sub": "alice-7", "nonce": "x"},
        {"sub": "alice-7", "aud": "another-client"},
        {"sub": "alice-7", "iss": "https://evil.example"},
        {"sub": "alice-7", "jti": None},
        {"sub": "alice-7", "iat": 1_000_000_000},
        {"sub": "alice-7", "exp": 1_000_000_000},
    ],
)
def test_SEC_C05_nobody_else_signs_our_people_out(idp: OpenId, alice_known: Agent, changed: dict[str, Any]) -> None:
    client = Client()
    comes(idp, client=client)
    assert tells(idp.logout_token(**changed)) == 400
    idp.with_key = openid.new_key()
    assert tells(idp.logout_token(sub="alice-7")) == 400
    idp.with_key = None
    for token in ("", "x.y.z", "x" * 20_000, idp.id_token(subject="alice-7", nonce="n")):
        assert tells(token) == 400
    assert is_in(client)


def test_a_sign_out_from_outside_works_once(idp: OpenId, alice_known: Agent) -> None:
    token, client = idp.logout_token(sub="alice-7"), Client()
    assert tells(token) == 200
    comes(idp, client=client)
    assert tells(token) == 400
    assert is_in(client)


def test_no_secret_of_the_way_in_stands_in_the_log(
    idp: OpenId, alice_known: Agent, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    told = idp.lets_in(begins(client), "alice-7")
    idp.lies["aud"] = "another-client"
    assert client.get(CALLBACK, told).status_code == 403
    assert "nobody came in" in caplog.text
    for secret in (told["code"], told["state"], openid.SECRET, client.cookies[COOKIE].value):
        assert secret not in caplog.text
