"""Who else may say that somebody is one of our people: an OpenID provider, a SAML identity provider (docs/sso.md).

Nothing is refused here: what is half set or unsafe is not offered, and `kefu doctor` says why.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kefu.settings import env

SAML_PLACE = "/sign-in/sso/saml"
OIDC_MFA = "mfa"  # RFC 8176
OIDC_PASSKEY = "phr phrh"  # OpenID Connect Extended Authentication Profile: phishing-resistant
SAML_MFA = "https://refeds.org/profile/mfa http://schemas.microsoft.com/claims/multipleauthn"


@dataclass(frozen=True, slots=True)
class Oidc:
    """`mfa`, `passkey`: which `acr` or `amr` of the provider's say that a second factor, or a passkey, was shown."""

    name: str = ""
    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    mfa: frozenset[str] = frozenset(OIDC_MFA.split())
    passkey: frozenset[str] = frozenset(OIDC_PASSKEY.split())

    @property
    def is_begun(self) -> bool:
        return bool(self.issuer or self.client_id or self.client_secret)

    @property
    def lacking(self) -> list[str]:
        told = {"ISSUER": self.issuer, "CLIENT_ID": self.client_id, "CLIENT_SECRET": self.client_secret}
        return [f"KEFU_SSO_OIDC_{name}" for name, value in told.items() if not value]

    @property
    def is_whole(self) -> bool:
        return not self.lacking and is_safe(self.issuer)


@dataclass(frozen=True, slots=True)
class Saml:
    """`metadata` is the provider's own file. `subject` names the attribute to know people by; empty: a persistent NameID."""

    name: str = ""
    metadata: str = ""
    entity: str = ""
    key: str = field(default="", repr=False)
    certificate: str = ""
    subject: str = ""
    mfa: frozenset[str] = frozenset(SAML_MFA.split())
    passkey: frozenset[str] = frozenset()

    @property
    def is_begun(self) -> bool:
        return bool(self.metadata or self.key or self.certificate)

    @property
    def lacking(self) -> list[str]:
        found = [] if self.metadata else ["KEFU_SSO_SAML_METADATA"]
        if bool(self.key) is not bool(self.certificate):
            found.append("KEFU_SSO_SAML_CERTIFICATE" if self.key else "KEFU_SSO_SAML_KEY")
        return found

    @property
    def is_whole(self) -> bool:
        return not self.lacking


def oidc() -> Oidc:
    issuer = env.text("KEFU_SSO_OIDC_ISSUER")  # as the provider writes it: with its slash at the end, if it has one
    return Oidc(
        name=env.text("KEFU_SSO_OIDC_NAME") or urlsplit(issuer).hostname or "",
        issuer=issuer,
        client_id=env.text("KEFU_SSO_OIDC_CLIENT_ID"),
        client_secret=env.secret("KEFU_SSO_OIDC_CLIENT_SECRET"),
        mfa=frozenset(env.words("KEFU_SSO_OIDC_MFA", OIDC_MFA)),
        passkey=frozenset(env.words("KEFU_SSO_OIDC_PASSKEY", OIDC_PASSKEY)),
    )


def saml(*, base_url: str) -> Saml:
    return Saml(
        name=env.text("KEFU_SSO_SAML_NAME", "SAML"),
        metadata=env.text("KEFU_SSO_SAML_METADATA"),
        entity=env.text("KEFU_SSO_SAML_ENTITY", f"{base_url}{SAML_PLACE}/metadata"),
        key=env.secret("KEFU_SSO_SAML_KEY"),
        certificate=env.secret("KEFU_SSO_SAML_CERTIFICATE"),
        subject=env.text("KEFU_SSO_SAML_SUBJECT"),
        mfa=frozenset(env.words("KEFU_SSO_SAML_MFA", SAML_MFA)),
        passkey=frozenset(env.words("KEFU_SSO_SAML_PASSKEY")),
    )


def is_safe(url: str) -> bool:
    """By TLS on the usual port, or on this machine: the only places that are called."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    is_bare = not (parts.query or parts.fragment or parts.username or "?" in url or "#" in url)
    is_here = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1"}
    return is_bare and bool(parts.hostname) and (is_here or (parts.scheme == "https" and port in {None, 443}))
