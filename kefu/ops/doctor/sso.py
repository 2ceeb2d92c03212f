"""Who else may say that somebody is one of our people: what is half set, unsafe, out of time or out of reach."""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

from kefu.kit import clock
from kefu.ops.doctor.finding import Word, critical, ok, warn
from kefu.settings import sso
from kefu.trust.sso import provider, ways
from kefu.trust.sso.said import NotProved
from kefu.trust.sso.tokens import LEAST_RSA_BITS

LEAST_SECRET_CHARS = 16
SOON = timedelta(days=30)
NOT_OFFERED = "it is not offered at the door"


def openid() -> Word:
    oidc = settings.SSO_OIDC
    if not oidc.is_begun:
        return ok("No OpenID provider signs anybody in.")
    if oidc.lacking:
        return critical(f"The OpenID provider is half set, so {NOT_OFFERED}.", f"Set {' and '.join(oidc.lacking)}.")
    if not sso.is_safe(oidc.issuer):
        return critical(
            f"Anybody between could pretend to be the OpenID provider, so {NOT_OFFERED}.",
            "Set KEFU_SSO_OIDC_ISSUER to an https:// address on its usual port.",
        )
    if len(oidc.client_secret) < LEAST_SECRET_CHARS:
        return warn("KEFU_SSO_OIDC_CLIENT_SECRET can be guessed.", "Have the provider make a long one.")
    try:
        told = provider.of(oidc.issuer)
    except NotProved as error:
        todo = "Look at KEFU_SSO_OIDC_ISSUER, which is spelled as the provider spells it, and at the way there."
        return critical(f"The OpenID provider cannot be used ({error.detail}): nobody comes in by it.", todo)
    if not told.algorithms:
        todo = "Have the provider sign with RS256, ES256 or another key pair."
        return critical("The OpenID provider signs in no way that is believed here.", todo)
    return ok(f"{oidc.name} signs people in, by {', '.join(sorted(told.algorithms))}.")


def saml() -> Word:
    told = settings.SSO_SAML
    if not told.is_begun:
        return ok("No SAML provider signs anybody in.")
    if told.lacking:
        return critical(f"The SAML provider is half set, so {NOT_OFFERED}.", f"Set {' and '.join(told.lacking)}.")
    if not ways.is_saml_installed():
        todo = "pip install --require-hashes -r requirements/sso.txt"
        return critical(f"python3-saml is not installed, so {NOT_OFFERED}.", todo)
    try:
        found = ways.saml().provider(told)
        pairs = [_certificate(text) for text in ways.saml().certificates(found)]
    except (NotProved, ValueError) as error:
        said = error.detail if isinstance(error, NotProved) else "a certificate that cannot be read"
        todo = "Fetch the provider's file anew; it holds its entityID, a certificate and an https:// address."
        return critical(f"The SAML provider's file cannot be used ({said}): nobody comes in by it.", todo)
    return _own_key() or _certificates(pairs) or ok(f"{told.name} signs people in.")


def only() -> Word:
    """A door that is the only one, and shut."""
    if not settings.SSO_ONLY:
        return ok("Single sign-on is one way in of several." if ways.offered() else "There is no single sign-on.")
    if not ways.offered():
        todo = (
            "Set the provider up (docs/sso.md), or take KEFU_SSO_ONLY away; `kefu signin_link NAME` lets in meanwhile."
        )
        return critical("Single sign-on is the only way in, and none is set up.", todo)
    return ok("Single sign-on is the only way in, beside links made by the command line.")


def _certificate(text: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n".encode())


def _certificates(found: list[x509.Certificate]) -> Word | None:
    keys = [each.public_key() for each in found]
    if any(isinstance(key, RSAPublicKey) and key.key_size < LEAST_RSA_BITS for key in keys):
        return critical(
            f"A key of the SAML provider's has less than {LEAST_RSA_BITS} bits: its word can be forged.",
            "Have the provider make a longer one, and fetch its file anew.",
        )
    ends_at = max(each.not_valid_after_utc for each in found)
    if ends_at < clock.now() + SOON:
        word = "is over" if ends_at < clock.now() else "ends soon"
        return warn(
            f"The time of the SAML provider's certificate {word} ({ends_at:%Y-%m-%d}).",
            "Fetch the provider's file anew once it has another.",
        )
    return None


def _own_key() -> Word | None:
    """Of the key that signs our requests and opens what is sealed for us."""
    told = settings.SSO_SAML
    if not told.key:
        return None
    try:
        mine = load_pem_private_key(told.key.encode(), password=None).public_key()
        theirs = x509.load_pem_x509_certificate(told.certificate.encode()).public_key()
    except (ValueError, TypeError):
        return critical("Our own SAML key or certificate cannot be read.", "Both are PEM, the key without a password.")
    if mine != theirs:
        todo = "Set KEFU_SSO_SAML_CERTIFICATE to the certificate of KEFU_SSO_SAML_KEY."
        return critical("Our SAML certificate belongs to another key.", todo)
    return None
