"""A copy of what is held of a customer, for them alone: asked for by who the exchange has proved, once a day; fetched once.

`copies_making` makes it, in the worker. It lies sealed under the customer's own key until it is fetched, for a day at most.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kefu.kit import clock, ids, wake
from kefu.kit.errors import NotAllowed, NotFound
from kefu.people import directory, keys
from kefu.people.access import Viewer
from kefu.safeguards.errors import TooSoon
from kefu.safeguards.kinds import CopyState
from kefu.safeguards.models import CopyPiece, CustomerCopy
from kefu.trust import journal

TOPIC = "copies"
EVERY = timedelta(hours=24)
SUBJECT = "customer"


@dataclass(frozen=True, slots=True)
class Shown:
    """`again_at`: from when on another one may be asked for."""

    public_id: str
    state: CopyState
    asked_at: datetime
    expires_at: datetime | None
    bytes: int
    again_at: datetime


@dataclass(frozen=True, slots=True)
class Fetched:
    """The JSON file in pieces; `files` are what goes with it, by the ids that it names."""

    public_id: str
    made_at: datetime
    pieces: Iterator[bytes]


def ask(viewer: Viewer) -> Shown:
    """NotAllowed for guests; TooSoon within a day of the one before."""
    require_proved(viewer)
    now = clock.now()
    with transaction.atomic():
        newest = _newest(viewer.id)
        if newest is not None and now < newest.asked_at + EVERY:
            left = newest.asked_at + EVERY - now
            raise TooSoon(retry_after_s=left.total_seconds())
        row = CustomerCopy.objects.create(customer_id=viewer.id, asked_at=now)
        journaled(row, "copy_asked", is_by_owner=True)
        transaction.on_commit(_hurry)
    return _shown(row)


def own(viewer: Viewer) -> Shown | None:
    """The newest one."""
    row = _newest(viewer.id) if viewer.is_customer else None
    return _shown(row) if row else None


def fetch(viewer: Viewer, public_id: str) -> Fetched:
    """This once. NotFound for anybody else's, too early, too late and a second time."""
    require_proved(viewer)
    found = CustomerCopy.objects.filter(public_id=public_id, customer_id=viewer.id)
    row = found.first() if ids.is_public_id(public_id) else None
    if row is None:
        raise NotFound
    with transaction.atomic():
        ready = CustomerCopy.objects.filter(pk=row.pk, state=CopyState.READY, expires_at__gt=clock.now())
        if not ready.update(state=CopyState.FETCHED):
            raise NotFound
        pieces = _pieces(row)
        if len(pieces) != row.pieces:
            raise NotFound
        CopyPiece.objects.filter(copy=row).delete()
        journaled(row, "copy_fetched", is_by_owner=True)
    return Fetched(row.public_id, row.made_at or row.asked_at, _opened(row, pieces))


def require_proved(viewer: Viewer) -> None:
    if not (viewer.is_customer and directory.is_proved(viewer.id)):
        raise NotAllowed(_("Sign in at the exchange first: only then do we know that it is you."))


def place_of(public_id: str, number: int) -> str:
    """What a piece is bound to, besides its customer: none is exchanged for another."""
    return f"safeguards.copy.{public_id}.{number}"


def journaled(row: CustomerCopy, action: str, *, is_by_owner: bool = False) -> None:
    kind, actor = ("customer", row.customer_id) if is_by_owner else ("operator", 0)
    journal.write([journal.Act(clock.now(), kind, actor, action, SUBJECT, row.customer_id)])


def _pieces(row: CustomerCopy) -> list[bytes]:
    rows = CopyPiece.objects.filter(copy=row).order_by("number").values_list("sealed", flat=True)
    return [bytes(each) for each in rows]


def _opened(row: CustomerCopy, pieces: list[bytes]) -> Iterator[bytes]:
    for number, sealed in enumerate(pieces, start=1):
        yield zlib.decompress(keys.opened(row.customer_id, sealed, about=place_of(row.public_id, number)))


def _newest(customer: int) -> CustomerCopy | None:
    return CustomerCopy.objects.filter(customer_id=customer).order_by("-asked_at", "-pk").first()


def _hurry() -> None:
    wake.wake(TOPIC, [])


def _shown(row: CustomerCopy) -> Shown:
    is_over = row.expires_at is not None and row.expires_at <= clock.now() and row.state == CopyState.READY
    state = CopyState.EXPIRED if is_over else CopyState(row.state)
    return Shown(row.public_id, state, row.asked_at, row.expires_at, row.bytes, row.asked_at + EVERY)


def note_export(customer: int) -> None:
    """By the command line, for somebody who asked by letter."""
    with transaction.atomic():
        journal.write([journal.Act(clock.now(), "operator", 0, "copy_exported", SUBJECT, customer)])
