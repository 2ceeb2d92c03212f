"""Sign-in by a SAML 2.0 identity provider, with python3-saml (requirements/sso.txt). Loaded where that is set up alone.

Requests leave by redirect, answers come by POST. Only answers to a request of ours are taken, and each assertion once.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Saml2
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from kefu.kit import clock, crypto
from kefu.people.second_factor import Shown
from kefu.settings.sso import SAML_PLACE, Saml, is_safe
from kefu.trust.sso import oidc, shape
from kefu.trust.sso.said import LEEWAY_S, Begun, NotProved, Protocol, Said, Why, is_name, shown_by

ACS, METADATA = f"{SAML_PLACE}/acs", f"{SAML_PLACE}/metadata"
MOST_ANSWER_CHARS = 192 * 1024
NS = {"saml": Saml2.NS_SAML, "samlp": Saml2.NS_SAMLP}
SEALED, SEALED_FOR_S = "sso.saml-answer", 120


@dataclass(frozen=True, slots=True)
class Answer:
    """What an assertion proves, before it is known whether this browser asked for it."""

    to: str
    said: Said


def begin(*, is_fresh: bool = False) -> tuple[str, Begun]:
    """Where to send the browser, and what it sets out with. `is_fresh`: they show anew who they are, and do not just pass."""
    saml = configured()
    asking = OneLogin_Saml2_Auth(_request(), _settings(saml))
    url = str(asking.login(return_to="", force_authn=is_fresh, set_nameid_policy=not saml.subject))
    return url, Begun(Protocol.SAML, _issuer(saml), str(asking.get_last_request_id()), clock.now().timestamp())


def take(encoded: str) -> Answer:
    """Reads an answer as it was posted. NotProved for every forgery, staleness or oddity."""
    saml = configured()
    if not encoded or len(encoded) > MOST_ANSWER_CHARS:
        raise NotProved(Why.FORGED, "no answer, or a long one")
    try:
        return _taken(encoded, saml)
    except NotProved:
        raise
    except Exception as error:  # the library raises whatever it meets, and all of it means the same
        raise NotProved(Why.FORGED, _told(error)) from error


def finish(begun: Begun, sealed: str) -> Said:
    """Whom an answer names, if it is one to what this browser began. Works once."""
    oidc.require_fresh(begun)
    answer = _unsealed(sealed)
    if begun.protocol is not Protocol.SAML or not crypto.same(answer.to, begun.id):
        raise NotProved(Why.STALE, "an answer to another browser")
    if answer.said.issuer != begun.issuer:
        raise NotProved(Why.FORGED, "an answer of another provider")
    oidc.once(begun.id, purpose="sso-state")
    return answer.said


def sealed(answer: Answer) -> str:
    """The answer on its way through the browser, which neither reads nor changes it, for two minutes."""
    said = answer.said
    told = [answer.to, said.issuer, said.subject, said.shown.value, said.at_s, clock.now().timestamp()]
    return crypto.seal(SEALED, json.dumps(told))


def metadata() -> bytes:
    """What a provider wants to know of us."""
    told = _settings(configured()).get_sp_metadata()
    return told if isinstance(told, bytes) else str(told).encode()


def configured() -> Saml:
    saml: Saml = settings.SSO_SAML
    if not saml.is_whole:
        raise NotProved(Why.AWAY, "not set up")
    return saml


def provider(saml: Saml) -> dict[str, Any]:
    """The provider as its file tells: entityId, singleSignOnService, certificates. NotProved where it cannot be used."""
    try:
        return _provider(saml.metadata, Path(saml.metadata).stat().st_mtime_ns)
    except (OSError, ValueError, etree.XMLSyntaxError) as error:
        raise NotProved(Why.AWAY, f"KEFU_SSO_SAML_METADATA: {type(error).__name__}") from error


def certificates(told: dict[str, Any]) -> list[str]:
    several = told.get("x509certMulti", {}).get("signing", [])
    return [*several] or [told["x509cert"]] if several or told.get("x509cert") else []


@lru_cache(maxsize=4)
def _provider(path: str, _changed_ns: int) -> dict[str, Any]:
    told = OneLogin_Saml2_IdPMetadataParser.parse(Path(path).read_bytes()).get("idp", {})
    there = told.get("singleSignOnService", {}).get("url", "")
    if not is_name(told.get("entityId")) or not certificates(told) or not is_safe(there.partition("?")[0]):
        raise ValueError("entityID, a certificate or an https:// address for redirects is missing")
    return dict(told)


def _taken(encoded: str, saml: Saml) -> Answer:
    response = OneLogin_Saml2_Response(_settings(saml), encoded)
    shape.require(response.document)
    if response.encrypted:  # read anew: what a decryption puts into a tree, searches in it may not find
        response.decrypted_document = OneLogin_Saml2_XML.to_etree(etree.tostring(response.decrypted_document))
        shape.require(response.decrypted_document)
    response.is_valid(_request(), raise_exceptions=True)
    (assertion,) = response.get_xml_document().iterfind("saml:Assertion", NS)
    to = _confirmed(assertion, response)
    _require(saml.entity in response.get_audiences(), "audience")
    _in_time(assertion)
    oidc.once(f"{_issuer(saml)} {response.get_assertion_id()}", purpose="sso-assertion")
    shown = shown_by(set(response.get_authn_contexts()), mfa=saml.mfa, passkey=saml.passkey)
    at = _moment(assertion.find("saml:AuthnStatement", NS).get("AuthnInstant"))
    at_s = at.timestamp() if at and at <= clock.now() + timedelta(seconds=LEEWAY_S) else 0.0
    return Answer(to, Said(Protocol.SAML, _issuer(saml), _subject(response, saml), shown, at_s=at_s))


def _confirmed(assertion: Any, response: Any) -> str:
    """The request of ours that this answers, by both of the places that say so, while it may be shown to us."""
    told = assertion.findall("saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData", NS)
    _require(len(told) == 1, "one confirmation")
    (data,) = told
    to = response.get_in_response_to()
    _require(bool(to) and data.get("InResponseTo") == to, "an answer to nothing")
    _require(data.get("Recipient") == settings.BASE_URL + ACS, "recipient")
    _require(response.document.get("Destination") in {None, settings.BASE_URL + ACS}, "destination")
    until = _moment(data.get("NotOnOrAfter"))
    _require(until is not None and clock.now() < until + timedelta(seconds=LEEWAY_S), "too late")
    return str(to)


def _in_time(assertion: Any) -> None:
    """However long it says it holds, it is taken within minutes of being made: that is how long it is remembered."""
    now, leeway = clock.now(), timedelta(seconds=LEEWAY_S)
    conditions = assertion.find("saml:Conditions", NS)
    begins, ends = _moment(conditions.get("NotBefore")), _moment(conditions.get("NotOnOrAfter"))
    _require(begins is None or begins - leeway <= now, "not yet")
    _require(ends is None or now < ends + leeway, "too late")
    issued = _moment(assertion.get("IssueInstant"))
    _require(issued is not None and issued - leeway <= now < issued + oidc.TOKEN_LIFE, "issued")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    return datetime.fromtimestamp(OneLogin_Saml2_Utils.parse_SAML_to_time(text), tz=clock.now().tzinfo)


def _subject(response: Any, saml: Saml) -> str:
    """A name that stays: a persistent NameID, or the attribute that the operator named. Never an address by itself."""
    if saml.subject:
        found = response.get_attributes().get(saml.subject, [])
        if len(found) != 1 or not is_name(found[0]):
            raise NotProved(Why.FLEETING, "the attribute of KEFU_SSO_SAML_SUBJECT is not there once")
        return str(found[0])
    if response.get_nameid_format() != Saml2.NAMEID_PERSISTENT:
        raise NotProved(Why.FLEETING, "the NameID is not a persistent one")
    _require(is_name(response.get_nameid()), "NameID")
    return str(response.get_nameid())


def _issuer(saml: Saml) -> str:
    return str(provider(saml)["entityId"])


def _settings(saml: Saml) -> OneLogin_Saml2_Settings:
    return OneLogin_Saml2_Settings(
        {
            "strict": True,
            "debug": False,
            "idp": provider(saml),
            "sp": {
                "entityId": saml.entity,
                "assertionConsumerService": {"url": settings.BASE_URL + ACS, "binding": Saml2.BINDING_HTTP_POST},
                "NameIDFormat": Saml2.NAMEID_UNSPECIFIED if saml.subject else Saml2.NAMEID_PERSISTENT,
                "x509cert": saml.certificate,
                "privateKey": saml.key,
            },
            "security": {
                "authnRequestsSigned": bool(saml.key),
                "wantAssertionsSigned": True,
                "wantNameId": not saml.subject,
                "wantAttributeStatement": bool(saml.subject),
                "rejectDeprecatedAlgorithm": True,
                "requestedAuthnContext": False,
                "allowSingleLabelDomains": True,
                "signatureAlgorithm": Saml2.RSA_SHA256,
                "digestAlgorithm": Saml2.SHA256,
            },
        }
    )


def _request() -> dict[str, Any]:
    """Where we are, by our own settings: no header of a request has a say in it."""
    scheme, _, host = settings.BASE_URL.partition("://")
    return {
        "https": "on" if scheme == "https" else "off",
        "http_host": host,
        "script_name": ACS,
        "get_data": {},
        "post_data": {},
    }


def _unsealed(text: str) -> Answer:
    try:
        to, issuer, subject, shown, at_s, sealed_s = json.loads(crypto.unseal(SEALED, text))
    except ValueError as error:
        raise NotProved(Why.STALE, "no answer of ours") from error
    if (
        not -LEEWAY_S <= clock.now().timestamp() - sealed_s <= SEALED_FOR_S
    ):  # another machine of ours may have sealed it
        raise NotProved(Why.STALE, "too late")
    return Answer(to, Said(Protocol.SAML, issuer, subject, Shown(shown), at_s=at_s))


def _require(is_well: bool, what: str) -> None:
    if not is_well:
        raise NotProved(Why.FORGED, what)


def _told(error: Exception) -> str:
    """The library's words may hold what was sent; its kind and the beginning do for a log."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"
