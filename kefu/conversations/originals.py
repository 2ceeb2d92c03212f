"""How words looked when they came in from outside: kept beside their entry, sealed under its customer's key, never searched.

Only writer of its table but for `store`, which takes it away with the words. What may be kept is decided by whoever brings it.
"""

import json
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum

from kefu.conversations import columns, queries, store
from kefu.conversations.models import Original
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.kit import clock, db, ids
from kefu.kit.errors import NotFound
from kefu.people import keys
from kefu.people.access import Viewer

MOST_A_DAY_BYTES = 30 * 1024 * 1024  # of one customer
_MOST_OPENED_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of it under the words. `sender` and `to` are addresses, whole; `ours`: those of the latter that are our own.

    `spf` to `arc`: as `trust.mails.kinds.Checked` has them; `is_proved`: what we made of them. `held_back`: why less is kept than
    came, in a word; empty where all is.
    """

    sender: str = field(repr=False)
    to: tuple[str, ...] = field(repr=False)
    ours: tuple[str, ...] = ()
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    arc: str = ""
    is_proved: bool = False
    has_page: bool = False
    has_source: bool = False
    held_back: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """`page`: HTML as it came, made by a stranger. `pictures`: what the page calls its own pictures -> uploads (public ids)."""

    page: str = field(repr=False)
    source: str = field(repr=False)
    pictures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened:
    """`id` names it outside."""

    id: str
    conversation: ConversationRecord
    entry: EntryRecord
    told: Told
    whole: Whole


@dataclass(frozen=True, slots=True)
class Looks:
    """How the words of an entry looked."""

    entry: EntryRecord
    told: Told
    whole: Whole


def keep(looks: Sequence[Looks]) -> None:
    """Keep them beside their entries, each once. Not where the words went meanwhile, nor of who is erased."""
    packed = {each.entry.id: zlib.compress(_json(each.whole), level=6) for each in looks}
    with db.on_disk_later(), transaction.atomic():
        heads = columns.lock_heads(each.entry.conversation for each in looks)
        there = _unchanged([each.entry for each in looks if each.entry.conversation in heads])
        wanted = [each for each in looks if each.entry.id in there]
        customers = {heads[each.entry.conversation].customer for each in wanted}
        ring = keys.ring(customers, or_make=True)
        rows = [_row(each, heads[each.entry.conversation].customer, packed[each.entry.id], ring) for each in wanted]
        Original.objects.bulk_create(row for row in rows if row is not None)


def _unchanged(entries: Sequence[EntryRecord]) -> set[int]:
    """Of these, the rows that still say what they said, and beside which nothing is kept yet."""
    condition, params = db.among("e.id", [each.id for each in entries])
    there = {each.id for each in store.select_entries(condition, params, tail="", is_opened=False) if each.version == 1}
    return there - set(Original.objects.filter(pk__in=there).values_list("pk", flat=True))


def without_room(customers: Collection[int]) -> set[int]:
    """Of these customers (rows), those who have filled more than a day's share."""
    since = clock.now() - timedelta(days=1)
    rows = Original.objects.filter(customer__in=customers, at__gt=since).values_list("customer")
    return {customer for customer, total in rows.annotate(total=Sum("size_bytes")) if total >= MOST_A_DAY_BYTES}


def told_of(entries: Sequence[EntryRecord]) -> dict[int, Told]:
    """Entry's row -> what is said of it, of those that came so."""
    rows = list(Original.objects.filter(pk__in=[each.id for each in entries]).values_list("pk", "customer", "told"))
    ring = keys.ring({customer for _, customer, _ in rows}) if rows else keys.Ring({})
    found: dict[int, Told] = {}
    for row, customer, sealed in rows:
        try:
            found[row] = _told(json.loads(ring.opened(customer, bytes(sealed), about=_about(row, "told"))))
        except (keys.Unreadable, ValueError, TypeError):
            continue
    return found


def of_entry(viewer: Viewer, entry: EntryRecord) -> Opened:
    """Of an entry that the viewer may read. NotFound where nothing is kept, or it cannot be opened any more."""
    return _opened(viewer, Original.objects.filter(pk=entry.id).first())


def by_id(viewer: Viewer, public_id: str) -> Opened:
    """The same for whoever has its name, if they may read the conversation. NotFound."""
    row = Original.objects.filter(public_id=public_id).first() if ids.is_public_id(public_id) else None
    return _opened(viewer, row)


def all_of(conversation: int) -> Iterator[Mapping[str, object]]:
    """All that is kept of one conversation (row), for its customer's own copy."""
    for row in Original.objects.filter(entry__conversation_id=conversation).order_by("pk").iterator(chunk_size=10):
        try:
            told, whole = opened(row)
        except NotFound:
            continue
        yield {"from": told.sender, "to": list(told.to), "sender_proved": told.is_proved, "source": whole.source}


def _opened(viewer: Viewer, row: Original | None) -> Opened:
    if row is None or not viewer.is_staff:
        raise NotFound
    found = store.select_entries("e.id = %s", [row.pk], tail="")
    if not found:
        raise NotFound
    conversation = queries.conversation_by_row(viewer, found[0].conversation)
    told, whole = opened(row)
    return Opened(row.public_id, conversation, found[0], told, whole)


def opened(row: Original) -> tuple[Told, Whole]:
    """NotFound if it cannot be opened any more."""
    try:
        ring = keys.ring([row.customer])
        told = json.loads(ring.opened(row.customer, bytes(row.told), about=_about(row.pk, "told")))
        packed = ring.opened(row.customer, bytes(row.kept), about=_about(row.pk, "kept"))
        return _told(told), Whole(**json.loads(zlib.decompressobj().decompress(packed, _MOST_OPENED_BYTES)))
    except (keys.Unreadable, ValueError, TypeError, zlib.error) as error:
        raise NotFound from error


def _row(looks: Looks, customer: int, packed: bytes, ring: keys.Ring) -> Original | None:
    """None of who is erased."""
    row = looks.entry.id
    try:
        kept = ring.sealed(customer, packed, about=_about(row, "kept"))
        told = ring.sealed(customer, _json(looks.told), about=_about(row, "told"))
    except keys.Destroyed:
        return None
    return Original(
        entry_id=row,
        public_id=ids.public_id(),
        customer=customer,
        told=told,
        kept=kept,
        size_bytes=len(kept),
        at=clock.now(),
    )


def _json(value: Told | Whole) -> bytes:
    return json.dumps(asdict(value), ensure_ascii=False).encode("utf-8", "surrogatepass")


def _told(stored: Mapping[str, Any]) -> Told:
    return Told(**{**stored, "to": tuple(stored["to"]), "ours": tuple(stored["ours"])})


def _about(entry: int, part: str) -> str:
    """Bound to its place: what is moved beside another entry does not open there."""
    return f"conversations.original.{part}:{entry}"
