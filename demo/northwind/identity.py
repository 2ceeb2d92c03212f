"""Says to Kefu who a signed-in user is: a JWT that lives two minutes and works once (docs/identity.md)."""

import secrets
import time
from dataclasses import dataclass

import jwt

ISSUER = "https://northwind.example"
AUDIENCE = "kefu"
LIFETIME_S = 120


@dataclass(frozen=True, slots=True)
class User:
    """One of the exchange's users, as its own database knows them. `name` by language."""

    uid: str
    name: dict[str, str]
    email: str
    phone: str
    vip: int


def sign(user: User, *, secret: str, language: str) -> str:
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + LIFETIME_S,
        "jti": secrets.token_urlsafe(16),
        "sub": user.uid,
        "name": user.name[language],
        "email": user.email,
        "phone": user.phone,
        "vip": user.vip,
        "locale": {"zh": "zh-hans", "en": "en"}[language],
    }
    return jwt.encode(claims, secret, algorithm="HS256")
