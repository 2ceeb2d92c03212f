"""What passes between a provider and the door: what was begun, what was proved, and why nothing was."""

from dataclasses import dataclass
from enum import StrEnum

from kefu.people.second_factor import Shown

MOST_CHARS = 255  # of an issuer, and of its name for somebody (OpenID Connect Core 1.0, section 2)
PATIENCE_S = 10 * 60  # from the press of the button to the way back
LEEWAY_S = 60  # by which a provider's clock may differ from ours


class Protocol(StrEnum):
    OIDC = "oidc"
    SAML = "saml"


@dataclass(frozen=True, slots=True)
class Said:
    """What a provider proved: who, by its own id of them; how surely; in which session of its own (empty: it tells none).

    `at_s`: when they showed it there, which may be long before they came here. 0: the provider does not tell.
    """

    protocol: Protocol
    issuer: str
    subject: str
    shown: Shown
    session: str = ""
    at_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Begun:
    """What this browser set out with. It stays in the session of the pages, and works once."""

    protocol: Protocol
    issuer: str
    id: str  # OIDC's `state`; the id of SAML's request
    at_s: float
    nonce: str = ""
    verifier: str = ""


class Why(StrEnum):
    CANCELLED = "cancelled"  # by the person, or the provider lets them not in here
    STALE = "stale"  # begun elsewhere, too long ago, or used already
    AWAY = "away"  # the provider does not answer, or not as it should
    FORGED = "forged"  # what came proves nothing
    FLEETING = "fleeting"  # the provider names somebody by what is another the next time


class NotProved(Exception):
    """Nobody came in. `detail` is for the log: what was wrong, never what was sent."""

    def __init__(self, why: Why, detail: str = "") -> None:
        self.why, self.detail = why, detail
        super().__init__(f"{why}: {detail}")


def is_name(text: object) -> bool:
    """What may be an issuer's or a person's name: what cannot be seen cannot be told apart."""
    return isinstance(text, str) and 0 < len(text) <= MOST_CHARS and text.isprintable() and text == text.strip()


def shown_by(told: set[str], *, mfa: frozenset[str], passkey: frozenset[str]) -> Shown:
    """How surely, by the provider's own words for it and the operator's reading of them."""
    if told & passkey:
        return Shown.SSO_PASSKEY
    return Shown.SSO_MFA if told & mfa else Shown.SSO
