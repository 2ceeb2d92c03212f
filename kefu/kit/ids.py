"""Public identifiers: 128 random bits, no order to be seen, safe in addresses and file names."""

import base64
import re
import secrets

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
PUBLIC_ID = re.compile(r"[a-z2-7]{26}\Z")


def public_id() -> str:
    """26 characters of lower-case base32."""
    return base64.b32encode(secrets.token_bytes(16)).decode("ascii").rstrip("=").lower()


def is_public_id(value: object) -> bool:
    return isinstance(value, str) and PUBLIC_ID.match(value) is not None


def token() -> str:
    """A bearer secret of 256 random bits."""
    return secrets.token_urlsafe(32)
