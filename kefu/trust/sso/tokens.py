"""Reads signed tokens of an OpenID provider. Pure: the keys and the moment are given.

OpenID Connect Core 1.0 section 3.1.3.7; Back-Channel Logout 1.0 section 2.6; RFC 8725. A token is believed by its signature,
also where it came straight from the provider.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from kefu.kit import crypto
from kefu.settings.sso import Oidc
from kefu.trust.sso.said import LEEWAY_S, PATIENCE_S, NotProved, Protocol, Said, Why, is_name, shown_by

# asymmetric ones alone: whoever knows the client's secret, or a public key, must not be able to sign
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEAST_RSA_BITS = 2048
MOST_TOKEN_CHARS, MOST_WORDS = 16 * 1024, 32
MOST_SECONDS = 2**40
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TYPE = "logout+jwt"

Keys = Sequence[Mapping[str, Any]]


class UnknownKey(NotProved):
    """Signed by a key that is not among these; the provider may have changed them."""

    def __init__(self) -> None:
        super().__init__(Why.FORGED, "no such key")


@dataclass(frozen=True, slots=True)
class Logout:
    """Who was signed out at the provider: of all its sessions where it names none. `id` works once."""

    id: str
    issuer: str
    subject: str
    session: str


def identity(token: str, *, keys: Keys, oidc: Oidc, nonce: str, now: datetime) -> Said:
    """Whom an ID token names. NotProved for every forgery, staleness or oddity."""
    header, claims = _read(token, keys=keys)
    _require(str(header.get("typ", "JWT")).lower() != LOGOUT_TYPE, "another kind of token")
    _addressed(claims, oidc=oidc)
    _in_time(claims, now=now, needs_end=True)
    given = claims.get("nonce")
    _require(isinstance(given, str) and given.isascii() and bool(nonce) and crypto.same(given, nonce), "nonce")
    _require(is_name(claims.get("sub")), "sub")
    told = {word for word in (claims.get("acr"), *_words(claims.get("amr"))) if isinstance(word, str)}
    shown = shown_by(told, mfa=oidc.mfa, passkey=oidc.passkey)
    session = claims.get("sid", "")
    _require(session == "" or is_name(session), "sid")
    at_s = _moment(claims.get("auth_time")) or 0.0
    _require(at_s <= now.timestamp() + LEEWAY_S, "auth_time")
    return Said(Protocol.OIDC, oidc.issuer, claims["sub"], shown, session=session, at_s=at_s)


def logout(token: str, *, keys: Keys, oidc: Oidc, now: datetime) -> Logout:
    """Who a logout token signs out. NotProved as above; an ID token is none."""
    header, claims = _read(token, keys=keys)
    _require(str(header.get("typ", LOGOUT_TYPE)).lower() in {LOGOUT_TYPE, "jwt"}, "another kind of token")
    _addressed(claims, oidc=oidc)
    _in_time(claims, now=now, needs_end=False)
    events = claims.get("events")
    _require(isinstance(events, dict) and isinstance(events.get(LOGOUT), dict), "events")
    _require("nonce" not in claims, "an identity, not a logout")
    _require(is_name(claims.get("jti")), "jti")
    subject, session = claims.get("sub", ""), claims.get("sid", "")
    _require(bool(subject or session), "neither sub nor sid")
    _require(all(name == "" or is_name(name) for name in (subject, session)), "sub or sid")
    return Logout(id=claims["jti"], issuer=oidc.issuer, subject=subject, session=session)


def _read(token: str, *, keys: Keys) -> tuple[dict[str, Any], dict[str, Any]]:
    if not isinstance(token, str) or len(token) > MOST_TOKEN_CHARS or not token.isascii():
        raise NotProved(Why.FORGED, "no token")
    try:
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        _require(algorithm in ALGORITHMS, "algorithm")
        key = _key(header, keys)
        # moments are held against our own clock below
        options: Any = {"verify_signature": True, **{f"verify_{name}": False for name in ("exp", "nbf", "iat", "aud")}}
        return header, jwt.decode(token, key, algorithms=[str(algorithm)], options=options)
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise NotProved(Why.FORGED, type(error).__name__) from error


def _key(header: Mapping[str, Any], keys: Keys) -> Any:
    """The one that this header names; without a name, the only one there is of its kind."""
    fitting = [each for each in keys if _fits(each, header)]
    if len(fitting) != 1:
        raise UnknownKey
    key = jwt.PyJWK(dict(fitting[0]), algorithm=header["alg"]).key
    _require(not isinstance(key, RSAPublicKey) or key.key_size >= LEAST_RSA_BITS, "a short key")
    return key


def _fits(key: Mapping[str, Any], header: Mapping[str, Any]) -> bool:
    kinds = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
    is_kind = key.get("kty") == kinds[header["alg"][:2]] and key.get("alg", header["alg"]) == header["alg"]
    is_named = "kid" not in header or key.get("kid") == header["kid"]
    return is_kind and is_named and key.get("use", "sig") == "sig" and "verify" in key.get("key_ops", ["verify"])


def _addressed(claims: Mapping[str, Any], *, oidc: Oidc) -> None:
    _require(claims.get("iss") == oidc.issuer, "iss")
    audience = claims.get("aud")
    several = audience if isinstance(audience, list) else [audience]
    _require(oidc.client_id in several, "aud")
    party = claims.get("azp")
    _require(party == oidc.client_id or (party is None and len(several) == 1), "azp")


def _in_time(claims: Mapping[str, Any], *, now: datetime, needs_end: bool) -> None:
    now_s, made_s = now.timestamp(), _moment(claims.get("iat"))
    _require(made_s is not None and -LEEWAY_S <= now_s - made_s <= PATIENCE_S + LEEWAY_S, "iat")
    end_s, begin_s = _moment(claims.get("exp")), _moment(claims.get("nbf"))
    _require(end_s is not None or not (needs_end or "exp" in claims), "exp")
    _require(end_s is None or now_s < end_s + LEEWAY_S, "expired")
    _require(begin_s is not None or "nbf" not in claims, "nbf")
    _require(begin_s is None or begin_s - LEEWAY_S <= now_s, "not yet")


def _moment(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 < value < MOST_SECONDS else None  # type: ignore[operator, arg-type]


def _words(value: object) -> list[Any]:
    return value[:MOST_WORDS] if isinstance(value, list) else []


def _require(is_well: bool, what: str) -> None:
    if not is_well:
        raise NotProved(Why.FORGED, what)
