"""What sealing was when 0009 and 0010 were written, frozen: they must do the same whatever becomes of the live code."""

import hashlib
import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps.registry import Apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.exceptions import IrreversibleError

BATCH = 500


def seal_what_is_clear(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each batch is whole by itself and is passed over when met again: what is killed goes on where it was."""
    customers = apps.get_model("people", "Customer")
    held: _Keys | None = None
    after = 0
    while rows := list(customers.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            batch = _Batch.read(apps, rows)
            if not batch.is_done:
                held = held or _Keys.of(apps)
                batch.write(schema_editor, held)
        after = rows[-1]


def require_key(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Before anything is changed, where there is something to seal."""
    if apps.get_model("people", "Customer").objects.exists():
        _Keys.of(apps)


def refuse(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A step back would throw away what is sealed."""
    customers, addresses = apps.get_model("people", "Customer"), apps.get_model("people", "Address")
    if customers.objects.exclude(sealed_name=None).exists() or addresses.objects.exclude(sealed=None).exists():
        raise IrreversibleError("Names and addresses are sealed: go back with the copy that the upgrade kept, or a backup.")


class _Keys:
    """The outside key, and what it opens."""

    def __init__(self, apps: Apps, secret: bytes, name: str) -> None:
        self._name, self._ring = name, AESGCM(hmac.digest(secret, b"for:wrap", hashlib.sha256))
        self._rows = apps.get_model("people", "DataKey")
        rings = apps.get_model("people", "KeyRing")
        digests = hmac.digest(secret, b"for:digests", hashlib.sha256)
        rings.objects.bulk_create([rings(pk=1, under=name, digests=self._wrapped(digests, "digests"))], ignore_conflicts=True)
        self._digests = self._unwrapped(bytes(rings.objects.get(pk=1).digests), "digests")

    @classmethod
    def of(cls, apps: Apps) -> "_Keys":
        row = apps.get_model("people", "KeyRing").objects.first()
        texts = _lines(settings.DATA_KEY) or _kept(is_first=row is None)
        named = {}
        for text in texts:
            secret = hashlib.sha256(b"kefu data key:" + text.encode()).digest()
            named[hmac.digest(secret, b"name", hashlib.sha256).hex()[:16]] = secret
        name = row.under if row else next(iter(named))
        if name not in named:
            raise ImproperlyConfigured(
                f"The database's fields are sealed under a key that is not here (its name: {name}): put it back first."
            )
        return cls(apps, named[name], name)

    def boxes(self, customers: list[int]) -> dict[int, AESGCM]:
        """Those whose key was destroyed have none."""
        kept = {row: bytes(key) for row, key in self._rows.objects.filter(pk__in=customers).values_list("pk", "wrapped")}
        new = {row: self._wrapped(os.urandom(32), f"customer:{row}") for row in customers if row not in kept}
        self._rows.objects.bulk_create(self._rows(pk=row, wrapped=key, under=self._name) for row, key in new.items())
        return {row: AESGCM(self._unwrapped(key, f"customer:{row}")) for row, key in (kept | new).items() if key[0]}

    def digest(self, text: str, about: str) -> str:
        return hmac.digest(self._digests, f"{about}\0{text}".encode(errors="surrogatepass"), hashlib.sha256).hex()

    def _wrapped(self, key: bytes, about: str) -> bytes:
        head, nonce = b"w1" + bytes.fromhex(self._name), os.urandom(12)
        return head + nonce + self._ring.encrypt(nonce, key, head + about.encode())

    def _unwrapped(self, wrapped: bytes, about: str) -> bytes:
        return self._ring.decrypt(wrapped[10:22], wrapped[22:], wrapped[:10] + about.encode())


@dataclass
class _Batch:
    """What is in clear of some customers."""

    names: dict[int, str]
    addresses: list[tuple[int, int, str, str]]
    clear_parts: list[int] = field(default_factory=list)

    @classmethod
    def read(cls, apps: Apps, rows: list[int]) -> "_Batch":
        customers: Any = apps.get_model("people", "Customer")
        addresses: Any = apps.get_model("people", "Address")
        parts: Any = apps.get_model("people", "NamePart")
        clear = customers.objects.select_for_update().filter(pk__in=rows).exclude(name="")
        known = addresses.objects.select_for_update().filter(customer__in=rows).exclude(value="", digest__gt="")
        return cls(
            dict(clear.values_list("pk", "name")),
            list(known.values_list("pk", "customer_id", "kind", "value")),
            list(parts.objects.filter(customer__in=rows).exclude(part__startswith="h").values_list("pk", flat=True)),
        )

    @property
    def is_done(self) -> bool:
        return not (self.names or self.addresses or self.clear_parts)

    def write(self, schema_editor: BaseDatabaseSchemaEditor, held: _Keys) -> None:
        boxes = held.boxes(sorted({*self.names, *(customer for _, customer, _, _ in self.addresses)}))
        parts = [(row, part) for row, name in self.names.items() for part in sorted(_parts_of(held, name))]
        with schema_editor.connection.cursor() as cursor:
            _many(cursor, "UPDATE people_customer SET sealed_name = %s, name = '' WHERE id = %s", self._names(boxes))
            _many(
                cursor,
                "UPDATE people_address SET sealed = %s, digest = %s, value = '' WHERE id = %s",
                self._addresses(held, boxes),
            )
            _many(cursor, "DELETE FROM people_namepart WHERE id = %s", [(row,) for row in self.clear_parts])
            _many(cursor, "DELETE FROM people_namepart WHERE customer_id = %s", [(row,) for row in self.names])
            _many(cursor, "INSERT INTO people_namepart (customer_id, part) VALUES (%s, %s)", parts)
            if schema_editor.connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks that wait cannot be altered

    def _names(self, boxes: dict[int, AESGCM]) -> list[tuple[Any, ...]]:
        about = "people.customer.name"
        return [(_sealed(boxes.get(row), name, f"{about}:{row}"), row) for row, name in self.names.items()]

    def _addresses(self, held: _Keys, boxes: dict[int, AESGCM]) -> list[tuple[Any, ...]]:
        found = []
        for row, customer, kind, value in self.addresses:
            about = f"people.address.{kind}"
            sealed = _sealed(boxes.get(customer), value, f"{about}:{customer}")
            found.append((sealed, held.digest(_normal(kind, value), about), row))
        return found


def _many(cursor: Any, sql: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        cursor.executemany(sql, rows)


def _sealed(box: AESGCM | None, text: str, bound: str) -> bytes | None:
    nonce = os.urandom(12)
    return b"s1" + nonce + box.encrypt(nonce, text.encode(), f"kefu:{bound}".encode()) if box else None


def _normal(kind: str, value: str) -> str:
    if kind == "email":
        return unicodedata.normalize("NFKC", value).strip().casefold()
    return re.sub(r"\D", "", value).lstrip("0") if kind == "phone" else value


def _parts_of(held: _Keys, name: str) -> set[str]:
    found = set()
    for word in re.findall(r"\w+", unicodedata.normalize("NFKC", name).casefold())[:8]:
        for start in _starts(word):
            most = 4 if start >= "\u2e80" else 8
            found |= {"h" + held.digest(start[:n], "people.namepart")[:16] for n in range(1, min(len(start), most) + 1)}
    return found


def _starts(word: str) -> Iterator[str]:
    yield from (word[at:] for at in range(min(len(word), 8))) if word >= "\u2e80" else (word,)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _kept(*, is_first: bool) -> list[str]:
    """The key in the data folder; made where there was never one."""
    place = Path(settings.DATA) / "keys" / "data-key"
    if not place.exists() and is_first:
        if settings.REDIS_URL:
            raise ImproperlyConfigured("Set KEFU_DATA_KEY on every machine alike, then upgrade; `kefu secret` prints one.")
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as written:
            written.write(secrets.token_urlsafe(48) + "\n")
            written.flush()
            os.fsync(written.fileno())
    return _lines(place.read_text(encoding="ascii")) if place.exists() else []
