"""What an OpenID provider did not say, or said to somebody else, some other time: nobody comes in by it."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.test import Client

from kefu.kit import clock
from kefu.people.models import Agent, AgentSession
from kefu.trust.sso import provider
from tests.security import openid
from tests.security.openid import CALLBACK, CLIENT, COOKIE, START, OpenId, begins, comes, is_in, said

pytestmark = [pytest.mark.django_db]


# -- forged, stale and swapped ----------------------------------------------------------------------------------------------
FORGED: dict[str, dict[str, Any]] = {
    "other issuer": {"iss": "https://evil.example"},
    "issuer with a slash": {"iss": None},
    "other audience": {"aud": "another-client"},
    "no audience": {"aud": None},
    "several audiences and no party": {"aud": [CLIENT, "another-client"]},
    "another party": {"aud": [CLIENT, "another-client"], "azp": "another-client"},
    "another party alone": {"azp": "another-client"},
    "another nonce": {"nonce": "x" * 43},
    "no nonce": {"nonce": None},
    "a nonce that is no text": {"nonce": 7},
    "a nonce that no text can be": {"nonce": "\ud800"},
    "no subject": {"sub": None},
    "a subject that is a number": {"sub": None, "subject": 7},
    "a long subject": {"sub": "a" * 256},
    "no end": {"exp": None},
    "ended": {"exp": 1_000_000_000},
    "an end that is no moment": {"exp": "soon"},
    "no beginning": {"iat": None},
    "made in the future": {"iat": 4_000_000_000},
    "made long ago": {"iat": 1_000_000_000},
    "not yet": {"nbf": 4_000_000_000},
}


@pytest.mark.parametrize("lies", FORGED.values(), ids=FORGED.keys())
def test_SEC_S01_a_token_that_is_not_for_this_sign_in_signs_nobody_in(
    idp: OpenId, alice_known: Agent, lies: dict[str, Any]
) -> None:
    assert comes(idp).status_code == 302
    idp.lies.update(lies)
    client = Client()
    answer = comes(idp, client=client)
    assert answer.status_code == 403
    assert not is_in(client)
    assert "proves nothing" in said(answer)


def test_a_provider_whose_clock_is_a_little_off_is_believed(idp: OpenId, alice_known: Agent) -> None:
    now = clock.now().timestamp()
    for lies in ({"iat": int(now) + 45}, {"exp": int(now) - 45}, {"nbf": int(now) + 45}):
        idp.lies.clear()
        idp.lies.update(lies)
        assert comes(idp).status_code == 302, lies


def unsigned(idp: OpenId, header: dict[str, Any]) -> Any:
    def write(**claims: Any) -> str:
        now = int(clock.now().timestamp())
        told = {"iss": idp.issuer, "sub": claims["subject"], "aud": CLIENT, "nonce": claims["nonce"], "iat": now}
        parts = [header, {**told, "exp": now + 300}]
        return (
            ".".join(base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in parts) + "."
        )

    return write


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", "RS256", "HS256"])
def test_SEC_S01_a_token_without_a_signature_is_none(
    idp: OpenId, alice_known: Agent, monkeypatch: pytest.MonkeyPatch, algorithm: str
) -> None:
    monkeypatch.setattr(OpenId, "id_token", staticmethod(unsigned(idp, {"alg": algorithm, "kid": "first"})))
    assert comes(idp).status_code == 403


def test_SEC_S01_a_key_of_the_attackers_a_public_key_as_a_secret_and_the_clients_secret_sign_nothing(
    idp: OpenId, alice_known: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    idp.with_key = openid.new_key()
    assert comes(idp).status_code == 403
    monkeypatch.setattr("jwt.algorithms.HMACAlgorithm.prepare_key", lambda _self, key: key)
    for key in (idp.public_pem(), openid.SECRET.encode()):
        idp.with_key, idp.algorithm = key, "HS256"
        assert comes(idp).status_code == 403


@pytest.mark.parametrize(
    "header",
    [
        {"kid": "another"},
        {"jwk": {"kty": "RSA"}, "kid": "another"},
        {"jku": "https://evil.example/keys", "kid": "another"},
        {"typ": "logout+jwt"},
        {"crit": ["x"], "x": 1},
    ],
)
def test_SEC_S01_a_token_says_nothing_of_the_key_to_believe_it_by(
    idp: OpenId, alice_known: Agent, header: dict[str, Any]
) -> None:
    idp.header.update(header)
    assert comes(idp).status_code == 403


def test_SEC_S01_a_short_key_is_not_believed_and_another_sort_of_key_is(idp: OpenId, alice_known: Agent) -> None:
    idp.key = ec.generate_private_key(ec.SECP256R1())
    idp.algorithm = "ES256"
    assert comes(idp).status_code == 302
    idp.key, idp.algorithm = rsa.generate_private_key(public_exponent=65537, key_size=1024), "RS256"
    provider.forget()
    assert comes(idp).status_code == 403


def test_keys_that_change_are_asked_for_again_and_not_for_every_stranger(
    idp: OpenId, alice_known: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert comes(idp).status_code == 302
    idp.key, idp.kid = openid.new_key(), "second"
    monkeypatch.setattr(provider, "ANEW_AFTER_S", 0.0)
    assert comes(idp).status_code == 302
    monkeypatch.setattr(provider, "ANEW_AFTER_S", 60.0)
    idp.asked.clear()
    idp.header["kid"] = "third"
    for _ in range(3):
        assert comes(idp).status_code == 403
    assert [path for path in idp.asked if path.endswith("/keys")] == []


def test_SEC_S01_a_state_of_another_browser_is_refused(idp: OpenId, alice_known: Agent) -> None:
    """Login CSRF: the attacker's own way back, in the browser of somebody else."""
    attacker, victim = Client(), Client()
    told = idp.lets_in(begins(attacker), "alice-7")
    assert victim.get(CALLBACK, told).status_code == 403
    begins(victim)
    answer = victim.get(CALLBACK, told)
    assert answer.status_code == 403
    assert "began elsewhere" in said(answer)
    assert not is_in(victim)


def test_SEC_S01_a_way_back_works_once_and_for_ten_minutes(
    idp: OpenId, alice_known: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    told = idp.lets_in(begins(client), "alice-7")
    cookie = client.cookies[COOKIE].value
    assert client.get(CALLBACK, told).status_code == 302
    assert client.get(CALLBACK, told).status_code == 403
    again = Client()
    again.cookies[COOKIE] = cookie
    assert again.get(CALLBACK, told).status_code == 403
    late = Client()
    told, began = idp.lets_in(begins(late), "alice-7"), clock.now()
    monkeypatch.setattr(clock, "now", lambda: began + timedelta(minutes=11))
    assert late.get(CALLBACK, told).status_code == 403


def test_SEC_S01_two_at_once_with_one_state_are_one(idp: OpenId, alice_known: Agent) -> None:
    """Both have read the session before either wrote it."""
    client = Client()
    told = idp.lets_in(begins(client), "alice-7")
    row = AgentSession.objects.get(session_key=client.cookies[COOKIE].value)
    assert client.get(CALLBACK, told).status_code == 302
    row.save(force_insert=True)
    twin = Client()
    twin.cookies[COOKIE] = row.session_key
    idp.codes[told["code"]] = {}
    answer = twin.get(CALLBACK, told)
    assert answer.status_code == 403
    assert told["code"] in idp.codes, "it was not even exchanged"


@pytest.mark.parametrize(
    "changed", [{"code": "guessed"}, {"code": ""}, {"iss": "https://evil.example"}, {"state": "x"}]
)
def test_SEC_S01_what_the_provider_did_not_give_is_worth_nothing(
    idp: OpenId, alice_known: Agent, changed: dict[str, str]
) -> None:
    assert comes(idp, **changed).status_code == 403  # type: ignore[arg-type]


def test_SEC_S01_an_answer_that_does_not_say_whose_it_is_is_refused(idp: OpenId, alice_known: Agent) -> None:
    """Mix-up (RFC 9207): this provider promises to name itself."""
    client = Client()
    told = idp.lets_in(begins(client), "alice-7")
    del told["iss"]
    assert client.get(CALLBACK, told).status_code == 403
    idp.told["authorization_response_iss_parameter_supported"] = False
    provider.forget()
    client = Client()
    told = idp.lets_in(begins(client), "alice-7")
    del told["iss"]
    assert client.get(CALLBACK, told).status_code == 302


def test_SEC_S01_a_code_of_another_browsers_is_refused_by_the_proof_of_its_key(idp: OpenId, alice_known: Agent) -> None:
    """A stolen code, put into the thief's own way back."""
    owner, thief = Client(), Client()
    stolen = idp.lets_in(begins(owner), "alice-7")
    own = idp.lets_in(begins(thief), "mallory-1")
    assert thief.get(CALLBACK, {**own, "code": stolen["code"]}).status_code == 403
    assert not is_in(thief)


def test_SEC_S01_a_parameter_given_twice_is_refused(idp: OpenId, alice_known: Agent) -> None:
    client = Client()
    told = idp.lets_in(begins(client), "alice-7")
    assert (
        client.get(f"{CALLBACK}?code=x&code={told['code']}&state={told['state']}&iss={told['iss']}").status_code == 403
    )


# -- a provider that cannot be used ---------------------------------------------------------------------------------------
def test_a_provider_that_is_away_is_said_in_words_and_other_ways_stay_open(idp: OpenId) -> None:
    idp.is_down = True
    answer = Client().get(START)
    assert answer.status_code == 503
    assert "does not answer" in said(answer)
    assert 'name="password"' in said(Client().get("/sign-in"))


def test_a_crowd_at_the_door_does_not_queue_for_a_provider_that_is_away(
    idp: OpenId, monkeypatch: pytest.MonkeyPatch
) -> None:
    idp.is_down = True
    assert [Client().get(START).status_code for _ in range(5)] == [503] * 5
    assert Client().post("/sign-in/sso/oidc/logout", {"logout_token": "x"}).status_code == 503
    assert len(idp.asked) == 1
    idp.is_down = False
    monkeypatch.setattr(provider, "AWAY_FOR_S", -1.0)
    assert Client().get(START).status_code == 302


def test_who_turns_back_at_the_provider_is_told_so(idp: OpenId) -> None:
    client = Client()
    told = idp.lets_in(begins(client), "alice-7")
    answer = client.get(CALLBACK, {"error": "access_denied", "state": told["state"], "iss": idp.issuer})
    assert answer.status_code == 403
    assert "did not let you through" in said(answer)


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "https://10.0.0.7/token"},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://192.168.1.1/auth"},
    ],
)
def test_SEC_G01_what_a_provider_says_of_itself_leads_no_call_astray(
    idp: OpenId, alice_known: Agent, told: dict[str, Any]
) -> None:
    idp.told.update(told)
    client = Client()
    answer = client.get(START)
    if answer.status_code == 302:  # a place outside by its form: the call itself is what is refused
        answer = client.get(CALLBACK, idp.lets_in(answer.headers["Location"], "alice-7"))
    assert answer.status_code == 503


def test_a_provider_elsewhere_leads_no_call_to_this_machine() -> None:
    away = "https://login.example.com"
    assert provider.places(away, "https://login.example.com/token") == ("login.example.com",)
    for url in ("http://127.0.0.1:9/token", "https://127.0.0.1/token", "https://localhost/x", "https://[::1]/x"):
        assert provider.places(away, url) == ()


@pytest.mark.parametrize(
    "changed", [{"issuer": ""}, {"client_secret": ""}, {"client_id": ""}, {"issuer": "http://login.example.com"}]
)
def test_what_is_half_set_or_unsafe_is_not_offered(idp: OpenId, settings: Any, changed: dict[str, Any]) -> None:
    settings.SSO_OIDC = replace(idp.settings(), **changed)
    assert "Northwind ID" not in said(Client().get("/sign-in"))
    for path in (START, CALLBACK, "/sign-in/sso/saml", "/sign-in/sso/saml/metadata", "/sign-in/sso/other"):
        assert Client().get(path).status_code == 404, path
    assert Client().post("/sign-in/sso/oidc/logout").status_code == 404
