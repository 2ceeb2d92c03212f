"""Web Push without a relay: a message only the subscribed browser can read (RFC 8291), signed by this installation (RFC 8292).

Pure: bytes in, bytes out. Who is told what, and when, is not known here.
"""

import base64
import binascii
import os
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

RECORD_BYTES = 4_096
MAX_PAYLOAD_BYTES = RECORD_BYTES - 86 - 16 - 1  # header, tag, delimiter
PAD_TO_BYTES = 512  # so that the length of what is said does not tell who wrote it
SIGNED_FOR_S = 12 * 3600  # RFC 8292 allows 24 h at most

Private = ec.EllipticCurvePrivateKey


class BadKeys(ValueError):
    """What claims to be a browser's keys is none."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What a browser told about itself: its public point and a secret shared with nobody but us. Unpadded base64url."""

    p256dh: str
    auth: str

    def checked(self) -> "Keys":
        """These keys. BadKeys unless both have the form RFC 8291 gives them."""
        _point(self.p256dh)
        _exactly(decode(self.auth), count=16)
        return self


def encrypt(payload: bytes, keys: Keys) -> bytes:
    """The body of one push message in `aes128gcm` (RFC 8188): one record, padded. BadKeys; ValueError if too long."""
    return _sealed(payload, keys, ours=ec.generate_private_key(ec.SECP256R1()), salt=os.urandom(16))


def authorization(endpoint: str, *, key: Private, subject: str, now: datetime) -> str:
    """The header that says which installation sends, valid at this push service alone."""
    parts = urlsplit(endpoint)
    expires_at = int(now.timestamp()) + SIGNED_FOR_S
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": expires_at, "sub": subject}
    return f"vapid t={jwt.encode(claims, key, algorithm='ES256')}, k={public_of(key)}"


def public_of(key: Private) -> str:
    """What browsers subscribe with: the uncompressed point."""
    return encode(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def new_key() -> Private:
    return ec.generate_private_key(ec.SECP256R1())


def to_pem(key: Private) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def from_text(text: str) -> Private:
    """A private key of P-256, as PEM or as the 32 bytes in base64url that other tools print. ValueError otherwise."""
    try:
        if "-----BEGIN" in text:
            key = load_pem_private_key(text.encode(), password=None)
        else:
            key = ec.derive_private_key(int.from_bytes(_exactly(decode(text), count=32), "big"), ec.SECP256R1())
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError(str(error)) from error
    if not isinstance(key, Private) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("not a key of the curve P-256")
    return key


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Base64url, padded or not. BadKeys if it is none."""
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadKeys("not base64url") from error


def _sealed(payload: bytes, keys: Keys, *, ours: Private, salt: bytes) -> bytes:
    theirs = _point(keys.p256dh)
    public = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = ours.exchange(ec.ECDH(), theirs)
    info = b"WebPush: info\0" + decode(keys.p256dh) + public
    secret = _derive(shared, salt=decode(keys.auth), info=info, length=32)
    key = _derive(secret, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derive(secret, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    header = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(public)]) + public
    return header + AESGCM(key).encrypt(nonce, _padded(payload), None)


def _padded(payload: bytes) -> bytes:
    """The last record's delimiter (2), then zeros up to the next step."""
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise ValueError("too long for one push message")
    wanted = min(-(-(len(payload) + 1) // PAD_TO_BYTES) * PAD_TO_BYTES, MAX_PAYLOAD_BYTES + 1)
    return (payload + b"\x02").ljust(wanted, b"\0")


def _derive(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def _exactly(data: bytes, *, count: int) -> bytes:
    if len(data) != count:
        raise BadKeys(f"not {count} bytes")
    return data


def _point(text: str) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(text))
    except ValueError as error:
        raise BadKeys("p256dh is not a point of P-256") from error
