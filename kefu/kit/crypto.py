"""Keyed hashes and derived keys. Digests are compared in constant time, always through `same`."""

import hashlib
import hmac

from django.conf import settings


def key_for(purpose: str) -> bytes:
    """A 32-byte key of its own for each purpose, derived from SECRET_KEY (HKDF-like, one block of HMAC-SHA256)."""
    return hmac.new(settings.SECRET_KEY.encode(), b"kefu:" + purpose.encode(), hashlib.sha256).digest()


def keyed_hash(purpose: str, value: str) -> str:
    """Hex HMAC-SHA256 of `value` under the purpose's key: for looking up what must not be stored."""
    return hmac.new(key_for(purpose), value.encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
