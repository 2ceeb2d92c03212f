"""Lists of conversations carried out of the house: asked for at the desk, approved by a second person where they are long,
fetched once. `exports_making` makes them. Never for tokens; what opens a file is in its asker's link and nowhere else.
"""

import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.conversations import queries
from kefu.conversations.records import Filter
from kefu.kit import boxes, clock, db, ids, wake
from kefu.kit.errors import Invalid, NotFound
from kefu.kit.sheets import Form
from kefu.kit.text import clean_line
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import second, shifts
from kefu.safeguards.errors import Decided, OwnExport, TooManyExports
from kefu.safeguards.kinds import IS_OPEN, ExportState
from kefu.safeguards.models import Export, ExportPiece
from kefu.trust import journal

TOPIC = "exports"
MOST_OPEN = 3  # of one asker
MOST_SHOWN = 50
_LOCK = 2_032
PURPOSE_CHARS = REASON_CHARS = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """An export as its asker and whoever decides on it see it. `query` leads to the list; `rows` are those made so far."""

    public_id: str
    asker: int
    query: str
    purpose: str
    form: Form
    state: ExportState
    rows: int
    asked_at: datetime
    decided_by: int | None
    reason: str
    expires_at: datetime | None
    is_own: bool


def ask(viewer: Viewer, wanted: Filter, *, query: str, purpose: str, form: Form) -> tuple[Shown, str]:
    """The export and the key that alone will open it, told this once."""
    require(viewer, Capability.EXPORT)
    second.require_desk(viewer)
    purpose = clean_line(purpose, max_chars=PURPOSE_CHARS)
    if not purpose:
        raise Invalid(_("Say what the export is for."))
    first = queries.inbox_for(viewer, wanted, limit=1).rows
    shifts.require(viewer, first[0].conversation if first else None, what="export")
    opening, sealing = boxes.new_key()
    with transaction.atomic():
        hold(viewer.id)
        if Export.objects.filter(asker_id=viewer.id, state__in=IS_OPEN).count() >= MOST_OPEN:
            raise TooManyExports
        row = Export.objects.create(
            asker_id=viewer.id,
            asked=asdict(wanted),
            query=query[:600],
            purpose=purpose,
            form=form,
            locale=viewer.locale,
            sealing=sealing,
        )
        write_act(row, "export_asked", by=viewer.id)
        transaction.on_commit(_hurry)
    return _shown(row, viewer), opening


def own(viewer: Viewer) -> list[Shown]:
    """Newest first."""
    require(viewer, Capability.EXPORT)
    rows = Export.objects.filter(asker_id=viewer.id).order_by("-asked_at", "-id")[:MOST_SHOWN]
    return [_shown(row, viewer) for row in rows]


def waiting_for(viewer: Viewer) -> list[Shown]:
    """What waits for a second person, longest first; one's own waits for another."""
    require(viewer, Capability.APPROVE_EXPORTS)
    rows = Export.objects.filter(state=ExportState.WAITING).order_by("asked_at", "id")[:MOST_SHOWN]
    return [_shown(row, viewer) for row in rows]


def export_for(viewer: Viewer, public_id: str) -> Shown:
    """One's own; NotFound for anybody else's."""
    require(viewer, Capability.EXPORT)
    return _shown(_own(viewer, public_id), viewer)


def decide(viewer: Viewer, public_id: str, *, is_approved: bool, reason: str) -> None:
    """OwnExport, Decided, or Invalid without a reason."""
    require(viewer, Capability.APPROVE_EXPORTS)
    second.require_desk(viewer)
    reason = clean_line(reason, max_chars=REASON_CHARS)
    row = Export.objects.filter(public_id=public_id).first() if ids.is_public_id(public_id) else None
    if row is None:
        raise NotFound
    if row.asker_id == viewer.id or second.may_have_been(viewer, row.asker_id, at=row.asked_at):
        raise OwnExport
    if not reason:
        raise Invalid(_("Say why you decide so."))
    state = ExportState.APPROVED if is_approved else ExportState.REFUSED
    told = {"state": state, "decided_by_id": viewer.id, "decided_at": clock.now(), "reason": reason}
    with transaction.atomic():
        if not Export.objects.filter(pk=row.pk, state=ExportState.WAITING).update(**told):
            raise Decided
        write_act(row, f"export_{state.value}", by=viewer.id, told=f"agent:{row.asker_id}")
        transaction.on_commit(_hurry)


def fetch(viewer: Viewer, public_id: str, *, key: str) -> tuple[Shown, bytes]:
    """The file, this once. NotFound for anybody else's, with another key, too early, too late and a second time."""
    require(viewer, Capability.EXPORT)
    second.require_desk(viewer)
    row = _own(viewer, public_id)
    shifts.require(viewer, None, what="export")
    if not is_open(row):
        raise NotFound
    content = _opened(row, key.strip())
    with transaction.atomic():
        ready = Export.objects.filter(pk=row.pk, state=ExportState.READY, expires_at__gt=clock.now())
        if not ready.update(state=ExportState.FETCHED):
            raise NotFound
        ExportPiece.objects.filter(export=row).delete()
        write_act(row, "export_fetched", by=viewer.id, told=f"rows:{row.rows}")
    return _shown(row, viewer), content


def hold(asker: int) -> None:
    """Until the transaction ends nobody else counts what this agent exports."""
    db.lock_names(_LOCK, [asker])


def is_open(row: Export) -> bool:
    return row.state == ExportState.READY and row.expires_at is not None and row.expires_at > clock.now()


def place_of(row: Export, number: int, *, is_last: bool) -> str:
    """Where a piece belongs: none can be moved, and none left out at the end."""
    return f"{row.public_id}:{number}:{'end' if is_last else 'more'}"


def write_act(row: Export, action: str, *, by: int | None = None, told: str = "") -> None:
    """Of an agent, or of the machine itself (`by` nobody)."""
    kind = "agent" if by is not None else "operator"
    detail = f"{row.public_id} {row.form} {told}".strip()
    journal.write([journal.Act(clock.now(), kind, by or 0, action, "export", row.pk, detail)])


def _opened(row: Export, key: str) -> bytes:
    pieces: Sequence[bytes] = [
        bytes(each)
        for each in ExportPiece.objects.filter(export=row).order_by("number").values_list("sealed", flat=True)
    ]
    try:
        if boxes.sealing_half(key) != row.sealing or len(pieces) != row.pieces:
            raise NotFound
        places = [place_of(row, number, is_last=number == row.pieces) for number in range(1, row.pieces + 1)]
        plain = [boxes.unseal(key, each, place=place) for each, place in zip(pieces, places, strict=True)]
    except boxes.Unopened as error:
        raise NotFound from error
    return b"".join(zlib.decompress(each) for each in plain)


def _own(viewer: Viewer, public_id: str) -> Export:
    rows = Export.objects.filter(public_id=public_id, asker_id=viewer.id)
    row = rows.first() if ids.is_public_id(public_id) else None
    if row is None:
        raise NotFound
    return row


def _hurry() -> None:
    wake.wake(TOPIC, [])


def _shown(row: Export, viewer: Viewer) -> Shown:
    return Shown(
        public_id=row.public_id,
        asker=row.asker_id,
        query=row.query,
        purpose=row.purpose,
        form=Form(row.form),
        state=ExportState(row.state),
        rows=row.rows,
        asked_at=row.asked_at,
        decided_by=row.decided_by_id,
        reason=row.reason,
        expires_at=row.expires_at,
        is_own=row.asker_id == viewer.id,
    )
