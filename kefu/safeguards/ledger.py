"""Who is erased, told by keyed hashes alone: in a table, and as a signed file beside the journal's heads, outside the database.

An older backup knows nothing of it: whoever restores one reads the files and erases again. Only writer of its table.

erasures/2026-11-30/<digest>.erased     one line of canonical JSON, and its signature
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from kefu.kit import db, http
from kefu.people import keys
from kefu.safeguards.models import ErasedPerson
from kefu.trust import signing
from kefu.trust.sealing import places
from kefu.trust.sealing.errors import Bent

logger = logging.getLogger(__name__)

FOLDER, ENDING = "erasures", ".erased"
ABOUT = "safeguards.erased"
AT_ONCE = 100
MAX_BYTES = 4_096
_BRINGING = 0x65726173
_SAME_KEY = "the key by which erased persons are told"


@dataclass(frozen=True, slots=True)
class Told:
    """A file of the ledger. `key`: which key its digest was made under."""

    digest: str
    erasure: str
    at: datetime
    key: str


def digest(public_id: str) -> str:
    return keys.digest(public_id, about=ABOUT)


def key_name() -> str:
    """Another one where the digests of before were made under another key: none of those would be found again."""
    return keys.digest(_SAME_KEY, about=ABOUT)[:16]


def note(digest: str, *, erasure: str, at: datetime) -> None:
    """In the transaction in which the erasing begins: a backup made a moment later must not bring them back either."""
    ErasedPerson.objects.get_or_create(digest=digest, defaults={"erasure": erasure, "at": at})


def knows(digest: str) -> bool:
    return ErasedPerson.objects.filter(digest=digest).exists()


def bring(now: datetime) -> int:
    """Whatever is not in its places outside yet. How many files came to one."""
    with db.held(_BRINGING, FOLDER) as is_ours:
        return sum(_bring_to(place, keep, now) for place, keep in places.configured().items()) if is_ours else 0


def outside(home: Path | None = None) -> Iterator[Told]:
    """What the folder knows, the oldest day first. What nobody of ours signed is passed over, and said."""
    root = Path(home or settings.JOURNAL_FOLDER) / FOLDER
    for file in sorted(root.glob(f"*/*{ENDING}")):
        told = _read(file)
        if told is None:
            logger.warning("a file of erased persons was not signed by this installation: %s", file.name)
            continue
        yield told


def _bring_to(place: str, keep: places.Keep, now: datetime) -> int:
    count = 0
    try:
        for row in ErasedPerson.objects.filter(**{f"{place}__isnull": True}).order_by("pk")[:AT_ONCE]:
            keep(f"{FOLDER}/{row.at:%Y-%m-%d}/{row.digest}{ENDING}", _file_of(row))
            ErasedPerson.objects.filter(pk=row.pk).update(**{place: now})
            count += 1
    except (OSError, places.NotKept, Bent, http.Unreachable, http.Forbidden) as error:
        logger.warning("who was erased is not told outside yet (%s): %s", place, error)
    return count


def _file_of(row: ErasedPerson) -> bytes:
    told = {"at": row.at.isoformat(), "digest": row.digest, "erasure": row.erasure, "key": key_name()}
    line = signing.canonical(told)
    return line + b"\n" + signing.sign(line).encode() + b"\n"


def _read(file: Path) -> Told | None:
    with file.open("rb") as opened:
        line, _, signature = opened.read(MAX_BYTES).partition(b"\n")
    signed_by = (signing.public_key(), *settings.JOURNAL_KEYS)
    if not any(signing.is_signed(line, signature.decode("ascii", "replace").strip(), key) for key in signed_by):
        return None
    held = json.loads(line)
    return Told(held["digest"], held["erasure"], datetime.fromisoformat(held["at"]), held["key"])
