"""Pictures and videos of articles: those bundled with the library, and those our editors uploaded."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from kefu.knowledge import addresses, locales
from kefu.knowledge.models import Media

BUNDLED = Path(settings.ARTICLE_PICTURES)
_VIEW_BOX = re.compile(r'viewBox="0 0 (\d{1,5}) (\d{1,5})"')


@dataclass(frozen=True, slots=True)
class Captions:
    address: str
    locale: str
    label: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """What a page shows. A video has a poster, and captions in each language there are some in."""

    name: str
    address: str
    width: int
    height: int
    alt: str = ""
    is_video: bool = False
    poster: str = ""
    captions: Sequence[Captions] = ()


def pictures(names: Sequence[str], *, locale: str) -> dict[str, Picture]:
    """Those of these that there are; one query at most."""
    found = {name: picture for name in names if (picture := bundled(name)) is not None}
    others = [name for name in names if name not in found]
    if others:
        rows = Media.objects.filter(name__in=others).select_related("poster")
        found.update({row.name: shown(row, locale) for row in rows})
    return found


@lru_cache(maxsize=1_024)
def bundled(name: str) -> Picture | None:
    """A picture of the library; None if there is none of this name."""
    if "/" in name or not name.endswith(".svg") or not (BUNDLED / name).is_file():
        return None
    size = _VIEW_BOX.search((BUNDLED / name).read_text(encoding="utf-8")[:2_000])
    width, height = (int(size[1]), int(size[2])) if size else (720, 360)
    return Picture(name, addresses.bundled(name), width, height)


def shown(row: Media, locale: str) -> Picture:
    is_video = row.media_type.startswith("video/")
    sized = row.poster if is_video and row.poster else row
    return Picture(
        name=row.name,
        address=addresses.media(row.public_id, row.name),
        width=sized.width,
        height=sized.height,
        alt=locales.words(row.alts, locale),
        is_video=is_video,
        poster=addresses.media(row.poster.public_id, row.poster.name) if row.poster else "",
        captions=[
            Captions(addresses.media(row.public_id, f"{spoken}.vtt"), spoken, locales.name(spoken), spoken == locale)
            for spoken in row.captions
        ],
    )
