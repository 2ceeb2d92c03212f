"""Codes that were tried and are none: counted, and noticed where one person or address goes on trying."""

from collections.abc import Iterable

from django.db import transaction

from kefu.kit import clock, metrics
from kefu.people import limits
from kefu.trust import journal

GUESSED = "proof_guessed"
FORGIVEN = limits.Figure(per_s=1 / 600, burst=20)  # who mistypes does so a few times in a row
OF_STRANGERS = limits.Figure(per_s=1 / 36, burst=200)  # all together, from however many networks
TOLD = limits.Figure(per_s=1 / 3600, burst=1)  # one row an hour tells as much as a thousand

_lookups = metrics.counter("kefu_proof_lookups", "Proof codes looked up, by what was found.", ("found",))
_guessing = metrics.counter("kefu_proof_guessing", "Proof codes tried beyond the bound for one person or address.")


def can_be(found: Iterable[str]) -> None:
    """What may be counted: told to Prometheus as none before the first."""
    for each in found:
        _lookups.labels(each)


def counted(found: str) -> None:
    """`found` is one of a closed list of ours."""
    _lookups.labels(found).inc()


def missed(*, customer: int, address: str = "") -> None:
    """A code that is none of this customer's (row; 0: a stranger's). Beyond the bound it stands in the journal, once an hour."""
    network = limits.network_of(address) if address else ""
    who = {f"proof-miss:customer:{customer}": FORGIVEN} if customer else {"proof-miss:strangers": OF_STRANGERS}
    for key, figure in {**who, **({f"proof-miss:{network}": FORGIVEN} if network else {})}.items():
        if limits.buckets.take(key, figure) > 0:
            _guessing.inc()
            if limits.buckets.take(f"{key}:told", TOLD) == 0:
                _tell(customer, network)


def _tell(customer: int, network: str) -> None:
    act = journal.Act(
        at=clock.now(),
        actor_kind="customer" if customer else "stranger",
        actor_id=customer,
        action=GUESSED,
        subject_kind="customer",
        subject_id=customer,
        detail=network,
    )
    with transaction.atomic():
        journal.write([act])
