"""How mails from Chen Wei's provider are signed (DKIM), so that Kefu can tell his from those of somebody who only says so."""

import base64
import os
from functools import cached_property

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from northwind.installation import SELECTOR, Installation

HOST = "mail.example"
SIGNED = [b"From", b"To", b"Subject", b"Date", b"Message-ID"]


class Seal:
    """The key is made when it is first needed, and kept with the demo's data, for its owner alone."""

    def __init__(self, installation: Installation) -> None:
        self._file = installation.data / "mail_key.pem"

    @property
    def record(self) -> str:
        """What the name server says of it."""
        public = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"

    def sealed(self, raw: bytes) -> bytes:
        line: bytes = dkim.sign(raw, SELECTOR.encode(), HOST.encode(), self._pem, include_headers=SIGNED)
        return line + raw

    @cached_property
    def _pem(self) -> bytes:
        if not self._file.exists():
            made = generate_private_key(public_exponent=65_537, key_size=2_048)
            text = made.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
            )
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(text)
        return self._file.read_bytes()

    @cached_property
    def _key(self) -> RSAPrivateKey:
        key = serialization.load_pem_private_key(self._pem, password=None)
        assert isinstance(key, RSAPrivateKey)
        return key
