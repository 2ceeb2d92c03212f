"""Makes the copy of what is held of a customer: every room tells its part, one JSON file, sealed piece by piece.

The form is docs/customer-copy.schema.json. A copy that a crash cut off is begun anew.
"""

import json
import logging
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from kefu.conversations import personal
from kefu.kit import clock, db
from kefu.people import directory, inventory, keys
from kefu.people.inventory import Scope
from kefu.safeguards import copies
from kefu.safeguards.kinds import CopyState
from kefu.safeguards.models import CopyPiece, CustomerCopy

FORMAT = "kefu-customer-copy-1"
PIECE_BYTES = 1024 * 1024
MAX_BYTES = 64 * 1024 * 1024  # of JSON: some hundred thousand messages
LIVES = timedelta(hours=24)
AT_ONCE = 100
_MAKING = 2_053  # a space of db.held
logger = logging.getLogger(__name__)


def make(now: datetime) -> int:
    """The one that was asked for first, by one process at a time. How many were made, or given up: too long, or with something
    in it that nobody can open, which must not keep all others waiting."""
    with db.held(_MAKING, "copies") as is_ours:
        row = CustomerCopy.objects.filter(state=CopyState.ASKED).order_by("asked_at", "pk").first() if is_ours else None
        return _made(row, now) if row else 0


def _made(row: CustomerCopy, now: datetime) -> int:
    CopyPiece.objects.filter(copy=row).delete()
    try:
        size, number = _put_down(row, now)
    except keys.Unreadable as error:
        logger.error("a copy was not made: what is held of its customer does not open (%s)", type(error).__name__)
        return _ends(row, CopyState.EXPIRED)
    if size > MAX_BYTES:
        return _ends(row, CopyState.TOO_LONG)
    told = {
        "state": CopyState.READY,
        "made_at": now,
        "expires_at": clock.now() + LIVES,
        "pieces": number,
        "bytes": size,
    }
    with transaction.atomic():
        if CustomerCopy.objects.filter(pk=row.pk, state=CopyState.ASKED).update(**told):
            copies.journaled(row, "copy_made")
    return 1


def _put_down(row: CustomerCopy, now: datetime) -> tuple[int, int]:
    """The pieces, sealed; how many bytes of JSON, no further than a little over the most, and how many pieces."""
    scope = personal.scope_of(row.customer_id, directory.customer_card(row.customer_id).public_id)
    size, number = 0, 0
    for number, piece in enumerate(_in_pieces(_json(scope, now)), start=1):
        size += len(piece)
        if size > MAX_BYTES:
            break
        about = copies.place_of(row.public_id, number)
        sealed = keys.sealed(row.customer_id, zlib.compress(piece), about=about)
        CopyPiece.objects.create(copy=row, number=number, sealed=sealed)
    return size, number


def sweep(now: datetime) -> int:
    """What nobody fetched in time is gone."""
    late = CustomerCopy.objects.filter(state=CopyState.READY, expires_at__lte=now)[:AT_ONCE]
    return sum(_ends(row, CopyState.EXPIRED) for row in late)


def whole(customer: int, *, now: datetime) -> Iterator[bytes]:
    """The JSON file of a customer, for the command line."""
    return _in_pieces(_json(personal.scope_of(customer, directory.customer_card(customer).public_id), now))


def _json(scope: Scope, now: datetime) -> Iterator[str]:
    """One record a line, each with the list that it belongs to."""
    head = {"format": FORMAT, "from": settings.BRAND_NAME, "at": settings.BASE_URL, "made_at": now.isoformat()}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "records": [\n'
    comma = ""
    for holding in inventory.holdings():
        for name, told in holding.told(scope):
            yield comma + json.dumps({"list": name, **told}, ensure_ascii=False, default=_written)
            comma = ",\n"
    yield "\n]}\n"


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _in_pieces(texts: Iterator[str]) -> Iterator[bytes]:
    held = bytearray()
    for text in texts:
        held += text.encode("utf-8", "replace")
        if len(held) >= PIECE_BYTES:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


def _ends(row: CustomerCopy, state: CopyState) -> int:
    with transaction.atomic():
        if CustomerCopy.objects.filter(pk=row.pk, state=row.state).update(state=state):
            CopyPiece.objects.filter(copy=row).delete()
            copies.journaled(row, f"copy_{state.value}")
    return 1
