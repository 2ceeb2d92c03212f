"""What is on its way to somebody outside: taken by compare-and-set, settled by its outcome, sent anew by a person.

Writer of `Delivery` after `log` made a row. `channels.delivery` sends; whoever reads a bounce asks by `by_external_id`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from kefu.conversations import columns, leaving, log, nudges, proofs, roads, rules, store
from kefu.conversations.data import NoteData
from kefu.conversations.data_mail import CopyRole, UndeliverableData
from kefu.conversations.kinds import SYSTEM, Audience, DeliveryForm, DeliveryStatus, Kind
from kefu.conversations.models import Delivery
from kefu.conversations.nudges import About, Nudge
from kefu.conversations.records import Draft, EntryRecord, Failed
from kefu.kit import clock, db, wake
from kefu.people import fields, keys
from kefu.trust import journal

STALE_AFTER = timedelta(minutes=10)  # longer than any send may take
MAX_ATTEMPTS = 8
AGAIN = frozenset({DeliveryStatus.FAILED, DeliveryStatus.BOUNCED, DeliveryStatus.UNCERTAIN})
STOPPED = "stopped_while_sending"
_MAY_ARRIVE = (DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """A row as it stands. `error` is a code or the other side's own words, `entry` and `account` are rows. `first_seq`: what was
    not read in a chat, from there on; null: the entry alone.
    """

    id: int
    entry: int
    nth: int
    channel: str
    account: int
    status: DeliveryStatus
    attempts: int
    error: str
    permanent: bool
    external_id: str
    proof_code: str
    changed_at: datetime
    is_automatic: bool
    role: CopyRole = CopyRole.TO
    first_seq: int | None = None
    form: DeliveryForm = DeliveryForm.WORDS


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation, for whoever words what goes out. `id` and `customer` are rows; `public_id`: whose token it bears."""

    id: int
    public_id: str
    customer: int
    locale: str
    team: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try. `again_at`: it is tried then; null: this is the end of it."""

    status: DeliveryStatus
    error: str = ""
    permanent: bool = False
    again_at: datetime | None = None
    content_hash: str = ""


def due(now: datetime, *, limit: int) -> list[int]:
    """Rows that wait for their moment, the oldest first."""
    found = Delivery.objects.filter(next_try_at__lte=now, status=DeliveryStatus.PENDING).order_by("next_try_at")
    return list(found.values_list("pk", flat=True)[:limit])


def delivery(row: int) -> DeliveryRecord | None:
    found = Delivery.objects.filter(pk=row).first()
    return _record(found) if found else None


def claim(row: int, *, now: datetime, external_id: str, proof_code: str) -> DeliveryRecord | None:
    """Taken, so that nobody else sends it too; what it leaves as is on disk before it leaves. None: somebody else did, or has
    tried meanwhile and put it off.

    A second try keeps the id of the first: whoever got both after all takes them for one.
    """
    mine = Delivery.objects.filter(
        pk=row, status=DeliveryStatus.PENDING, next_try_at__lte=now, attempts__lt=MAX_ATTEMPTS
    )
    with transaction.atomic(durable=True):
        found = mine.select_for_update().first()
        if found is None:
            return None
        found.status, found.next_try_at = DeliveryStatus.SENDING, None
        found.attempts += 1
        found.claimed_at = found.changed_at = now
        found.external_id = found.external_id or external_id
        found.proof_code = proof_code
        told = ("status", "next_try_at", "attempts", "claimed_at", "changed_at", "external_id", "proof_code")
        is_ours = mine.filter(attempts=found.attempts - 1).update(**{name: getattr(found, name) for name in told}) == 1
    return _record(found) if is_ours else None


def settle(row: int, outcome: Outcome, *, now: datetime) -> bool:
    """What became of a claimed one; also of one that was given up as uncertain meanwhile. The desk is told what cannot go out."""
    open_ones = (DeliveryStatus.SENDING, DeliveryStatus.UNCERTAIN)
    told = {
        "status": outcome.status,
        "error": outcome.error[:200],
        "permanent": outcome.permanent,
        "next_try_at": outcome.again_at,
        "changed_at": now,
        "content_hash": outcome.content_hash,
        "is_untold": outcome.status in AGAIN,
    }
    with transaction.atomic(durable=True):
        is_done = Delivery.objects.filter(pk=row, status__in=open_ones).update(**told) == 1
    if is_done:
        _tell(row, outcome)
    return is_done


def bounced(row: int, *, error: str, now: datetime | None = None) -> bool:
    """The other side's later word: it did not arrive. Told twice, it counts once."""
    at = now or clock.now()
    open_ones = Delivery.objects.filter(pk=row, status__in=_MAY_ARRIVE)
    told = {"status": DeliveryStatus.BOUNCED, "error": error[:200], "permanent": True, "changed_at": at}
    told["is_untold"] = True
    is_done = open_ones.update(**told) == 1
    if is_done:
        _tell(row, Outcome(DeliveryStatus.BOUNCED, error, permanent=True))
    return is_done


def delivered(row: int, *, now: datetime | None = None) -> bool:
    """The other side's later word: it arrived."""
    open_ones = Delivery.objects.filter(pk=row, status__in=(DeliveryStatus.SENT, DeliveryStatus.UNCERTAIN))
    is_done = open_ones.update(status=DeliveryStatus.DELIVERED, error="", changed_at=now or clock.now()) == 1
    if is_done:
        _announce(row)
    return is_done


def by_external_id(account: int, external_id: str) -> DeliveryRecord | None:
    """What we sent by this account under this id (of a mail: its Message-ID with the angle brackets)."""
    found = Delivery.objects.filter(account_id=account, external_id=external_id).first() if external_id else None
    return _record(found) if found else None


def give_up_stale(now: datetime) -> int:
    """Whoever sent these ended in the middle: whether they left is not known, and only a person sends them again."""
    stale = Delivery.objects.filter(status=DeliveryStatus.SENDING, claimed_at__lt=now - STALE_AFTER)
    rows = list(stale.values_list("pk", flat=True)[:100])
    return sum(settle(row, Outcome(DeliveryStatus.UNCERTAIN, STOPPED), now=now) for row in rows)


def tell_again(*, limit: int = 100) -> int:
    """Whoever settled these ended before the desk was told; how many it is told of now. Told twice, it stands there once."""
    rows = list(Delivery.objects.filter(is_untold=True).order_by("pk")[:limit])
    for row in rows:
        _tell(row.pk, Outcome(DeliveryStatus(row.status), row.error, permanent=row.permanent))
    return len(rows)


def send_again(row: int, *, agent: int) -> bool:
    """One of ours wants it sent once more, whatever became of it: a row of its own, once however often it is pressed."""
    now = clock.now()
    with transaction.atomic(durable=True):
        old = Delivery.objects.select_for_update().filter(pk=row, status__in=AGAIN, form=DeliveryForm.WORDS).first()
        if old is None or not old.sealed or _newest_of(old) != old.nth:
            return False
        entry = store.select_entries("e.id = %s", [old.entry_id], tail="")[0]
        Delivery.objects.create(
            entry_id=old.entry_id,
            nth=old.nth + 1,
            first_seq=old.first_seq,
            channel=old.channel,
            account_id=old.account_id,
            sealed=old.sealed,
            digest=old.digest,
            role=old.role,
            is_automatic=old.is_automatic,
            next_try_at=now,
            created_at=now,
            changed_at=now,
        )
        detail = str(entry.seq) if old.role == CopyRole.TO else f"{entry.seq} {old.role} {old.digest}"
        act = journal.Act(now, "agent", agent, "sent_again", "conversation", entry.conversation, detail)
        journal.write([act])
    wake.wake(leaving.TOPIC, [row])
    _announce(row)
    return True


def address_of(row: int, *, customer: int) -> str:
    """Where it goes, opened; empty where their key was destroyed. For `channels.delivery`, which sends to it."""
    found = Delivery.objects.filter(pk=row).values_list("channel", "sealed").first()
    if found is None:
        return ""
    return fields.address(keys.ring([customer]), customer, rules.REACHES.get(found[0], ""), found[1])


def customer_address_of(entry: int, *, customer: int) -> str:
    """Where an entry goes to its customer, opened; empty where it goes to others alone."""
    row = Delivery.objects.filter(entry_id=entry, role=CopyRole.TO).values_list("pk", flat=True).first()
    return address_of(row, customer=customer) if row else ""


def cc_of(entry: int, *, customer: int) -> tuple[str, ...]:
    """Who stands in Cc, for everybody who gets it to read."""
    rows = Delivery.objects.filter(entry_id=entry, role=CopyRole.CC, nth=1).order_by("pk").values_list("pk", flat=True)
    return tuple(filter(None, (address_of(row, customer=customer) for row in rows)))


def forwarded_by(entry: EntryRecord) -> list[EntryRecord]:
    """The messages that leave with this note, as the log has them now; what was taken out meanwhile leaves no more."""
    rows = entry.data.forwarded if isinstance(entry.data, NoteData) else ()
    condition, params = db.among("e.id", rows)
    found = store.select_entries(condition, params, tail="ORDER BY e.id") if rows else []
    return [each for each in found if each.audience is Audience.EVERYONE and not proofs.is_gone(each)]


def row_at(conversation: int, *, seq: int, nth: int) -> int:
    """The row of what was said at `seq`, its `nth`; 0 if there is none."""
    own = Delivery.objects.filter(entry__conversation_id=conversation, entry__seq=seq, nth=nth, role=CopyRole.TO)
    found = own.filter(form=DeliveryForm.WORDS)
    return found.values_list("pk", flat=True).first() or 0


def newest_for(entries: Collection[int]) -> Mapping[int, DeliveryRecord]:
    """Entry (row) -> its newest delivery, of those that go out at all: for the desk's threads."""
    own = Delivery.objects.filter(entry_id__in=list(entries), role=CopyRole.TO, form=DeliveryForm.WORDS)
    found = own.order_by("nth", "pk") if entries else ()
    return {row.entry_id: _record(row) for row in found}


def newest_sent(*, among: int) -> dict[int, datetime]:
    """When something last left, by account; only the newest `among` are looked at."""
    newest = Delivery.objects.aggregate(newest=Max("pk"))["newest"] or 0
    found = Delivery.objects.filter(pk__gt=newest - among, status__in=(DeliveryStatus.SENT, DeliveryStatus.DELIVERED))
    return dict(found.values_list("account").annotate(at=Max("changed_at")))


def automatic_since(moment: datetime, *, row: int) -> int:
    """How many automatic ones went to where this one goes since then, itself left out."""
    digest = Delivery.objects.filter(pk=row).values("digest")
    gone = Delivery.objects.filter(digest__in=digest, is_automatic=True, claimed_at__gte=moment)
    return gone.exclude(pk=row).count()


def waiting_by_status() -> dict[str, int]:
    """Status -> how many, of those on their way."""
    return {
        DeliveryStatus.PENDING.value: Delivery.objects.filter(next_try_at__isnull=False).count(),
        DeliveryStatus.SENDING.value: Delivery.objects.filter(status=DeliveryStatus.SENDING).count(),
    }


def overdue(before: datetime) -> int:
    """How many should have been tried before this moment."""
    return Delivery.objects.filter(status=DeliveryStatus.PENDING, next_try_at__lt=before).count()


def put_off(*, attempts: int) -> int:
    """How many were tried so often, and wait for the next time."""
    return Delivery.objects.filter(
        status=DeliveryStatus.PENDING, next_try_at__isnull=False, attempts__gte=attempts
    ).count()


def told_of(conversation: int) -> Iterator[Mapping[str, object]]:
    """What went out of it and how far, ready for JSON: for a person's copy. `number` is that of the entry."""
    found = Delivery.objects.filter(entry__conversation_id=conversation).order_by("pk")
    for seq, status, at in found.values_list("entry__seq", "status", "changed_at").iterator():
        yield {"number": seq, "status": status, "at": at}


def place_of(conversation: int) -> Place:
    """Whose it is, and in which language we write there."""
    head, road = columns.heads([conversation])[conversation], roads.of_row(conversation)
    return Place(head.id, road.named if road else head.public_id, head.customer, head.locale, head.state.sorting.team)


def entry_of(row: int) -> EntryRecord | None:
    """What it says, as the log has it now."""
    found = Delivery.objects.filter(pk=row).values_list("entry_id", flat=True).first()
    entries = store.select_entries("e.id = %s", [found], tail="") if found else []
    return entries[0] if entries else None


def _newest_of(old: Delivery) -> int:
    same = Delivery.objects.filter(entry_id=old.entry_id, account_id=old.account_id, digest=old.digest, form=old.form)
    return int(same.aggregate(most=Max("nth"))["most"])


def _tell(row: int, outcome: Outcome) -> None:
    """What did not go out and will not by itself stands in the conversation, once; of the rest open desks are told to look."""
    _announce(row)
    if outcome.status not in AGAIN:
        return
    words = Delivery.objects.filter(pk=row, role=CopyRole.TO, form=DeliveryForm.WORDS)
    if not words.exists():  # what became of a copy stands below the message, and of what tells of a code nowhere
        Delivery.objects.filter(pk=row).update(is_untold=False)
        return
    entry = entry_of(row)
    if entry is None:  # with its conversation the row is gone too
        return
    data = UndeliverableData(target=entry.seq, status=outcome.status, error=outcome.error[:200])
    key = f"delivery.{row}.{outcome.status}"
    draft = Draft(entry.conversation, Kind.UNDELIVERABLE, SYSTEM, data, audience=Audience.STAFF, key=key)
    if not isinstance(log.append([draft])[0], Failed):
        Delivery.objects.filter(pk=row, status=outcome.status).update(is_untold=False)


def _announce(row: int) -> None:
    """Open desks look again."""
    entry = entry_of(row)
    if entry is not None:
        nudges.send(Nudge(entry.conversation, entry.conversation_public_id, About.DELIVERY.value))


def _record(row: Delivery) -> DeliveryRecord:
    return DeliveryRecord(
        id=row.pk,
        entry=row.entry_id,
        nth=row.nth,
        channel=row.channel,
        account=row.account_id,
        status=DeliveryStatus(row.status),
        attempts=row.attempts,
        error=row.error,
        permanent=row.permanent,
        external_id=row.external_id,
        proof_code=row.proof_code,
        changed_at=row.changed_at,
        is_automatic=row.is_automatic,
        role=CopyRole(row.role),
        first_seq=row.first_seq,
        form=DeliveryForm(row.form),
    )
