"""What is kept of people who are no customers of ours, so have no data key: sealed under one key of the house.

It is made of the key of digests, which lies wrapped under the one outside the database: a rotation carries it along.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kefu.people import keys

_KEY = "people.strangers"
_NONCE_BYTES = 12


def sealed(text: str, *, about: str) -> str:
    """Base64 for a column; empty stays empty. It opens in the place that `about` names, and nowhere else."""
    if not text:
        return ""
    nonce = os.urandom(_NONCE_BYTES)
    return base64.b64encode(nonce + _box().encrypt(nonce, text.encode(), about.encode())).decode()


def opened(sealed: str, *, about: str) -> str:
    """Empty where there is nothing. Damaged where it was changed, or belongs elsewhere."""
    if not sealed:
        return ""
    try:
        raw = base64.b64decode(sealed, validate=True)
        return _box().decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], about.encode()).decode()
    except (binascii.Error, InvalidTag, ValueError) as error:
        raise keys.Damaged from error


def _box() -> AESGCM:
    return AESGCM(bytes.fromhex(keys.digest("", about=_KEY)))
