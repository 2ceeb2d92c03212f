"""How customers' keys were kept, and values sealed, when facts of accounts were first sealed. A copy that stays as it is: migrations
of several rooms need it, and none of them may read the living code, which a later release changes.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps.registry import Apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 500
_DESTROYED = bytes(1)


class Outside:
    """The key outside the database."""

    def __init__(self, text: str) -> None:
        self._secret = hashlib.sha256(b"kefu data key:" + text.encode()).digest()
        self.name = hmac.digest(self._secret, b"name", hashlib.sha256).hex()[:16]
        self._head = b"w1" + bytes.fromhex(self.name)
        self._box = AESGCM(self.derived("wrap"))

    def derived(self, purpose: str) -> bytes:
        return hmac.digest(self._secret, b"for:" + purpose.encode(), hashlib.sha256)

    def wrapped(self, key: bytes, *, about: str) -> bytes:
        nonce = os.urandom(12)
        return self._head + nonce + self._box.encrypt(nonce, key, self._head + about.encode())

    def unwrapped(self, wrapped: bytes, *, about: str) -> bytes:
        nonce, rest = wrapped[10:22], wrapped[22:]
        return self._box.decrypt(nonce, rest, self._head + about.encode())


class Sealer:
    """Keys of customers, read and made as they are needed: none are made where there is nothing to seal."""

    def __init__(self, apps: Apps) -> None:
        self._keys, self._ring = apps.get_model("people", "DataKey"), apps.get_model("people", "KeyRing")
        self._boxes: dict[int, AESGCM | None] = {}
        self._given: dict[str, Outside] = {}

    def meet(self, customers: Collection[int]) -> None:
        """Have these customers' keys at hand, and no others."""
        wanted = sorted(set(customers))
        held = self._read(wanted)
        if lacking := [each for each in wanted if each not in held]:
            self._make(lacking)
            held |= self._read(lacking)
        self._boxes = {customer: self._opened(customer, bytes(wrapped)) for customer, wrapped in held.items()}

    def sealed(self, customer: int, value: Any, *, about: str) -> str:
        """Base64; empty where the key was destroyed."""
        box, nonce = self._boxes[customer], os.urandom(12)
        if box is None:
            return ""
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        bound = f"kefu:{about}:{customer}".encode()
        return base64.b64encode(b"s1" + nonce + box.encrypt(nonce, plain, bound)).decode()

    def _read(self, customers: Sequence[int]) -> dict[int, bytes]:
        return dict(self._keys.objects.filter(customer__in=customers).values_list("customer_id", "wrapped"))

    def _make(self, customers: Iterable[int]) -> None:
        outside = self._leading()
        rows = [
            self._keys(
                customer_id=each,
                wrapped=outside.wrapped(os.urandom(32), about=f"customer:{each}"),
                under=outside.name,
            )
            for each in customers
        ]
        self._keys.objects.bulk_create(rows, ignore_conflicts=True)

    def _opened(self, customer: int, wrapped: bytes) -> AESGCM | None:
        if wrapped.startswith(_DESTROYED):
            return None
        outside = self._outsides().get(wrapped[2:10].hex())
        if outside is None:
            raise ImproperlyConfigured("Customers' keys are wrapped under KEFU_DATA_KEY, which is not here. Put it back.")
        return AESGCM(outside.unwrapped(wrapped, about=f"customer:{customer}"))

    def _leading(self) -> Outside:
        row = self._ring.objects.first()
        if row is None:
            first = next(iter((self._outsides() or self._made()).values()))
            digests = first.wrapped(first.derived("digests"), about="digests")
            self._ring.objects.bulk_create(
                [self._ring(pk=1, under=first.name, digests=digests)], ignore_conflicts=True
            )
            row = self._ring.objects.get(pk=1)
        if row.under not in self._outsides():
            raise ImproperlyConfigured("Customers' keys are wrapped under KEFU_DATA_KEY, which is not here. Put it back.")
        return self._outsides()[row.under]

    def _outsides(self) -> dict[str, Outside]:
        if not self._given:
            text = settings.DATA_KEY or (_file().read_text(encoding="ascii") if _file().exists() else "")
            self._given = {key.name: key for key in map(Outside, str(text).split())}
        return self._given

    def _made(self) -> dict[str, Outside]:
        if settings.REDIS_URL:
            raise ImproperlyConfigured("Set KEFU_DATA_KEY on every machine alike; `kefu secret` prints one.")
        _file().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as written:
            written.write(secrets.token_urlsafe(48) + "\n")
            written.flush()
            os.fsync(written.fileno())
        return self._outsides()


@contextmanager
def leaving_no_trace(schema_editor: BaseDatabaseSchemaEditor) -> Iterator[None]:
    """SQLite writes over what stood there before, and empties its log of pages; PostgreSQL's VACUUM does it in time."""
    connection = schema_editor.connection
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA secure_delete").fetchone()[0]
        cursor.execute("PRAGMA secure_delete = ON")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA secure_delete = {int(before)}")
        if not connection.in_atomic_block:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _file() -> Path:
    return Path(settings.DATA) / "keys" / "data-key"
