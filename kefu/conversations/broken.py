"""Rows that cannot be read, whoever wrote them: each is shown as such in its place, and told of once, without its content."""

import logging
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from kefu.conversations.data import BrokenData
from kefu.conversations.kinds import SYSTEM, Audience, Kind
from kefu.conversations.records import EntryRecord
from kefu.kit import db

logger = logging.getLogger(__name__)

UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)
MOST_TOLD = 1_000
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

_told: set[tuple[str, int]] = set()
_lock = threading.Lock()


def stand_in(row: Sequence[Any], error: Exception) -> EntryRecord:
    """For a row of ENTRY_COLUMNS: its place and its numbers are kept, so that no reader finds a gap."""
    tell("entry", row[0], error)
    return EntryRecord(
        id=row[0],
        conversation=row[1],
        conversation_public_id=row[2],
        seq=row[3],
        public_seq=row[4],
        kind=Kind.BROKEN,
        audience=Audience.STAFF if row[4] is None else Audience.EVERYONE,
        author=SYSTEM,
        body="",
        version=row[11] if type(row[11]) is int else 1,
        data=BrokenData(),
        key=None,
        cause=None,
        depth=0,
        created_at=moment(row[16]) or LONG_AGO,
    )


def moment(stored: object) -> datetime | None:
    try:
        return db.from_moment(stored)
    except (ValueError, OverflowError):
        return None


def tell(what: str, row: int, error: Exception) -> None:
    """Once for each row as long as this process lives, and for so many rows: a log is no place for a flood."""
    with _lock:
        if (what, row) in _told or len(_told) >= MOST_TOLD:
            return
        _told.add((what, row))
    logger.warning("%s %s cannot be read and is shown as broken: %s", what, row, type(error).__name__)
