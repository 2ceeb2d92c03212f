"""The installation's own signature (Ed25519): under transcripts, the registry, and whatever else strangers check without us.

The key is derived from SECRET_KEY, which every machine of an installation shares and every restore brings back: no file
of its own to lose. Another SECRET_KEY is another key; what was signed before is checked with the public key of then.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from kefu.kit import crypto

PURPOSE = "trust.signing"


def canonical(told: Mapping[str, object]) -> bytes:
    """Keys in order, nothing between the signs, letters as they are, UTF-8. For texts, whole numbers, lists and objects."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sign(data: bytes) -> str:
    """The signature over exactly these bytes, in base64: 64 bytes, 88 characters."""
    return base64.b64encode(_private(settings.SECRET_KEY).sign(data)).decode("ascii")


def public_key() -> str:
    """What anyone checks our signatures with, in base64: 32 bytes, 44 characters. It may be published anywhere."""
    return base64.b64encode(_private(settings.SECRET_KEY).public_key().public_bytes_raw()).decode("ascii")


def is_signed(data: bytes, signature: str, key: str) -> bool:
    """`signature` was made over exactly these bytes with the private part of `key`. What is no signature or key: False."""
    try:
        public = Ed25519PublicKey.from_public_bytes(_decoded(key))
        public.verify(_decoded(signature), data)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _decoded(text: str) -> bytes:
    """ValueError for anything but the one way to write these bytes: base64 has others, that would pass for unchanged."""
    found = base64.b64decode(text, validate=True)
    if base64.b64encode(found).decode("ascii") != text:
        raise ValueError("not the usual base64")
    return found


@cache
def _private(secret: str) -> Ed25519PrivateKey:
    """Kept by the secret it was made of, so that no other secret ever meets an older key."""
    del secret
    return Ed25519PrivateKey.from_private_bytes(crypto.key_for(PURPOSE))
