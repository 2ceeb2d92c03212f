"""Single sign-on by a SAML identity provider: what is believed, and the ways of forging it that are known."""

import base64
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live_settings
from django.test import Client
from lxml import etree

from conftest import an_agent
from kefu.kit import clock
from kefu.people.models import Agent, AgentIdentity
from kefu.trust import admissions, identities
from kefu.trust.sso.said import Protocol
from tests.security.samlp import EMAIL, ENTITY, ISSUER, MFA, NS, SamlIdp, encoded, new_pair, request_in, wrapped

pytestmark = [pytest.mark.django_db]

START, ACS = "/sign-in/sso/saml", "/sign-in/sso/saml/acs"
COOKIE = live_settings.SESSION_COOKIE_NAME
PAIR, OTHER = new_pair(), new_pair()


@pytest.fixture
def idp(tmp_path: Path, settings: Any) -> SamlIdp:
    found = SamlIdp(tmp_path, pair=PAIR)
    settings.SSO_SAML = found.settings()
    return found


@pytest.fixture
def alice_known(alice_agent: Agent, idp: SamlIdp) -> Agent:
    identities.link_by_operator(alice_agent, protocol=Protocol.SAML, issuer=ISSUER, subject="alice-7")
    return alice_agent


def begins(client: Client, address: str = START) -> str:
    """The id of the request that this browser carries to the provider."""
    answer = client.get(address)
    assert answer.status_code == 302, answer.content.decode()
    return str(request_in(answer.headers["Location"]).get("ID"))


def posts(text: str, client: Client, **more: str) -> Any:
    """As the provider's page has the browser post it: without our cookie, which is not sent from there."""
    answer = Client(enforce_csrf_checks=True).post(ACS, {"SAMLResponse": text, **more})
    return client.get(answer.headers["Location"]) if answer.status_code == 302 else answer


def is_in(client: Client) -> bool:
    return bool(client.get("/desk/").status_code == 200)


def said(answer: Any) -> str:
    return str(answer.content.decode())


def refuses(text: str, client: Client) -> None:
    answer = posts(text, client)
    assert answer.status_code == 403, answer.headers.get("Location")
    assert not is_in(client)


# -- the way in ---------------------------------------------------------------------------------------------------------
def test_who_is_linked_comes_in_and_relay_state_leads_nowhere(idp: SamlIdp, alice_known: Agent) -> None:
    for sent in ({}, {"RelayState": "https://evil.example/"}, {"RelayState": "//evil.example"}):
        client = Client()
        to = begins(client, f"{START}?next=/desk/?box=open")
        text = idp.answer(to, id=f"_{to}")
        assert posts(text, client, **sent).headers["Location"] == "/desk/?box=open"
        assert is_in(client)


def test_what_is_asked_for_names_us_and_where_to_answer(idp: SamlIdp) -> None:
    request = request_in(Client().get(START).headers["Location"])
    assert request.findtext("saml:Issuer", namespaces=NS) == ENTITY
    assert request.get("AssertionConsumerServiceURL") == live_settings.BASE_URL + ACS
    assert "persistent" in request.find("samlp:NameIDPolicy", NS).get("Format")
    told = Client().get("/sign-in/sso/saml/metadata")
    assert etree.fromstring(told.content).get("entityID") == ENTITY
    assert b'WantAssertionsSigned="true"' in told.content


def test_a_signed_response_around_a_signed_assertion_is_believed_and_without_the_inner_one_not(
    idp: SamlIdp, alice_known: Agent
) -> None:
    client = Client()
    to = begins(client)
    refuses(encoded(idp.signed(idp.response(idp.assertion(to), to=to))), client)
    both = idp.signed(idp.response(idp.signed(idp.assertion(to, id="_c")), to=to))
    assert posts(encoded(both), client).status_code == 302


def test_requests_are_signed_where_there_is_a_key(idp: SamlIdp, settings: Any) -> None:
    key, certificate = OTHER
    settings.SSO_SAML = idp.settings(key=key, certificate=certificate)
    url = Client().get(START).headers["Location"]
    assert "SigAlg=http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256" in url
    assert "Signature=" in url


def test_what_is_sealed_for_us_is_opened_and_needs_its_signature_inside(
    idp: SamlIdp, alice_known: Agent, settings: Any
) -> None:
    key, certificate = OTHER
    settings.SSO_SAML = idp.settings(key=key, certificate=certificate)
    client = Client()
    to = begins(client)
    refuses(encoded(idp.sealed(idp.response(idp.assertion(to), to=to), certificate)), client)
    document = idp.sealed(idp.response(idp.signed(idp.assertion(to, id="_s")), to=to), certificate)
    assert b"alice-7" not in etree.tostring(document)
    assert posts(encoded(document), client).status_code == 302


@pytest.mark.parametrize(("context", "shown"), [(MFA, "sso_mfa"), ("urn:x:phr", "sso_passkey"), ("urn:x:none", "sso")])
def test_the_context_says_how_surely(idp: SamlIdp, alice_known: Agent, settings: Any, context: str, shown: str) -> None:
    settings.SSO_SAML = idp.settings(passkey=frozenset({"urn:x:phr"}))
    client = Client()
    assert posts(idp.answer(begins(client), context=context), client).status_code == 302
    assert client.session["shown"] == [shown]


# -- who is it --------------------------------------------------------------------------------------------------------------
ADDRESS = (
    '<saml:AttributeStatement><saml:Attribute Name="{}"><saml:AttributeValue>{}</saml:AttributeValue>'
    "</saml:Attribute></saml:AttributeStatement>"
)


def test_SEC_S01_nobody_is_one_of_ours_by_an_address(idp: SamlIdp, alice_agent: Agent) -> None:
    client = Client()
    mail = ADDRESS.format("mail", alice_agent.email)
    answer = posts(idp.answer(begins(client), "mallory-1", attributes=mail), client)
    assert (answer.status_code, "knows you" in said(answer)) == (403, True)
    refuses(idp.answer(begins(client), alice_agent.email, format=EMAIL, id="_e"), client)
    assert AgentIdentity.objects.count() == 0


def test_SEC_S01_a_name_for_one_visit_is_refused_and_an_attribute_that_stays_may_stand_for_it(
    idp: SamlIdp, alice_known: Agent, settings: Any
) -> None:
    client = Client()
    for kind in ("urn:oasis:names:tc:SAML:2.0:nameid-format:transient", EMAIL, ""):
        answer = posts(idp.answer(begins(client), format=kind, id=f"_f{len(kind)}"), client)
        assert "something that changes" in said(answer)
    settings.SSO_SAML = idp.settings(subject="objectid")
    told = ADDRESS.format("objectid", "alice-7")
    assert posts(idp.answer(begins(client), "x", format=EMAIL, attributes=told), client).status_code == 302
    other = Client()
    refuses(idp.answer(begins(other), attributes=ADDRESS.format("mail", "alice-7"), id="_g"), other)


def test_SEC_S01_the_same_subject_of_another_provider_is_somebody_else(idp: SamlIdp, alice_agent: Agent) -> None:
    identities.link_by_operator(alice_agent, protocol=Protocol.SAML, issuer="https://other.example", subject="alice-7")
    identities.link_by_operator(alice_agent, protocol=Protocol.OIDC, issuer=ISSUER, subject="alice-7")
    client = Client()
    refuses(idp.answer(begins(client)), client)


def test_who_is_disabled_is_refused(idp: SamlIdp, alice_known: Agent) -> None:
    admissions.disable(alice_known.pk)
    client = Client()
    refuses(idp.answer(begins(client)), client)


def test_an_invitation_binds_whoever_the_provider_names(idp: SamlIdp) -> None:
    dora, client = an_agent("Dora"), Client()
    page = said(client.post(admissions.signin_link("Dora"), {"way": "saml"}))
    url = page.partition('<meta http-equiv="refresh" content="0;url=')[2].partition('"')[0].replace("&amp;", "&")
    assert posts(idp.answer(begins(client, url), "dora-1"), client).status_code == 302
    assert identities.identities_of(dora)[0].subject == "dora-1"


# -- stale and swapped ----------------------------------------------------------------------------------------------------------
def test_SEC_S01_an_answer_belongs_to_the_browser_that_asked(idp: SamlIdp, alice_known: Agent) -> None:
    """Login CSRF, and a stolen answer."""
    attacker, victim = Client(), Client()
    text = idp.answer(begins(attacker))
    assert posts(text, victim).status_code == 403
    begins(victim)
    refuses(idp.answer(begins(attacker), id="_x"), victim)


def test_SEC_S01_an_answer_works_once(idp: SamlIdp, alice_known: Agent) -> None:
    client = Client()
    to = begins(client)
    text = idp.answer(to)
    cookie = client.cookies[COOKIE].value
    landed = Client().post(ACS, {"SAMLResponse": text}).headers["Location"]
    assert client.get(landed).status_code == 302
    again = Client()
    again.cookies[COOKIE] = cookie
    assert again.get(landed).status_code == 403
    assert posts(text, again).status_code == 403
    assert posts(idp.answer(to, id="_other"), again).status_code == 403


def test_SEC_S01_nobody_asked_nobody_comes(idp: SamlIdp, alice_known: Agent) -> None:
    """What a provider begins by itself is off."""
    client = Client()
    begins(client)
    refuses(encoded(idp.response(idp.signed(idp.assertion("")), to="")), client)
    refuses(idp.answer("_invented", id="_y"), client)


def test_SEC_S01_what_is_carried_between_can_neither_be_changed_nor_kept(
    idp: SamlIdp, alice_known: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    landed = Client().post(ACS, {"SAMLResponse": idp.answer(begins(client))}).headers["Location"]
    assert "alice" not in landed
    assert client.get(landed[:-9] + "AAAAAAAA=").status_code == 403
    assert client.get("/sign-in/sso/saml/finish").status_code == 403
    text, began = idp.answer(begins(client), id="_m"), clock.now()
    landed = Client().post(ACS, {"SAMLResponse": text}).headers["Location"]
    monkeypatch.setattr(clock, "now", lambda: began - timedelta(seconds=20))  # another machine of ours
    assert client.get(landed).status_code == 302
    monkeypatch.undo()
    text, began = idp.answer(begins(client), id="_k"), clock.now()
    landed = Client().post(ACS, {"SAMLResponse": text}).headers["Location"]
    monkeypatch.setattr(clock, "now", lambda: began + timedelta(minutes=3))
    assert client.get(landed).status_code == 403


WRONG: dict[str, dict[str, Any]] = {
    "ended": {"ends": -timedelta(minutes=2)},
    "not yet": {"begins": timedelta(minutes=2)},
    "shown too late": {"until": -timedelta(minutes=2)},
    "no time to be shown in": {"until": None},
    "issued in the future": {"issued": timedelta(minutes=2)},
    "issued long ago": {"issued": -timedelta(hours=1)},
    "good for a year, of an hour ago": {"until": timedelta(days=365), "issued": -timedelta(hours=1)},
    "for another": {"audience": "https://other.example"},
    "for nobody": {"audience": ""},
    "to another place": {"recipient": "https://other.example/acs"},
    "to a longer place": {"recipient": live_settings.BASE_URL + ACS + "/more"},
    "to no place": {"recipient": None},
    "to another request": {"to": "_another"},
    "to no request": {"to": None},
    "of another provider": {"issuer": "https://evil.example"},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG.keys())
def test_SEC_S01_an_assertion_that_is_not_for_here_and_now_is_refused(
    idp: SamlIdp, alice_known: Agent, changed: dict[str, Any]
) -> None:
    client = Client()
    to = begins(client)
    moved: dict[str, Any] = {
        name: clock.now() + value if isinstance(value, timedelta) else value for name, value in changed.items()
    }
    refuses(encoded(idp.response(idp.signed(idp.assertion(**{"to": to, **moved})), to=to)), client)
    assert posts(idp.answer(begins(client), id="_well"), client).status_code == 302


@pytest.mark.parametrize(
    "changed", [{"destination": "https://evil.example"}, {"issuer": "https://evil.example"}, {"to": "_another"}]
)
def test_SEC_S01_a_response_around_it_that_is_not_for_here_is_refused(
    idp: SamlIdp, alice_known: Agent, changed: dict[str, Any]
) -> None:
    client = Client()
    to = begins(client)
    refuses(encoded(idp.response(idp.signed(idp.assertion(to)), **{"to": to, **changed})), client)


# -- forged ---------------------------------------------------------------------------------------------------------------
def test_SEC_S01_without_a_signature_or_with_somebody_elses_it_proves_nothing(idp: SamlIdp, alice_known: Agent) -> None:
    client = Client()
    to = begins(client)
    refuses(encoded(idp.response(idp.assertion(to), to=to)), client)
    refuses(encoded(idp.response(idp.signed(idp.assertion(to), key=OTHER[0]), to=to)), client)
    evil = SamlIdp(idp.folder, pair=OTHER)  # with its own certificate inside
    refuses(encoded(evil.response(evil.signed(evil.assertion(to)), to=to)), client)


@pytest.mark.parametrize(("alg", "digest"), [("RSA_SHA1", "SHA256"), ("RSA_SHA256", "SHA1"), ("RSA_SHA1", "SHA1")])
def test_SEC_S01_weak_ways_of_signing_are_refused(idp: SamlIdp, alice_known: Agent, alg: str, digest: str) -> None:
    client = Client()
    to = begins(client)
    refuses(encoded(idp.response(idp.signed(idp.assertion(to), alg=alg, digest=digest), to=to)), client)


def test_SEC_S01_one_changed_letter_is_found(idp: SamlIdp, alice_known: Agent) -> None:
    client = Client()
    to = begins(client)
    honest = base64.b64decode(idp.answer(to, "mallory-1"))
    assert honest.count(b"mallory-1") == 1
    refuses(base64.b64encode(honest.replace(b"mallory-1", b"alice-7")).decode(), client)


@pytest.mark.parametrize("variant", range(1, 9))
def test_SEC_S01_an_assertion_wrapped_around_or_beside_a_signed_one_is_refused(
    idp: SamlIdp, alice_known: Agent, variant: int
) -> None:
    client = Client()
    refuses(encoded(wrapped(idp, begins(client), variant)), client)


def with_reference(document: Any, change: str) -> None:
    info = document.find(".//ds:SignedInfo", NS)
    reference = info.find("ds:Reference", NS)
    if change == "empty":
        reference.set("URI", "")
    elif change == "file":
        reference.set("URI", "file:///etc/hostname")
    elif change == "web":
        reference.set("URI", "http://127.0.0.1:1/x")
    elif change == "second":
        info.append(deepcopy(reference))
    elif change == "xslt":
        transform = etree.SubElement(reference.find("ds:Transforms", NS), f"{{{NS['ds']}}}Transform")
        transform.set("Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116")
    elif change == "xpath":
        transform = reference.find("ds:Transforms/ds:Transform", NS)
        transform.set("Algorithm", "http://www.w3.org/TR/1999/REC-xpath-19991116")
    elif change == "hmac":
        info.find("ds:SignatureMethod", NS).set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")
    elif change == "short":
        etree.SubElement(info.find("ds:SignatureMethod", NS), f"{{{NS['ds']}}}HMACOutputLength").text = "1"


@pytest.mark.parametrize("change", ["empty", "file", "web", "second", "xslt", "xpath", "hmac", "short"])
def test_SEC_S01_a_signature_leads_nowhere_but_to_what_it_stands_in(
    idp: SamlIdp, alice_known: Agent, change: str
) -> None:
    client = Client()
    to = begins(client)
    document = etree.fromstring(etree.tostring(idp.response(idp.signed(idp.assertion(to)), to=to)))
    with_reference(document, change)
    refuses(encoded(document), client)


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE r [<!ENTITY x "alice-7">]>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd">',
        '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;">]>',
    ],
)
def test_SEC_S01_a_file_with_a_document_type_is_not_read(idp: SamlIdp, alice_known: Agent, head: str) -> None:
    client = Client()
    to = begins(client)
    honest = base64.b64decode(idp.answer(to))
    refuses(base64.b64encode(head.encode() + honest).decode(), client)
    named = honest.replace(b"alice-7", b"&x;")
    refuses(base64.b64encode(head.encode() + named).decode(), client)


def test_SEC_S01_a_comment_inside_a_name_cuts_nothing_off(idp: SamlIdp, alice_known: Agent) -> None:
    """Duo's finding of 2018: a signature leaves comments out, and some readers stop at them."""
    client = Client()
    honest = base64.b64decode(idp.answer(begins(client), "alice-7.evil.example"))
    refuses(base64.b64encode(honest.replace(b"alice-7.evil", b"alice-7<!-- -->.evil")).decode(), client)


@pytest.mark.parametrize("text", ["", "x", "!!!", "PHg+", base64.b64encode(b"<x/>").decode(), "A" * 300_000])
def test_what_is_no_answer_is_refused_in_words(idp: SamlIdp, text: str) -> None:
    answer = Client().post(ACS, {"SAMLResponse": text})
    assert answer.status_code in {400, 403, 413}
    assert Client().get(ACS).status_code == 405


def test_a_thousand_elements_more_are_not_looked_at(idp: SamlIdp, alice_known: Agent) -> None:
    client = Client()
    to = begins(client)
    document = idp.response(idp.signed(idp.assertion(to)), to=to)
    document.extend([etree.Element("x") for _ in range(2_500)])
    refuses(encoded(document), client)


def test_a_provider_whose_file_cannot_be_used_is_said_in_words(idp: SamlIdp, settings: Any) -> None:
    for text in ("", "<x/>", idp.metadata(location="http://login.northwind.example/sso"), "<!DOCTYPE x><x/>"):
        Path(settings.SSO_SAML.metadata).write_text(text)
        assert Client().get(START).status_code == 503, text
    Path(settings.SSO_SAML.metadata).unlink()
    assert Client().get(START).status_code == 503
