"""The ledger of what comes in by itself: each thing is taken once, and is on disk before anybody is told that it was taken."""

import hashlib
import io
import json
import zlib
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Sum

from kefu.channels.contract import NoRoom, TooLong
from kefu.channels.models_arrivals import Arrived, Held, Mailbox
from kefu.files import sealed
from kefu.kit import clock, crypto, wake
from kefu.kit.errors import NotFound
from kefu.trust.mails.kinds import NOWHERE, Envelope

TOPIC = "arrivals"
MOST_BYTES = 25 * 1024 * 1024  # of one thing: what large mailboxes send
MOST_HELD_BYTES = 1024 * 1024 * 1024  # of all that waits or was parked
MOST_PARKED_BYTES = MOST_HELD_BYTES // 2
KEEP_PARKED = timedelta(days=30)
AT_ONCE = 500
_PURPOSE, _MESSAGE = "channels.arrivals", "channels.arrived-message"


@dataclass(frozen=True, slots=True)
class Brought:
    """Bytes, and what was said before them. `receivers`: to whom. `place`: a mailbox's (uid validity, uid)."""

    raw: bytes = field(repr=False)
    envelope: Envelope = NOWHERE
    receivers: tuple[str, ...] = ()
    place: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """What a person has to see to: `why` in a word."""

    id: int
    account: str
    why: str
    size_bytes: int
    at: datetime


def accept(account: int, brought: Brought) -> int:
    """Take something in for this account (row). On return it is on disk, or was before; its row in the ledger."""
    if len(brought.raw) > MOST_BYTES:
        raise TooLong
    digest = hashlib.sha256(brought.raw).hexdigest()
    known = Arrived.objects.filter(raw_digest=digest).values_list("pk", flat=True).first()
    if known is not None:
        return known
    packed = _packed(brought)
    if held_bytes() + len(packed) > MOST_HELD_BYTES:
        raise NoRoom
    validity, uid = brought.place or (None, None)
    try:
        with transaction.atomic(durable=True):
            row = Arrived.objects.create(
                account_id=account, raw_digest=digest, uid_validity=validity, uid=uid, next_try_at=clock.now()
            )
            Held.objects.create(arrived=row, sealed=packed, size_bytes=len(packed))
    except IntegrityError:  # somebody else brought it meanwhile, or its place in the mailbox is known
        return _known(account, digest, brought.place)
    wake.wake(TOPIC, [[row.pk]])
    return row.pk


def begin(account: int, *, uid_validity: int, uid_next: int) -> tuple[int, date]:
    """How far the account's mailbox was read, and since which day: what was in it at first stays out."""
    row, _is_new = Mailbox.objects.get_or_create(
        account_id=account, defaults={"uid_validity": uid_validity, "last_uid": max(0, uid_next - 1)}
    )
    if row.uid_validity != uid_validity:
        Mailbox.objects.filter(pk=row.pk).update(uid_validity=uid_validity, last_uid=0)
        return 0, row.began_at.date()
    return row.last_uid, row.began_at.date()


def read_up_to(account: int, *, uid_validity: int, uid: int) -> None:
    """All up to there is on disk."""
    Mailbox.objects.filter(account=account, uid_validity=uid_validity).update(last_uid=uid)


def opened(row: int) -> Brought:
    """What is held of it. ValueError if that cannot be opened; NotFound if nothing is held any more."""
    held = Held.objects.filter(pk=row).first()
    if held is None:
        raise NotFound
    try:
        with sealed.Sealed(io.BytesIO(bytes(held.sealed)), crypto.key_for(_PURPOSE)) as file:
            plain = zlib.decompress(file.read())
    except (sealed.Unreadable, zlib.error) as error:
        raise ValueError("sealed under another KEFU_SECRET_KEY, or changed") from error
    head, _, raw = plain.partition(b"\n")
    told = json.loads(head)
    return Brought(raw, Envelope(**told["envelope"]), tuple(told["receivers"]))


def message_hash(external_id: str) -> str:
    """What a thing's own name is looked up by."""
    return crypto.keyed_hash(_MESSAGE, external_id) if external_id else ""


def conversations_of(external_ids: Collection[str]) -> dict[str, list[int]]:
    """External id -> the conversations (rows) that what came under it became part of; senders choose ids, so several may."""
    hashes = {message_hash(each): each for each in external_ids}
    rows = Arrived.objects.filter(message__in=hashes, conversation__isnull=False).order_by("pk")[:AT_ONCE]
    found: dict[str, list[int]] = {}
    for message, conversation in rows.values_list("message", "conversation"):
        if conversation is not None:
            found.setdefault(hashes[message], []).append(conversation)
    return found


def held_bytes() -> int:
    return Held.objects.aggregate(total=Sum("size_bytes"))["total"] or 0


def parked(*, limit: int = 100) -> list[Parked]:
    """The newest first."""
    rows = Arrived.objects.filter(outcome=Arrived.Outcome.PARKED).order_by("-pk")
    found = rows.values_list("pk", "account__address", "why", "held__size_bytes", "at")[:limit]
    return [Parked(row, address, why, size or 0, at) for row, address, why, size, at in found]


def count_parked() -> int:
    return Arrived.objects.filter(outcome=Arrived.Outcome.PARKED).count()


def standing(now: datetime) -> tuple[int, timedelta]:
    """How many wait for a person, and how long the oldest that should be taken in by now waits already."""
    count = count_parked()
    due = Arrived.objects.filter(outcome=Arrived.Outcome.WAITING, next_try_at__lte=now).order_by("next_try_at")
    since = due.values_list("next_try_at", flat=True).first()
    return count, now - since if since else timedelta(0)


def try_again(rows: Collection[int] = ()) -> int:
    """Have what was parked looked at anew: these, or all. How many."""
    found = Arrived.objects.filter(outcome=Arrived.Outcome.PARKED)
    found = found.filter(pk__in=rows) if rows else found
    Held.objects.filter(arrived__in=found.filter(why="file_not_ready")).update(decided=None)  # its files went meanwhile
    return found.update(outcome=Arrived.Outcome.WAITING, attempts=0, why="", next_try_at=clock.now())


def drop(rows: Collection[int]) -> int:
    """Let go of what was parked: its bytes go, its row stays. How many."""
    with transaction.atomic():
        found = list(Arrived.objects.filter(pk__in=rows, outcome=Arrived.Outcome.PARKED).values_list("pk", flat=True))
        Held.objects.filter(pk__in=found).delete()
        return Arrived.objects.filter(pk__in=found).update(outcome=Arrived.Outcome.DROPPED)


def sweep(now: datetime) -> int:
    """Let go of what was parked for too long, and of the oldest where there is too much; how many."""
    rows = Arrived.objects.filter(outcome=Arrived.Outcome.PARKED).order_by("-pk")
    dropped, size_bytes = [], 0
    for pk, at, held in rows.values_list("pk", "at", "held__size_bytes").iterator():
        size_bytes += held or 0
        if at < now - KEEP_PARKED or size_bytes > MOST_PARKED_BYTES:
            dropped.append(pk)
    return sum(drop(dropped[start : start + AT_ONCE]) for start in range(0, len(dropped), AT_ONCE))


def _known(account: int, digest: str, place: tuple[int, int] | None) -> int:
    found = Arrived.objects.filter(raw_digest=digest).values_list("pk", flat=True).first()
    if found is None and place is not None:
        at = Arrived.objects.filter(account=account, uid_validity=place[0], uid=place[1])
        found = at.values_list("pk", flat=True).first()
    if found is None:
        raise NoRoom  # the row that was in the way is gone again: it is brought once more
    return found


def _packed(brought: Brought) -> bytes:
    told = {"envelope": asdict(brought.envelope), "receivers": brought.receivers}
    plain = json.dumps(told).encode() + b"\n" + brought.raw
    return sealed.sealed(zlib.compress(plain, level=1), crypto.key_for(_PURPOSE))
