"""One's own data: a copy of what is held, and to be erased. For customers whom the exchange has proved, and nobody else."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any, cast

from django.http import StreamingHttpResponse
from ninja import Schema
from ninja.responses import Status

from kefu.api.v1 import shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.files import takeaway
from kefu.people import directory
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.safeguards import copies, erasures

router = GuardedRouter(tags=["own data"])

JSON_NAME = "data.json"


class Copy(Schema):
    """`state`: asked, ready, fetched, expired or too_long. It can be fetched once, until `expires_at`."""

    id: str
    state: str
    asked_at: datetime
    expires_at: datetime | None
    bytes: int
    again_at: datetime


class Erasure(Schema):
    """It can be withdrawn until `due_at`; then everything goes, and nothing brings it back."""

    asked_at: datetime
    due_at: datetime


class OwnData(Schema):
    """`is_proved`: the exchange has signed who the caller is; without that, nothing here can be asked for."""

    is_proved: bool
    takeaway: Copy | None
    erasure: Erasure | None


@router.get("/own-data", response=OwnData)
@policy(Who.CUSTOMER, objects="own")
def own_data(request: ApiRequest) -> OwnData:
    """What the caller has asked for."""
    return _told(request.auth)


@router.post("/own-data/copies", response={201: OwnData})
@policy(Who.CUSTOMER, objects="own", rate=Rate.WRITE)
def ask_for_copy(request: ApiRequest) -> Status[OwnData]:
    """Have a copy made of all that is held of the caller; once in 24 hours."""
    copies.ask(request.auth)
    return Status(201, _told(request.auth))


@router.post("/own-data/copies/{copy_id}/file")
@policy(Who.CUSTOMER, objects="own", rate=Rate.WRITE)
def fetch(request: ApiRequest, copy_id: shapes.PublicId) -> StreamingHttpResponse:
    """The copy, this once: a ZIP with `data.json` (docs/customer-copy.schema.json) and the files, up to 256 MB of them."""
    viewer = request.auth
    found = copies.fetch(viewer, copy_id)
    answer = StreamingHttpResponse(_zipped(found, viewer), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="my-data-{found.made_at:%Y-%m-%d}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


@router.put("/own-data/erasure", response=OwnData)
@policy(Who.CUSTOMER, objects="own", rate=Rate.WRITE)
def ask_for_erasure(request: ApiRequest) -> OwnData:
    """Ask to be erased: all that was said, the files, the name. It waits a while, and nothing undoes it then."""
    erasures.ask_for_self(request.auth)
    return _told(request.auth)


@router.delete("/own-data/erasure", response=OwnData)
@policy(Who.CUSTOMER, objects="own", rate=Rate.WRITE)
def withdraw(request: ApiRequest) -> OwnData:
    """Not to be erased after all, as long as it has not begun."""
    erasures.withdraw_own(request.auth)
    return _told(request.auth)


def _told(viewer: Viewer) -> OwnData:
    found, asked = copies.own(viewer), erasures.own_request(viewer)
    return OwnData(
        is_proved=directory.is_proved(viewer.id),
        takeaway=Copy(
            id=found.public_id,
            state=found.state.value,
            asked_at=found.asked_at,
            expires_at=found.expires_at,
            bytes=found.bytes,
            again_at=found.again_at,
        )
        if found
        else None,
        erasure=Erasure(asked_at=asked.asked_at, due_at=asked.due_at) if asked else None,
    )


class _Sink(io.RawIOBase):
    """Where the archive is written to: given on as it grows, never held as a whole."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        raw = bytes(data)
        self._held += raw
        return len(raw)

    def taken(self) -> bytes:
        data = bytes(self._held)
        self._held.clear()
        return data


def _zipped(found: copies.Fetched, viewer: Viewer) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(JSON_NAME, "w", force_zip64=True) as entry:
            for piece in found.pieces:
                entry.write(piece)
                yield sink.taken()
        for name, chunks in takeaway.files_of(viewer):
            with archive.open(f"files/{name}", "w", force_zip64=True) as entry:
                for chunk in chunks:
                    entry.write(chunk)
                    yield sink.taken()
    yield sink.taken()
