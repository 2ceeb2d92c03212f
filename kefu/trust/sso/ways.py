"""Which providers are set up here, and may be offered at the door."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from kefu.trust.sso import oidc
from kefu.trust.sso.said import Begun, Protocol


@dataclass(frozen=True, slots=True)
class Way:
    """`name` stands on its button."""

    protocol: Protocol
    name: str


def offered() -> list[Way]:
    found = []
    if settings.SSO_OIDC.is_whole:
        found.append(Way(Protocol.OIDC, settings.SSO_OIDC.name))
    if settings.SSO_SAML.is_whole and is_saml_installed():
        found.append(Way(Protocol.SAML, settings.SSO_SAML.name))
    return found


def way(protocol: str) -> Way | None:
    return next((each for each in offered() if each.protocol == protocol), None)


def begin(way: Way, *, is_fresh: bool) -> tuple[str, Begun]:
    """Where to send the browser, and what it sets out with. NotProved where the provider is away."""
    if way.protocol is Protocol.SAML:
        url, begun = saml().begin(is_fresh=is_fresh)
        return str(url), begun
    return oidc.begin(is_fresh=is_fresh)


def name_of(protocol: str) -> str:
    """What people know a provider by, also one that is not offered now."""
    told = settings.SSO_OIDC if protocol == Protocol.OIDC else settings.SSO_SAML
    return str(told.name) or protocol.upper()


@cache
def is_saml_installed() -> bool:
    return find_spec("onelogin") is not None


def saml() -> Any:
    """The module that needs the extra (requirements/sso.txt)."""
    return import_module("kefu.trust.sso.saml")
