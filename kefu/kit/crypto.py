"""Keyed hashes and derived keys. Digests are compared in constant time, always through `same`."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def key_for(purpose: str) -> bytes:
    """A 32-byte key of its own for each purpose, derived from SECRET_KEY (HKDF-like, one block of HMAC-SHA256)."""
    return hmac.new(settings.SECRET_KEY.encode(), b"kefu:" + purpose.encode(), hashlib.sha256).digest()


def keyed_hash(purpose: str, value: str) -> str:
    """Hex HMAC-SHA256 of `value` under the purpose's key: for looking up what must not be stored."""
    return hmac.new(key_for(purpose), value.encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def seal(purpose: str, text: str) -> str:
    """Encrypt under the purpose's key, for what must be read again but must not lie open in the database."""
    return _box(purpose).encrypt(text.encode()).decode("ascii")


def unseal(purpose: str, sealed: str) -> str:
    """What was sealed. ValueError if it was changed, or sealed under another key."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise ValueError("sealed under another key, or changed") from error


def _box(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key_for(purpose)))
