"""Makes exports piece by piece, in the worker: lines are sealed to their asker's link before they are stored anywhere."""

import secrets
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import translation

from kefu.conversations import queries
from kefu.conversations.kinds import Box, Order, Priority
from kefu.conversations.records import Filter, InboxRow
from kefu.kit import boxes, db, sheets
from kefu.kit.sheets import Form
from kefu.people import directory, staff
from kefu.people.access import Viewer, ViewerKind
from kefu.people.capabilities import BUNDLES, Capability
from kefu.safeguards import exports, exports_lines
from kefu.safeguards.kinds import IS_MADE, ExportState
from kefu.safeguards.models import Export, ExportPiece

MOST_ROWS = 100_000
PAGE_ROWS = 200
PAGES_A_PIECE = 5
STATEMENT_MS = 5_000
LINK_LIVES = timedelta(hours=1)
WAITS = timedelta(hours=24)
ALONE_COUNTS_FOR = timedelta(hours=24)  # what one person may export without a second one is counted over a day
MOST_TRIES = 5  # of one piece; each is counted before it begins, so that one that ends the process counts too
FIRST_PAUSE = timedelta(minutes=1)
_FRESH: Mapping[str, Any] = {"tries": 0, "due_at": None}


def make(now: datetime) -> int:
    """The next piece of what was asked for first, of those that are not to be tried again later. How many exports went on."""
    is_due = Q(due_at=None) | Q(due_at__lte=now)
    row = Export.objects.filter(is_due, state__in=IS_MADE).order_by("asked_at", "id").first()
    if row is None:
        return 0
    viewer = _asker(row)
    if viewer is None:
        return _ends(row, ExportState.DROPPED)
    if row.tries >= MOST_TRIES:
        return _ends(row, ExportState.FAILED)
    if not _begun(row, now):
        return 0
    rows, cursor = _read(viewer, row)
    if row.rows + len(rows) > MOST_ROWS:
        return _ends(row, ExportState.TOO_LONG)
    return _store(row, rows, cursor, now)


def sweep(now: datetime) -> int:
    """What nobody fetched or decided in time is gone."""
    late = Export.objects.filter(state=ExportState.READY, expires_at__lte=now)
    late |= Export.objects.filter(state__in=(*IS_MADE, ExportState.WAITING), asked_at__lte=now - WAITS)
    return sum(_ends(row, ExportState.EXPIRED) for row in late[:PAGE_ROWS])


def drop_made() -> int:
    """Nobody can say who is in a list that is sealed to its link: those made before somebody was erased are gone, all of them."""
    made = Export.objects.filter(state=ExportState.READY) | Export.objects.filter(state__in=IS_MADE, pieces__gt=0)
    return sum(_ends(row, ExportState.EXPIRED) for row in made)


def filter_of(stored: Mapping[str, Any]) -> Filter:
    priority = stored.get("priority")
    return Filter(
        **{
            **stored,
            "box": Box(stored["box"]),
            "order": Order(stored["order"]),
            "priority": Priority(priority) if priority is not None else None,
        }
    )


def _asker(row: Export) -> Viewer | None:
    """Whoever asked, with what they may do now; None if that is not to export."""
    card = directory.agent_card(row.asker_id)
    if card is None:
        return None
    told = staff.staff_card(card.public_id)
    if not told.is_active or Capability.EXPORT not in BUNDLES[told.role]:
        return None
    may = BUNDLES[told.role]
    return Viewer(
        ViewerKind.AGENT,
        told.id,
        told.public_id,
        told.name,
        locale=row.locale,
        capabilities=may,
        compartment=told.compartment,
    )


def _read(viewer: Viewer, row: Export) -> tuple[list[InboxRow], str]:
    """A few pages of the list, each a bounded statement, outside of any lock; and where it goes on."""
    rows, cursor = list[InboxRow](), row.cursor
    with db.patient_for(STATEMENT_MS):
        for _page in range(PAGES_A_PIECE):
            page = queries.inbox_for(viewer, filter_of(row.asked), cursor=cursor, limit=PAGE_ROWS)
            rows += page.rows
            cursor = page.next_cursor
            if not cursor:
                break
    return rows, cursor


def _begun(row: Export, now: datetime) -> bool:
    """Whether it is ours to try: a second process finds it taken, and whoever comes before the pause is over the next export."""
    pause = FIRST_PAUSE * (1 << row.tries)
    mine = Export.objects.filter(pk=row.pk, state=row.state, pieces=row.pieces, tries=row.tries)
    return bool(mine.update(tries=row.tries + 1, due_at=now + pause))


def _is_too_much(row: Export, rows: int, now: datetime) -> bool:
    """For one person, with what they got lately that nobody else decided on: many short lists are a long one.

    Under the asker's lock, or two that end at once would not count each other.
    """
    if row.state != ExportState.ASKED:
        return False
    lately = Export.objects.filter(asker_id=row.asker_id, decided_by=None, made_at__gt=now - ALONE_COUNTS_FOR)
    others = int(lately.exclude(pk=row.pk).aggregate(rows=Sum("rows"))["rows"] or 0)
    return others + rows > settings.EXPORT_ROWS_ALONE


def _waits(row: Export) -> None:
    """Too long for one person: what was made of it is thrown away."""
    held = Export.objects.filter(pk=row.pk, state=ExportState.ASKED, pieces=row.pieces)
    if held.update(state=ExportState.WAITING, rows=0, pieces=0, cursor="", **_FRESH):
        ExportPiece.objects.filter(export=row).delete()
        exports.write_act(row, "export_waits", told=f"agent:{row.asker_id} more:{settings.EXPORT_ROWS_ALONE}")


def _store(row: Export, rows: Sequence[InboxRow], cursor: str, now: datetime) -> int:
    number, is_last = row.pieces + 1, not cursor
    data = zlib.compress(_lines(row, rows, is_first=number == 1).encode())
    sealed = boxes.seal(row.sealing, data, place=exports.place_of(row, number, is_last=is_last))
    changed = {"pieces": number, "rows": row.rows + len(rows), "cursor": cursor, **_FRESH}
    if is_last:
        changed |= {"state": ExportState.READY, "made_at": now, "expires_at": now + LINK_LIVES}
    with transaction.atomic():
        exports.hold(row.asker_id)
        if _is_too_much(row, row.rows + len(rows), now):
            _waits(row)
            return 1
        if not Export.objects.filter(pk=row.pk, state=row.state, pieces=row.pieces).update(**changed):
            return 0
        ExportPiece.objects.create(export=row, number=number, sealed=sealed)
        if is_last:
            told = f"agent:{row.asker_id} rows:{changed['rows']} canary:{exports_lines.canary_of(row.public_id)}"
            exports.write_act(row, "export_made", told=told)
    return 1


def _lines(row: Export, rows: Sequence[InboxRow], *, is_first: bool) -> str:
    """The canary stands among the first lines, anywhere."""
    form = Form(row.form)
    with translation.override(row.locale):
        lines = exports_lines.lines(rows)
        if is_first:
            canary = exports_lines.canary(row.public_id, among=lines, now=row.asked_at)
            lines.insert(secrets.randbelow(len(lines) + 1), canary)
            lines.insert(0, exports_lines.heads())
    mark = sheets.BOM if is_first and row.locale.startswith("zh") else ""
    return mark + "".join(sheets.line(each, form) for each in lines)


def _ends(row: Export, state: ExportState) -> int:
    with transaction.atomic():
        if Export.objects.filter(pk=row.pk, state=row.state).update(state=state):
            ExportPiece.objects.filter(export=row).delete()
            exports.write_act(row, f"export_{state.value}", told=f"agent:{row.asker_id}")
    return 1
