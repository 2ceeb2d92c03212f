"""Pictures that lie with strangers, fetched once for whoever asked to see them, and made anew: their bytes go to nobody.

Who may ask, and for which address, is for the room above. No cookie, no referrer and no name of ours goes along; nobody is
followed elsewhere; what is fetched is small, quick, and decoded in a process with limits.
"""

import io
import os
import tempfile
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings

from kefu.files import headers, reencode
from kefu.files.errors import NotAPicture, PictureBroken, PictureTooLarge, TooManyFrames
from kefu.files.line import Line
from kefu.kit import http
from kefu.kit.errors import NotFound

MOST_BYTES = 1024 * 1024
MOST_SIDE_PX = 1_600
DEADLINE_S = 8.0
PIXEL_PX = 2  # what is no larger tells that it was fetched, and shows nothing
MOST_KEPT, MOST_KEPT_BYTES = 200, 24 * 1024 * 1024
_ACCEPT = {"Accept": "image/webp,image/png,image/jpeg,image/gif"}
_REFUSED = (NotAPicture, PictureBroken, PictureTooLarge, TooManyFrames)

_line = Line(at_once=4, in_line=24, wait_s=20.0, full_s=3, slow_s=5)


@dataclass(frozen=True, slots=True)
class Picture:
    """`media_type`: `image/png`; pixels alone, as `reencode` writes them."""

    media_type: str
    content: bytes = field(repr=False)


class _Kept:
    """The newest of this process, so that a page looked at twice asks nobody twice; bounded in number and in bytes."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, str], Picture | None] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def found(self, key: tuple[str, str]) -> tuple[bool, Picture | None]:
        with self._lock:
            return key in self._held, self._held.get(key)

    def keep(self, key: tuple[str, str], picture: Picture | None) -> None:
        with self._lock:
            if key in self._held:
                return
            self._held[key] = picture
            self._bytes += len(picture.content) if picture else 0
            while len(self._held) > MOST_KEPT or self._bytes > MOST_KEPT_BYTES:
                _, gone = self._held.popitem(last=False)
                self._bytes -= len(gone.content) if gone else 0

    def forget(self) -> None:
        with self._lock:
            self._held.clear()
            self._bytes = 0


_kept = _Kept()


def picture(url: str, *, shown_in: str) -> Picture:
    """The picture at this address, for the page `shown_in`. NotFound where there is none to be shown; Busy."""
    key = (shown_in, url)
    is_known, found = _kept.found(key)
    if not is_known:
        found = _fetched(url)
        _kept.keep(key, found)
    if found is None:
        raise NotFound
    return found


def forget() -> None:
    _kept.forget()


def _fetched(url: str) -> Picture | None:
    with _line.turn():
        try:
            answer = http.get(
                _asked(url),
                headers=_ACCEPT,
                places=settings.MAIL_PICTURES,
                max_answer_bytes=MOST_BYTES,
                deadline_s=DEADLINE_S,
            )
        except (http.Forbidden, http.Unreachable, ValueError):
            return None
    return _made_anew(answer.body) if answer.status == 200 else None


def _asked(url: str) -> str:
    """As it is asked for: over TLS (a place on this machine that is named may do without), in plain letters."""
    parts = urlsplit(f"https:{url}" if url.startswith("//") else url.strip())
    is_named = f"{parts.scheme.lower()}://{parts.netloc}" in settings.MAIL_PICTURES
    scheme = parts.scheme.lower() if is_named or parts.scheme.lower() != "http" else "https"
    netloc = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    path, query = quote(parts.path, safe="/%:@!$&'()*+,;=~-._"), quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    return urlunsplit((scheme, netloc, path, query, ""))


def _made_anew(raw: bytes) -> Picture | None:
    source = io.BytesIO(raw)
    try:
        header = headers.checked(source)
        if max(header.width, header.height) <= PIXEL_PX:
            return None
        with _in_memory("full") as full, _in_memory("thumb") as thumb:
            reencode.run(source, header=header, full=full, thumb=thumb, max_side_px=MOST_SIDE_PX)
            full.seek(0)
            return Picture(header.media_type.value, full.read())
    except _REFUSED:
        return None


def _in_memory(name: str) -> BinaryIO:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create(name), "w+b")
    return tempfile.TemporaryFile()
