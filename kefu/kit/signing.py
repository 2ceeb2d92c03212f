"""Signatures that anybody can check without us: Ed25519 over JSON in one canonical form.

Each purpose has a key of its own, derived from SECRET_KEY as all others are: the same in every process and on every machine,
there from the first need on, and written nowhere else.
"""

import base64
import json
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kefu.kit import crypto

KEY_BYTES = 32


def canonical(told: Mapping[str, object]) -> bytes:
    """Keys in order, nothing between the signs, letters as they are, UTF-8. For texts, whole numbers, lists and objects."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sign(purpose: str, message: bytes) -> str:
    """In base64."""
    return _text(_private(purpose).sign(message))


def public_key(purpose: str) -> str:
    """The 32 bytes of it, in base64."""
    return _text(_private(purpose).public_key().public_bytes_raw())


def is_signed(message: bytes, *, signature: str, key: str) -> bool:
    """Whether the key's owner signed exactly these bytes. False for a key or a signature that is none."""
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(purpose: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(crypto.key_for(purpose))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
