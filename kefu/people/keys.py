"""Each customer's data key: what is sealed under it, and how it ends. The keys lie in the database, wrapped under one outside it.

A process keeps unwrapped keys for CACHE_LIVES_S at most: for so long, and no longer, another one may still open what is sealed
under a key that was destroyed here. Inside a transaction nothing is kept: what it made may never have been.
"""

import hashlib
import hmac
import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from functools import partial

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from kefu.kit import clock, data_key, db
from kefu.people.models import Customer, DataKey, KeyRing

logger = logging.getLogger(__name__)

NAME = "people.customer.name"
CACHE_LIVES_S = 5.0
MOST_CACHED = 4_096
_MARK = b"s1"
_KEY_BYTES, _NONCE_BYTES = 32, 12
DIGESTS = "digests"
_WRAPPED_BYTES = 70
_DESTROYED = bytes(1)  # what a destroyed key's bytes begin with
_NOT_HERE = (
    "The database's fields are sealed under a key that is not here (its name: {name}). Put it back from where you keep it, as"
    " KEFU_DATA_KEY, KEFU_DATA_KEY_FILE or {file}: a new one opens nothing."
)


class Unreadable(Exception):
    """What is sealed cannot be opened."""


class Destroyed(Unreadable):
    """The customer's data key is no more: nobody can open what was sealed under it."""


class Damaged(Unreadable):
    """The bytes were changed, or belong to another customer or field."""


class NotHeld(Damaged):
    """The key outside the database under which this customer's is wrapped was not given to this process."""


class Ring:
    """Keys of some customers at hand: one query for a whole list. Held no longer than what it was asked for."""

    def __init__(self, boxes: Mapping[int, AESGCM | Unreadable]) -> None:
        self._boxes = boxes

    def sealed(self, customer: int, plain: bytes, *, about: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return _MARK + nonce + self._box(customer).encrypt(nonce, plain, _bound(customer, about))

    def opened(self, customer: int, sealed: bytes, *, about: str) -> bytes:
        """Destroyed, or Damaged, where it cannot be."""
        box, raw = self._box(customer), bytes(sealed)
        if not raw.startswith(_MARK):
            raise Damaged
        nonce, rest = raw[len(_MARK) : len(_MARK) + _NONCE_BYTES], raw[len(_MARK) + _NONCE_BYTES :]
        try:
            return box.decrypt(nonce, rest, _bound(customer, about))
        except (InvalidTag, ValueError) as error:
            raise Damaged from error

    def _box(self, customer: int) -> AESGCM:
        box = self._boxes.get(customer)
        if box is None:
            raise Destroyed
        if isinstance(box, Unreadable):
            raise type(box)(*box.args)
        return box


class _Cache:
    """The keys used last, bounded in number and in time."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, int], tuple[float, AESGCM]] = OrderedDict()
        self._lock = threading.Lock()

    def found(self, customers: Collection[int]) -> dict[int, AESGCM]:
        place, now = db.file(), time.monotonic()
        with self._lock:
            known = ((customer, self._held.get((place, customer))) for customer in customers)
            return {customer: entry[1] for customer, entry in known if entry and entry[0] > now}

    def keep(self, boxes: Mapping[int, AESGCM | Unreadable]) -> None:
        if connection.in_atomic_block:
            return
        place, until = db.file(), time.monotonic() + CACHE_LIVES_S
        with self._lock:
            for customer, box in boxes.items():
                if isinstance(box, AESGCM):
                    self._held[place, customer] = (until, box)
                    self._held.move_to_end((place, customer))
            while len(self._held) > MOST_CACHED:
                self._held.popitem(last=False)

    def forget(self, customer: int | None = None) -> None:
        with self._lock:
            if customer is None:
                self._held.clear()
            self._held.pop((db.file(), customer or 0), None)


_cache = _Cache()
_digest_keys: dict[str, bytes] = {}  # by database: it never changes while that lives


def sealed(customer: int, plain: bytes, *, about: str) -> bytes:
    """Under the customer's own key, made on first need. Destroyed if theirs was: nothing is kept of them any more."""
    return ring([customer], or_make=True).sealed(customer, plain, about=about)


def opened(customer: int, sealed: bytes, *, about: str) -> bytes:
    """What was sealed of this customer and field. Destroyed or Damaged where it cannot be opened."""
    return ring([customer]).opened(customer, sealed, about=about)


def ring(customers: Collection[int], *, or_make: bool = False) -> Ring:
    """The keys of these customers, by one query at most; `or_make`: also of those that have none yet."""
    boxes: dict[int, AESGCM | Unreadable] = dict(_cache.found(customers))
    lacking = [customer for customer in set(customers) if customer not in boxes]
    if lacking:
        read = _boxes(_wrapped_of(lacking).items())
        if or_make and len(read) < len(lacking):
            read |= _boxes(_made([customer for customer in lacking if customer not in read]).items())
        _cache.keep(read)
        boxes |= read
    return Ring(boxes)


def ring_of_new(customers: Collection[int]) -> Ring:
    """Keys for customers whom the caller's transaction makes, so that nobody else can have given them any."""
    leading = _leading()
    plain = {customer: os.urandom(_KEY_BYTES) for customer in customers}
    DataKey.objects.bulk_create(_rows(leading, plain))
    return Ring({customer: AESGCM(key) for customer, key in plain.items()})


def ring_of(customer: int, wrapped: object) -> Ring:
    """The same where a query has read `people_datakey.wrapped` beside what is to be opened; none if there is no key in it."""
    return Ring(_boxes([(customer, bytes(wrapped))]) if isinstance(wrapped, bytes | memoryview) else {})


def destroy(customer: int) -> bool:
    """Overwrite the customer's key, for good, in the caller's transaction; also where there was none. False if it was no more."""
    with transaction.atomic():
        if not Customer.objects.filter(pk=customer).exists():
            return False
        blank = DataKey(customer_id=customer, wrapped=bytes(_WRAPPED_BYTES), under="")
        DataKey.objects.bulk_create([blank], ignore_conflicts=True)
        living = DataKey.objects.filter(customer=customer, destroyed_at=None)
        living.update(wrapped=blank.wrapped)  # alone, and of the same length: SQLite writes it over the old one
        is_done = living.update(under="", destroyed_at=clock.now()) > 0
    _cache.forget(customer)
    transaction.on_commit(partial(_cache.forget, customer))
    return is_done


def is_destroyed(customer: int) -> bool:
    return DataKey.objects.filter(customer=customer).exclude(destroyed_at=None).exists()


def digest(text: str, *, about: str) -> str:
    """A keyed hash for exact look-up of what is sealed. It stays the same however often the outside key is rotated."""
    told = f"{about}\0{text}".encode(errors="surrogatepass")
    return hmac.digest(_digest_key(), told, hashlib.sha256).hex()


def ready() -> None:
    """At each start: make the outside key where there was never one. ImproperlyConfigured, with the way out, if it is missing."""
    _leading()


def needed() -> str:
    """The name of the outside key that this database's keys are wrapped under; empty if it has none."""
    return KeyRing.objects.values_list("under", flat=True).first() or ""


def proved() -> bool:
    """Whether something sealed is there and opens: the name of somebody who came lately. Unreadable if it does not."""
    named = Customer.objects.exclude(sealed_name=None).filter(data_key__destroyed_at=None).order_by("-pk")
    for customer, sealed in named.values_list("pk", "sealed_name")[:1]:
        opened(customer, bytes(sealed or b""), about=NAME)
        return True
    return False


def unwrapped_digests(row: KeyRing) -> bytes:
    """The key of digests, as this row has it. ImproperlyConfigured if the key outside is missing."""
    outside = next((key for key in data_key.given() if key.name == row.under), None)
    if outside is None:
        raise ImproperlyConfigured(_NOT_HERE.format(name=row.under, file=data_key.file()))
    return outside.unwrapped(bytes(row.digests), about=DIGESTS)


def owner(customer: int) -> str:
    """What a customer's data key is bound to."""
    return f"customer:{customer}"


def forget() -> None:
    """What this process keeps."""
    _cache.forget()
    _digest_keys.clear()


def _wrapped_of(customers: Collection[int]) -> dict[int, bytes]:
    rows = DataKey.objects.filter(customer__in=customers).values_list("customer_id", "wrapped")
    return {customer: bytes(wrapped) for customer, wrapped in rows}


def _made(customers: Collection[int]) -> dict[int, bytes]:
    """New keys, or those that somebody else made meanwhile."""
    new = {customer: os.urandom(_KEY_BYTES) for customer in customers}
    DataKey.objects.bulk_create(_rows(_leading(), new), ignore_conflicts=True)
    return _wrapped_of(customers)


def _rows(leading: data_key.Outside, plain: Mapping[int, bytes]) -> list[DataKey]:
    return [
        DataKey(customer_id=customer, wrapped=leading.wrapped(key, about=owner(customer)), under=leading.name)
        for customer, key in plain.items()
    ]


def _boxes(wrapped: Iterable[tuple[int, bytes]]) -> dict[int, AESGCM | Unreadable]:
    held = {key.name: key for key in data_key.given()}
    return {customer: _box(customer, key, held) for customer, key in wrapped}


def _box(customer: int, wrapped: bytes, held: Mapping[str, data_key.Outside]) -> AESGCM | Unreadable:
    if wrapped.startswith(_DESTROYED):
        return Destroyed()
    outside = held.get(data_key.name_in(wrapped))
    if outside is None:
        return NotHeld(data_key.name_in(wrapped))
    try:
        return AESGCM(outside.unwrapped(wrapped, about=owner(customer)))
    except ValueError:
        return Damaged()


def _leading() -> data_key.Outside:
    """The key that new ones are wrapped under: the one the database names, which may not yet be the first that is given."""
    row = KeyRing.objects.first()
    if row is None:
        row = _first_row()
    outside = next((key for key in data_key.given() if key.name == row.under), None)
    if outside is None:
        raise ImproperlyConfigured(_NOT_HERE.format(name=row.under, file=data_key.file()))
    return outside


def _first_row() -> KeyRing:
    if not data_key.given():
        data_key.make()
    outside = data_key.given()[0]
    key = outside.wrapped(outside.derived(DIGESTS), about=DIGESTS)
    KeyRing.objects.bulk_create([KeyRing(pk=1, under=outside.name, digests=key)], ignore_conflicts=True)
    return KeyRing.objects.get(pk=1)


def _digest_key() -> bytes:
    """Derived from the first outside key, and carried along, wrapped, when that is rotated."""
    place = db.file()
    if place not in _digest_keys:
        _leading()
        _digest_keys[place] = unwrapped_digests(KeyRing.objects.get(pk=1))
    return _digest_keys[place]


def _bound(customer: int, about: str) -> bytes:
    return f"kefu:{about}:{customer}".encode()
