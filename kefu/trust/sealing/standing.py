"""How far the journal is sealed, signed and outside; and whether that is far enough for reveals. Reads, changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from kefu.trust.sealing import folder, places, sealer, store
from kefu.trust.sealing.errors import Bent
from kefu.trust.sealing.leaves import leaf

NEWEST = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts of rows. `waiting_since` is of the oldest row that some place outside does not know of."""

    sealed: int
    signed: int
    outside: int
    waiting_since: datetime | None


def standing() -> Standing:
    signed = store.newest_head()
    outside = min(_known_at(place) for place in places.configured())
    return Standing(store.size(), signed.size if signed else 0, outside, _oldest_beyond(outside))


def is_overdue(now: datetime) -> bool:
    """A row has waited for too long to be known outside."""
    since = standing().waiting_since
    return since is not None and now - since > timedelta(seconds=settings.JOURNAL_OVERDUE_S)


def may_reveal(now: datetime) -> bool:
    """Whether sealed data may be shown: what is looked at now must be provable by what lies outside the database."""
    return not is_overdue(now)


def fault() -> str:
    """What is wrong with the newest of it, in words; empty if nothing is. `verify_journal` looks at all of it."""
    try:
        sealer.require_straight(store.line(), store.size(), folder.newest())
    except Bent as error:
        return str(error)
    for each in store.stored(max(store.size() - NEWEST, 0)):
        if each.row is None:
            return f"row {each.entry_id} is gone, or cannot be read"
        if leaf(each.row) != each.leaf:
            return f"row {each.entry_id} is not what was sealed"
    return ""


def _known_at(place: str) -> int:
    """How many rows the newest head counts that came there."""
    newest = store.newest_head(**{f"{place}__isnull": False})
    return newest.size if newest else 0


def _oldest_beyond(outside: int) -> datetime | None:
    """A row that cannot be read, or has no moment, has waited for ever."""
    beginning = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    if outside < store.size():
        found = store.stored(outside, most=1)
        row = found[0].row if found else None
        return row.at if row else beginning
    if store.first_id_after(store.last_sealed_id()) is None:
        return None
    try:
        return store.rows_after(store.last_sealed_id(), most=1)[0].at
    except ValueError:
        return beginning
