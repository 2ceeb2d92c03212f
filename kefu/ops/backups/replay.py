"""An older backup brings back persons who were erased since: they are erased again before anybody sees it.

Who they are is known outside the database, beside the journal's heads, by keyed hashes alone (`safeguards.ledger`).
"""

import logging
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from kefu.kit import clock, db
from kefu.ops.backups.errors import NotPossible
from kefu.people import personal
from kefu.safeguards import erasing, ledger

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Replayed:
    """`known`: files of erased persons outside; `erased`: those of them whom this backup brought back."""

    known: int = 0
    erased: int = 0


NONE = Replayed()


def replay(home: Path | None) -> Replayed:
    """In the restored database, its files still beside their place. NotPossible where nobody could say who they are."""
    told = {each.digest: each for each in ledger.outside(home)}
    if not told:
        return NONE
    try:
        key = ledger.key_name()
    except ImproperlyConfigured as error:
        raise NotPossible(
            f"{len(told)} persons were erased, and nobody can say which of this backup: {error}"
        ) from error
    strange = sum(each.key != key for each in told.values())
    if strange:
        raise NotPossible(
            f"{strange} erased persons are told under another KEFU_DATA_KEY than this one: restore with the key of then."
        )
    missed = {digest: each for digest, each in told.items() if not ledger.knows(digest)}
    found = list(personal.rows_of(missed, digest=ledger.digest))
    for row, _public_id, digest in found:
        erasing.again(row, missed[digest], now=clock.now())
    if found:
        db.rewrite()
    return Replayed(len(told), len(found))
