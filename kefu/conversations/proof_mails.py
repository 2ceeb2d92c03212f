"""Was a message sent by us to this address? Answered by a mail to that very address, and to whoever asks by nothing at all.

Writer of `ProofAsked`. Who asks leaves a row, whatever they typed, and always gets the same answer; the worker looks at it.
What it then makes is a delivery within the bounds of automatic mails; where nothing fits, the guess is counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q

from kefu.conversations import leaving, proving
from kefu.conversations.kinds import DeliveryForm, DeliveryStatus
from kefu.conversations.models import Delivery
from kefu.conversations.models_away import ProofAsked
from kefu.conversations.proving import ProofVerdict
from kefu.conversations.records import EntryRecord
from kefu.kit import clock, wake
from kefu.kit.errors import TooMany
from kefu.people import contact, limits
from kefu.trust import misses
from kefu.trust.codes import is_well_formed

KIND = "email"
ASKS = limits.Figure(per_s=1 / 60, burst=10)  # of one network
IN_ALL = limits.Figure(per_s=300 / 3_600, burst=300)  # mails that go out; no flood of questions makes a flood of mails
MOST_WAITING = 5_000
GOT = (DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class _Match:
    """What the code stands under, and the address as it lies there; `account` 0: by no mailbox yet."""

    entry: EntryRecord
    sealed: bytes
    account: int = 0


def ask(code: str, *, address: str, ip: str) -> None:
    """Taken down, unlooked at: the same work whatever it is. TooMany for a network that asks again and again."""
    network = limits.network_of(ip) if ip else ""
    wait_s = limits.buckets.take(f"proof-mail:{network}", ASKS)
    if wait_s > 0:
        misses.missed(customer=0, address=ip)
        raise TooMany(retry_after_s=wait_s)
    if ProofAsked.objects.count() < MOST_WAITING:
        digest = contact.digest_of(address, kind=KIND)
        ProofAsked.objects.create(code=code[:14], digest=digest, network=network, at=clock.now())
        wake.wake(leaving.TOPIC, [])


def waiting(*, limit: int) -> list[int]:
    return list(ProofAsked.objects.order_by("pk").values_list("pk", flat=True)[:limit])


def answer(row: int, *, channel: str, account: int, now: datetime) -> int:
    """Look at one; the delivery (row), or 0. `account`: the mailbox (row) for what was not said by mail; 0: there is none."""
    asked = ProofAsked.objects.filter(pk=row).first()
    if asked is None:
        return 0
    found = _match(asked) if is_well_formed(asked.code) else None
    with transaction.atomic(durable=True):
        if not ProofAsked.objects.filter(pk=row).delete()[0]:
            return 0  # somebody else looked at it
        made = _made(asked, found, channel, account, now) if found else None
    if found is None:
        misses.missed(customer=0, address=asked.network)
    if made is not None:
        wake.wake(leaving.TOPIC, [made.pk])
    return made.pk if made else 0


def told(code: str, *, customer: int) -> ProofVerdict | None:
    """What is told of it to this customer (row) now, in the active language; null: nothing of theirs carries it any more."""
    return proving.sent_to(code, customer_id=customer)


def _made(asked: ProofAsked, found: _Match, channel: str, account: int, now: datetime) -> Delivery | None:
    by = found.account or account
    if not by or limits.buckets.take("proof-mails", IN_ALL) > 0:
        return None
    same = Delivery.objects.filter(entry_id=found.entry.id, form=DeliveryForm.PROOF)
    if same.filter(status__in=[DeliveryStatus.PENDING, DeliveryStatus.SENDING], digest=asked.digest).exists():
        return None  # one is on its way
    return Delivery.objects.create(
        entry_id=found.entry.id,
        nth=(same.aggregate(most=Max("nth"))["most"] or 0) + 1,
        form=DeliveryForm.PROOF,
        channel=channel,
        account_id=by,
        sealed=found.sealed,
        digest=asked.digest,
        proof_code=asked.code,
        is_automatic=True,
        next_try_at=now,
        created_at=now,
        changed_at=now,
    )


def _match(asked: ProofAsked) -> _Match | None:
    for customer, sealed, account in _recipients(asked):
        entry = proving.carrier_of(asked.code, customer_id=customer)
        if entry is not None:
            return _Match(entry, sealed, account)
    return None


def _recipients(asked: ProofAsked) -> Iterator[tuple[int, bytes, int]]:
    """Customers whom a message with this code was mailed to at this address, and those who are proved to have it."""
    mailed = Q(proof_code=asked.code, digest=asked.digest, form=DeliveryForm.WORDS, status__in=GOT)
    rows = Delivery.objects.filter(mailed).values_list("entry__conversation__customer_id", "sealed", "account_id")
    yield from ((customer, bytes(sealed), account) for customer, sealed, account in rows[:5])
    yield from ((customer, sealed, 0) for customer, sealed in contact.proved_with(asked.digest, kind=KIND))
