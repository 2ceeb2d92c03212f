"""What only the holder of a key can open, and whoever seals it cannot: X25519, HKDF-SHA256 and AES-256-GCM, a new key each."""

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES = 32
_NONCE = bytes(12)  # each key encrypts once


class Unopened(ValueError):
    """Another key, another place, or changed bytes."""


def new_key() -> tuple[str, str]:
    """What opens, and what seals: each as text that fits into an address."""
    key = X25519PrivateKey.generate()
    return _text(key.private_bytes_raw()), _text(key.public_key().public_bytes_raw())


def sealing_half(opening: str) -> str:
    """What belongs to the key that opens. Unopened if that is none."""
    return _text(X25519PrivateKey.from_private_bytes(_bytes(opening)).public_key().public_bytes_raw())


def seal(sealing: str, data: bytes, *, place: str) -> bytes:
    """`place` is where it belongs: moved elsewhere it does not open."""
    own = X25519PrivateKey.generate()
    box = _box(own.exchange(X25519PublicKey.from_public_bytes(_bytes(sealing))), place)
    return own.public_key().public_bytes_raw() + box.encrypt(_NONCE, data, place.encode())


def unseal(opening: str, sealed: bytes, *, place: str) -> bytes:
    """What was sealed. Unopened."""
    key = X25519PrivateKey.from_private_bytes(_bytes(opening))
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(sealed[:_KEY_BYTES]))
        return _box(shared, place).decrypt(_NONCE, sealed[_KEY_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise Unopened from error


def _box(shared: bytes, place: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"kefu:box:" + place.encode()).derive(shared))


def _text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text.encode() + b"=")
    except (binascii.Error, ValueError) as error:
        raise Unopened from error
    if len(key) != _KEY_BYTES:
        raise Unopened
    return key
