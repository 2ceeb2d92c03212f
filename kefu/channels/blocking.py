"""Senders whose mails our people do not see: kept aside for a while, counted, and brought back by whoever takes it back.

Known by a keyed digest of the whole address, or of its domain. The one writer of Blocked. A customer of the exchange, proved, who
says that their account is in a thief's hands is heard all the same.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from kefu.channels import arrivals
from kefu.channels.models import Account, Blocked
from kefu.channels.models_arrivals import Arrived, Held
from kefu.kit import clock, wake
from kefu.kit.errors import Invalid, NotFound
from kefu.people import contact, directory, fields
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.trust import journal

MOST_SHOWN = 200
MOST_KEPT_BYTES = 128 * 1024 * 1024  # of all that blocked senders sent; the oldest go first
AT_ONCE = 500
_KIND = "email"
# who blocked one of these would silence half of all customers
EVERYBODYS = frozenset(
    {
        *(
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "live.com",
            "msn.com",
            "yahoo.com",
            "icloud.com",
        ),
        *("me.com", "aol.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de", "mail.ru", "yandex.ru"),
        *("naver.com", "daum.net", "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn"),
        *("sohu.com", "139.com", "189.cn", "aliyun.com"),
    }
)


@dataclass(frozen=True, slots=True)
class BlockedRecord:
    """`who`: the masked address, or the domain. `kept`: mails of theirs that wait to be brought back, or to be let go."""

    id: int
    who: str
    is_domain: bool
    by: int
    at: datetime
    kept: int


def block(viewer: Viewer, *, customer: int, is_domain: bool = False) -> int:
    """Block the address that this customer (row) is known by, or all of its domain. The row; the same again is the same."""
    require(viewer, Capability.BLOCK_DOMAINS if is_domain else Capability.BLOCK_SENDERS)
    known = contact.sealed_addresses({customer}, kind=_KIND).get(customer)
    masked = directory.customer_card(customer).email_masked
    if known is None or "@" not in masked:
        raise Invalid(_("No e-mail address of this customer is known."), code="no_address")
    domain = masked.rpartition("@")[2].lower()
    if is_domain:
        _require_blockable(domain)
    digest, who = (_digest_of_domain(domain), domain) if is_domain else (known[1], masked)
    with transaction.atomic():
        row, is_new = Blocked.objects.get_or_create(
            digest=digest, defaults={"masked": who, "is_domain": is_domain, "by": viewer.id}
        )
        if is_new:
            _journal(viewer, "sender_blocked", row)
    return int(row.pk)


def unblock(viewer: Viewer, row: int) -> int:
    """Take it back: what they sent meanwhile is taken in now. How many mails."""
    found = Blocked.objects.filter(pk=row).first()
    if found is None:
        raise NotFound
    require(viewer, Capability.BLOCK_DOMAINS if found.is_domain else Capability.BLOCK_SENDERS)
    with transaction.atomic():
        kept = Arrived.objects.filter(outcome=Arrived.Outcome.BLOCKED, blocked=row)
        told = {"outcome": Arrived.Outcome.WAITING, "blocked": None, "attempts": 0, "next_try_at": clock.now()}
        count = kept.update(**told)
        _journal(viewer, "sender_unblocked", found)
        found.delete()
    wake.wake(arrivals.TOPIC, [[0]])
    return count


def listed(viewer: Viewer) -> list[BlockedRecord]:
    """The newest first, with how much of each is kept."""
    require(viewer, Capability.BLOCK_SENDERS)
    rows = list(Blocked.objects.order_by("-pk")[:MOST_SHOWN])
    kept = Arrived.objects.filter(outcome=Arrived.Outcome.BLOCKED, blocked__in=[row.pk for row in rows])
    counts = dict(kept.values_list("blocked").annotate(count=Count("pk")))
    return [BlockedRecord(row.pk, row.masked, row.is_domain, row.by, row.at, counts.get(row.pk, 0)) for row in rows]


def blockers_of(addresses: Collection[str]) -> dict[str, int]:
    """Sender -> who (row of Blocked) blocks them, of those whom anybody does: the oldest."""
    digests = {each: (fields.digest_of(_KIND, each), _digest_of_domain(_domain(each))) for each in addresses}
    asked = {digest for pair in digests.values() for digest in pair}
    rows = dict(Blocked.objects.filter(digest__in=asked).order_by("-pk").values_list("digest", "pk")) if asked else {}
    found = {each: [rows[digest] for digest in pair if digest in rows] for each, pair in digests.items()}
    return {each: min(blockers) for each, blockers in found.items() if blockers}


def sweep(now: datetime) -> int:
    """Let go of what was kept for long enough, and of the oldest where there is too much; how many."""
    rows = Arrived.objects.filter(outcome=Arrived.Outcome.BLOCKED).order_by("-pk")
    before, dropped, size_bytes = now - timedelta(days=settings.KEEP_BLOCKED_DAYS), [], 0
    for pk, at, held in rows.values_list("pk", "at", "held__size_bytes").iterator():
        size_bytes += held or 0
        if at < before or size_bytes > MOST_KEPT_BYTES:
            dropped.append(pk)
    return sum(_drop(dropped[start : start + AT_ONCE]) for start in range(0, len(dropped), AT_ONCE))


def _drop(rows: Collection[int]) -> int:
    with transaction.atomic():
        gone = Arrived.objects.filter(pk__in=rows, outcome=Arrived.Outcome.BLOCKED)
        count = gone.update(outcome=Arrived.Outcome.DROPPED, blocked=None)
        Held.objects.filter(arrived__in=rows, arrived__outcome=Arrived.Outcome.DROPPED).delete()
    return count


def _require_blockable(domain: str) -> None:
    ours = Account.objects.filter(Q(address__iendswith=f"@{domain}")).exists()
    if ours or domain in EVERYBODYS:
        raise Invalid(_("Very many people write from this domain. Block the one address."), code="everybodys")


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _digest_of_domain(domain: str) -> str:
    return fields.digest_of(_KIND, f"@{domain}")


def _journal(viewer: Viewer, action: str, row: Blocked) -> None:
    detail = row.masked if row.is_domain else row.digest
    journal.write([journal.Act(clock.now(), "agent", viewer.id, action, "sender", row.pk, detail)])
