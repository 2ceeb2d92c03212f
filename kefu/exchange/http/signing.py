"""How the two sides prove to each other who speaks: HMAC-SHA256 over the question, and over the answer to just that one.

Pure: the moment and the nonce are given. What is signed stands in docs/connector.md, with an example.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from kefu.kit import crypto

TIMESTAMP, NONCE, SIGNATURE = "Kefu-Timestamp", "Kefu-Nonce", "Kefu-Signature"
LEAST_CHARS, MOST_SECRETS = 32, 2
SKEW_S = 60  # two clocks may differ by this much

_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_VERSION = "v1"


class BadSecret(ValueError):
    """No secret, or one that is too short. Never says what it is."""


class WrongSignature(ValueError):
    """Who asks has not proved that they know the secret, or asks at another time. Says which, never what was sent."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The first signs; the others are accepted as well, while a secret is being changed."""

    accepted: tuple[str, ...]

    @property
    def signing(self) -> str:
        return self.accepted[0]

    def __repr__(self) -> str:
        return f"<{len(self.accepted)} secrets>"


def secrets_of(text: str) -> Secrets:
    """One secret, or two with a comma between them."""
    found = tuple(each.strip() for each in text.split(",") if each.strip())
    if not found or len(found) > MOST_SECRETS or any(len(each) < LEAST_CHARS for each in found):
        raise BadSecret(f"one secret of {LEAST_CHARS} characters or more, or two with a comma between them")
    return Secrets(found)


def request_headers(secret: str, *, path: str, body: bytes, timestamp: int, nonce: str) -> dict[str, str]:
    signed = _signed(secret, str(timestamp), nonce, "POST", path, _digest(body))
    return {TIMESTAMP: str(timestamp), NONCE: nonce, SIGNATURE: signed}


def answer_signature(secret: str, *, nonce: str, status: int, body: bytes) -> str:
    return _signed(secret, nonce, str(status), _digest(body))


def secret_of_request(secrets: Secrets, headers: Mapping[str, str], *, path: str, body: bytes, now_s: float) -> str:
    """With which of the secrets this was signed: the answer is signed with the same. WrongSignature if with none."""
    timestamp, nonce, told = (headers.get(name, "") for name in (TIMESTAMP, NONCE, SIGNATURE))
    if not _TIMESTAMP.fullmatch(timestamp) or not _NONCE.fullmatch(nonce):
        raise WrongSignature("the headers of the signature are missing or not of their form")
    found = ""
    for secret in secrets.accepted:
        if crypto.same(told, _signed(secret, timestamp, nonce, "POST", path, _digest(body))):
            found = secret
    if not found:
        raise WrongSignature("the signature does not fit")
    if abs(now_s - int(timestamp)) > SKEW_S:
        raise WrongSignature(f"the timestamp is more than {SKEW_S} seconds from now")
    return found


def is_answer_right(secrets: Secrets, told: str, *, nonce: str, status: int, body: bytes) -> bool:
    every = [
        crypto.same(told, answer_signature(each, nonce=nonce, status=status, body=body)) for each in secrets.accepted
    ]
    return any(every)


def _signed(secret: str, *parts: str) -> str:
    words = "\n".join((_VERSION, *parts))
    return f"{_VERSION}={hmac.new(secret.encode(), words.encode(), hashlib.sha256).hexdigest()}"


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
