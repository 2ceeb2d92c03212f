"""Verifies what the exchange says about its signed-in user: a short-lived JWT (RFC 7519), HS256 with a shared secret."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from django.conf import settings

from kefu.kit import clock
from kefu.kit.errors import Invalid, NotSignedIn
from kefu.kit.text import clean_line
from kefu.people import compartments

LONGEST_LIFE = timedelta(minutes=10)
LEEWAY = timedelta(seconds=10)
LONGEST_TOKEN_CHARS = 4_096
_REQUIRED = ["exp", "iat", "iss", "aud", "sub", "jti"]


@dataclass(frozen=True, slots=True)
class Identity:
    """A proved user of the exchange. `jti` names the token itself and may be used once."""

    uid: str
    jti: str
    expires_at: datetime
    name: str = ""
    email: str = ""
    phone: str = ""
    vip: int | None = None
    locale: str = ""
    region: str = ""


def verify(token: str) -> Identity:
    """The identity a token proves. NotSignedIn for every forgery, staleness or oddity, without saying which."""
    claims = _claims(token)
    issued, expires = _moment(claims, "iat"), _moment(claims, "exp")
    if expires - issued > LONGEST_LIFE or expires - clock.now() > LONGEST_LIFE + LEEWAY:
        raise NotSignedIn
    uid, jti = claims["sub"], claims["jti"]
    if not (isinstance(uid, str) and 0 < len(uid) <= 128 and isinstance(jti, str) and 8 <= len(jti) <= 128):
        raise NotSignedIn
    if not uid.isprintable():  # what cannot be seen cannot be told apart, and no database likes NUL
        raise NotSignedIn
    return Identity(
        uid=uid,
        jti=jti,
        expires_at=expires,
        name=clean_line(
            _text(claims, "name"), max_chars=LONGEST_TOKEN_CHARS
        ),  # whoever keeps it looks first, then cuts
        email=clean_line(_text(claims, "email"), max_chars=254),
        phone=clean_line(_text(claims, "phone"), max_chars=32),
        vip=_vip(claims),
        locale=_text(claims, "locale")[:16],
        region=compartments.region_of(_text(claims, "region")[:8]),
    )


def _claims(token: str) -> dict[str, Any]:
    if not settings.IDENTITY_SECRET or not settings.IDENTITY_ISSUER:
        raise Invalid("Signed identity is not set up: KEFU_IDENTITY_SECRET and KEFU_IDENTITY_ISSUER.")
    if len(token) > LONGEST_TOKEN_CHARS:
        raise NotSignedIn
    try:
        return jwt.decode(
            token,
            settings.IDENTITY_SECRET,
            algorithms=["HS256"],
            issuer=settings.IDENTITY_ISSUER,
            audience=settings.IDENTITY_AUDIENCE,
            leeway=LEEWAY,
            options={"require": _REQUIRED, "strict_aud": True},
        )
    except (jwt.PyJWTError, ValueError, TypeError, UnicodeError) as error:
        raise NotSignedIn from error


def _moment(claims: dict[str, Any], name: str) -> datetime:
    try:
        return datetime.fromtimestamp(float(claims[name]), tz=UTC)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise NotSignedIn from error


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name, "")
    return value if isinstance(value, str) else ""


def _vip(claims: dict[str, Any]) -> int | None:
    value = claims.get("vip")
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 99 else None
