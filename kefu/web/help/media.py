"""Pictures, videos and captions of articles: what our editors made public, served to everybody from the pages' own host."""

import os
import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from kefu.files.showing import CACHED_S
from kefu.knowledge import media_shelf
from kefu.people.access import Rate, Who, policy

SEALED = "default-src 'none'; frame-ancestors 'none'; sandbox"
CHUNK_BYTES = 65_536
_ONE_RANGE = re.compile(r"bytes=(?:([0-9]{1,15})-([0-9]{0,15})|-([0-9]{1,15}))")


@policy(Who.ANYONE, objects="what editors made public for articles", rate=Rate.STATIC)
@require_safe
def medium(request: HttpRequest, public_id: str, name: str) -> HttpResponseBase:
    """Under the type that was found when it came in. Opened by itself it could run nothing: see its policy.

    One `Range` is answered with that part (RFC 9110, section 14), for no phone of Apple's plays a video otherwise.
    """
    found, media_type = media_shelf.opened(public_id, name)
    response = _answer(found.file, request.headers.get("Range", ""))
    response["Content-Type"] = media_type
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = f"public, max-age={CACHED_S}"
    response["Content-Security-Policy"] = SEALED
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _answer(file: BinaryIO, asked: str) -> HttpResponseBase:
    range_ = _ONE_RANGE.fullmatch(asked.strip())
    if range_ is None or _is_backwards(range_):  # or none, several, an unknown unit: all of it, as the standard says
        return FileResponse(file)
    size = file.seek(0, os.SEEK_END)
    first, last = _bounds(range_, size)
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = StreamingHttpResponse(_part(file, first, last - first + 1), status=206)
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    part["Content-Length"] = str(last - first + 1)
    return part


def _bounds(range_: re.Match[str], size: int) -> tuple[int, int]:
    """First and last byte; the first lies behind the last where nothing of the file is asked for."""
    first, last, of_the_end = range_.groups()
    if of_the_end:
        return max(0, size - int(of_the_end)) if int(of_the_end) else size, size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _is_backwards(range_: re.Match[str]) -> bool:
    first, last, _ = range_.groups()
    return bool(first and last) and int(last) < int(first)


def _part(file: BinaryIO, first: int, left: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while left and (chunk := file.read(min(CHUNK_BYTES, left))):
            left -= len(chunk)
            yield chunk
