"""Which bytes belong to which rows: for whoever copies an installation, or asks whether a copy is whole.

Goes through `storage` alone, so that it does not matter where the bytes lie.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db.models import Sum

from kefu.files import storage
from kefu.files.kinds import PICTURES, WITH_BYTES, Variant
from kefu.files.models import Upload, VaultFile
from kefu.kit import ids

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Holding:
    """One file that a row names. `sha256` is empty for a thumb: its row tells of the full one alone."""

    stored_as: str
    variant: Variant
    sha256: str
    bytes: int | None
    is_paper: bool = False  # of the vault: copied sealed, as it lies

    @property
    def name(self) -> str:
        return f"{self.stored_as}.{self.variant.value}"


def all_named() -> Iterator[Holding]:
    """What must be there, by the rows as they stand; in the order of the rows, a page at a time."""
    after = 0
    while True:
        rows = Upload.objects.filter(state__in=WITH_BYTES, pk__gt=after).order_by("pk")
        page = list(rows.values_list("pk", "stored_as", "sha256", "bytes", "media_type")[:AT_ONCE])
        for key, stored_as, sha256, size, media_type in page:
            after = key
            yield Holding(stored_as, Variant.FULL, sha256, size)
            if media_type in PICTURES:
                yield Holding(stored_as, Variant.THUMB, "", None)
        if len(page) < AT_ONCE:
            break
    yield from _papers()


def newest_missing(most: int) -> list[str]:
    """Of the newest `most` files, the names of those that are not there."""
    rows = Upload.objects.filter(state__in=WITH_BYTES).order_by("-pk").values_list("stored_as", flat=True)[:most]
    return [name for name in rows if not _is_there(name)]


def is_still_wanted(holding: Holding) -> bool:
    """Asked when bytes were not found: a file that was taken away meanwhile is no loss."""
    if holding.is_paper:
        return VaultFile.objects.filter(stored_as=holding.stored_as, deleted_at=None).exists()
    return Upload.objects.filter(stored_as=holding.stored_as, state__in=WITH_BYTES).exists()


def opened(holding: Holding) -> BinaryIO:
    """FileNotFoundError if the bytes are gone."""
    if holding.is_paper:
        return storage.lying(holding.stored_as)
    return storage.opened(holding.stored_as, variant=holding.variant)


def unpack(name: str, source: Iterator[bytes]) -> None:
    """Put a file beside its place, under a name that `Holding.name` once gave. ValueError for any other name."""
    stored_as, _, variant = name.partition(".")
    if not ids.is_public_id(stored_as):
        raise ValueError(name)
    storage.unpack(stored_as, variant=Variant(variant), source=source)


def take_in(folder: Path, *, home: Path) -> None:
    """What was unpacked there is proved whole now, and goes to its place."""
    storage.take_in(folder, home=home)


def place() -> str:
    """Where files belong, for whoever has to look."""
    return settings.FILES_URL or str(settings.MEDIA_ROOT)


def is_empty() -> bool:
    return storage.is_empty()


def total_bytes() -> int:
    """What the rows say of all files together; thumbs come on top."""
    uploads = Upload.objects.filter(state__in=WITH_BYTES).aggregate(total=Sum("bytes"))["total"] or 0
    papers = VaultFile.objects.filter(deleted_at=None).aggregate(total=Sum("stored_bytes"))["total"] or 0
    return int(uploads + papers)


def _papers() -> Iterator[Holding]:
    after = 0
    while True:
        rows = VaultFile.objects.filter(deleted_at=None, pk__gt=after).order_by("pk")
        page = list(rows.values_list("pk", "stored_as", "stored_sha256", "stored_bytes")[:AT_ONCE])
        for key, stored_as, sha256, size in page:
            after = key
            yield Holding(stored_as, Variant.FULL, sha256, size, is_paper=True)
        if len(page) < AT_ONCE:
            return


def _is_there(stored_as: str) -> bool:
    try:
        storage.opened(stored_as, variant=Variant.FULL).close()
    except FileNotFoundError:
        return False
    return True
