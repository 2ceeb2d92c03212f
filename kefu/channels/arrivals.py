"""The ledger of what comes in by itself: each thing is taken once, and is on disk before anybody is told that it was taken."""

import hashlib
import io
import json
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Sum

from kefu.channels import holding, tallies
from kefu.channels.contract import Crowded, NoRoom, TooLong
from kefu.channels.models_arrivals import Arrived, Held, Mailbox
from kefu.channels.tallies import What
from kefu.files import sealed
from kefu.kit import clock, crypto, db, wake
from kefu.kit.errors import NotFound
from kefu.trust.mails.kinds import NOWHERE, Envelope

TOPIC = "arrivals"
MOST_BYTES = 25 * 1024 * 1024  # of one thing: what large mailboxes send
MOST_HELD_BYTES = 1024 * 1024 * 1024  # of all that waits or was parked
MOST_PARKED_BYTES = MOST_HELD_BYTES // 2
KEEP_PARKED = timedelta(days=30)
AT_ONCE = 500
MOST_TOGETHER_BYTES = 256 * 1024  # of one that is read beside others
ELSEWHERE = (
    "too_long",
    "not_fetched",
    "crowded",
)  # why something is parked by its head alone: it still lies where it came to
_TABLE, _HELD = Arrived._meta.db_table, Held._meta.db_table
_STANDING = (
    f"SELECT (SELECT id FROM {_TABLE} WHERE raw_digest = %s), count(*), coalesce(sum(size_bytes), 0) FROM {_HELD}"
)
_COLUMNS = (
    "id, account_id, raw_digest, message, uid_validity, uid, outcome, why, is_proved, spf, dkim, dmarc, arc, attempts,"
    " next_try_at, at"
)
_HELD_COLUMNS = "arrived_id, sealed, size_bytes, decided, customer, peer, domain"
_PURPOSE, _MESSAGE = "channels.arrivals", "channels.arrived-message"


@dataclass(frozen=True, slots=True)
class Brought:
    """Bytes, and what was said before them. `receivers`: to whom. `place`: a mailbox's (uid validity, uid): where a person finds
    it there; the ledger knows it by its bytes, for numbers of one server mean nothing at the next."""

    raw: bytes = field(repr=False)
    envelope: Envelope = NOWHERE
    receivers: tuple[str, ...] = ()
    place: tuple[int, int] | None = None


Opened = tuple[Brought, Mapping[str, object] | None]


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
    digest = _raw_digest(brought)
    known, count, held = db.rows(_STANDING, [digest])[0]
    if known is not None:
        return int(known)
    packed, source = _packed(brought), holding.source_of(brought.envelope, brought.raw)
    is_full = held + len(packed) > MOST_HELD_BYTES
    if is_full or (holding.is_many(count, held) and holding.is_crowded(source)):
        tallies.add(What.TURNED_AWAY)
        raise NoRoom if is_full else Crowded
    try:
        with transaction.atomic(durable=True):
            row = _accepted(account, digest, brought, packed, source)
    except IntegrityError:  # somebody else brought it meanwhile
        return _known(digest)
    wake.wake(TOPIC, [[row]])
    return row


def _accepted(account: int, digest: str, brought: Brought, packed: bytes, source: holding.Source) -> int:
    """As plain SQL, for a third of what models would take: whoever brings a mail waits for it."""
    row, now = db.reserve_ids(_TABLE, count=1)[0], db.to_moment(clock.now())
    validity, uid = brought.place or (None, None)
    told = (account, digest, "", validity, uid, Arrived.Outcome.WAITING.value, "", False, "", "", "", "", 0, now, now)
    db.insert_rows(_TABLE, _COLUMNS, [(row, *told)])
    held = (row, packed, len(packed), None, None, source.peer, source.domain)
    db.insert_rows(_HELD, _HELD_COLUMNS, [held])
    return row


def park(account: int, head: Brought, *, why: str, where: str) -> int:
    """Of something that stays where it lies (`where`, and its place there) only the head can be had: a person is shown that.
    Its row; the same place is parked once."""
    name = f"{account}\0{where}\0{head.place}".encode()
    digest, packed = hashlib.sha256(name).hexdigest(), _packed(head)
    validity, uid = head.place or (None, None)
    with transaction.atomic(durable=True):
        told = {
            "account_id": account,
            "uid_validity": validity,
            "uid": uid,
            "outcome": Arrived.Outcome.PARKED,
            "why": why,
        }
        row, is_new = Arrived.objects.get_or_create(raw_digest=digest, defaults=told)
        if is_new:
            domain = holding.source_of(head.envelope, head.raw).domain
            Held.objects.create(arrived=row, sealed=packed, size_bytes=len(packed), domain=domain)
    return row.pk


def begin(account: int, *, where: str, uid_validity: int, uid_next: int) -> tuple[int, date]:
    """How far the account's mailbox was read, and since which day: what was in it at first stays out. Numbers of another mailbox
    (`where`), or of the same that counts anew, say nothing: all since that day is read again."""
    told = {"place": where, "uid_validity": uid_validity, "last_uid": max(0, uid_next - 1)}
    row, _is_new = Mailbox.objects.get_or_create(account_id=account, defaults=told)
    is_moved = bool(row.place) and row.place != where
    if row.uid_validity != uid_validity or is_moved:
        row.last_uid = 0
    Mailbox.objects.filter(pk=row.pk).update(place=where, uid_validity=uid_validity, last_uid=row.last_uid)
    return row.last_uid, row.began_at.date()


def read_up_to(account: int, *, where: str, uid_validity: int, uid: int) -> None:
    """All up to there is on disk."""
    Mailbox.objects.filter(account=account, place=where, uid_validity=uid_validity).update(last_uid=uid)


def opened(row: int) -> Brought:
    """What is held of it. ValueError if that cannot be opened; NotFound if nothing is held any more."""
    return opened_with_decision(row)[0]


def opened_with_decision(row: int) -> Opened:
    """The same, and what was decided of it before."""
    held = Held.objects.filter(pk=row).first()
    if held is None:
        raise NotFound
    return _opened(held)


def small_ones(rows: Collection[int]) -> dict[int, Callable[[], Opened]]:
    """Row -> what opens it as `opened_with_decision` does, of those that are small enough to be read together."""
    found = Held.objects.filter(pk__in=rows, size_bytes__lte=MOST_TOGETHER_BYTES)
    return {held.pk: partial(_opened, held) for held in found}


def _opened(held: Held) -> Opened:
    try:
        with sealed.Sealed(io.BytesIO(bytes(held.sealed)), crypto.key_for(_PURPOSE)) as file:
            plain = zlib.decompress(file.read())
    except (sealed.Unreadable, zlib.error) as error:
        raise ValueError("sealed under another KEFU_SECRET_KEY, or changed") from error
    head, _, raw = plain.partition(b"\n")
    told = json.loads(head)
    return Brought(raw, Envelope(**told["envelope"]), tuple(told["receivers"])), held.decided


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


def parked_because(why: str) -> int:
    return Arrived.objects.filter(outcome=Arrived.Outcome.PARKED, why=why).count()


def count_parked() -> int:
    return Arrived.objects.filter(outcome=Arrived.Outcome.PARKED).count()


def standing(now: datetime) -> tuple[int, timedelta]:
    """How many wait for a person, and how long the oldest that should be taken in by now waits already."""
    count = count_parked()
    due = Arrived.objects.filter(outcome=Arrived.Outcome.WAITING, next_try_at__lte=now).order_by("next_try_at")
    since = due.values_list("next_try_at", flat=True).first()
    return count, now - since if since else timedelta(0)


def try_again(rows: Collection[int] = ()) -> int:
    """Have what was parked looked at anew: these, or all. How many. What was never fetched stays: there is nothing to look at."""
    found = Arrived.objects.filter(outcome=Arrived.Outcome.PARKED).exclude(why__in=ELSEWHERE)
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
    """Let go of what was parked for too long, and where there is too much of the oldest of whoever has most there; how many."""
    rows = Arrived.objects.filter(outcome=Arrived.Outcome.PARKED).order_by("pk")
    fields = ("pk", "at", "held__size_bytes", "held__peer", "held__domain")
    old, kept = [], []
    for pk, at, size, peer, domain in rows.values_list(*fields).iterator():
        if at < now - KEEP_PARKED:
            old.append(pk)
        else:
            kept.append(holding.Parcel(pk, size or 0, peer or domain or ""))
    dropped = [*old, *holding.beyond(kept, MOST_PARKED_BYTES)]
    tallies.sweep(now)
    return sum(drop(dropped[start : start + AT_ONCE]) for start in range(0, len(dropped), AT_ONCE))


def _raw_digest(brought: Brought) -> str:
    """Of the bytes, and of who brought them where that may prove them: else a stranger's copy that came first would stand for
    the one that its own server brings."""
    said = brought.envelope
    by = f"\0{said.peer}\0{said.sender or said.helo}".encode() if said.peer else b""
    told = hashlib.sha256(brought.raw)
    told.update(by)
    return told.hexdigest()


def _known(digest: str) -> int:
    found = Arrived.objects.filter(raw_digest=digest).values_list("pk", flat=True).first()
    if found is None:
        raise NoRoom  # the row that was in the way is gone again: it is brought once more
    return found


def _packed(brought: Brought) -> bytes:
    told = {"envelope": asdict(brought.envelope), "receivers": brought.receivers}
    plain = json.dumps(told).encode() + b"\n" + brought.raw
    return sealed.sealed(zlib.compress(plain, level=1), crypto.key_for(_PURPOSE))
