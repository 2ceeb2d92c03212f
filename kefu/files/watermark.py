"""Draws who looks at a picture all over it, in the decoder's own process; what comes back is a JPEG of pixels alone."""

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.conf import settings

from kefu.files.errors import PaperDamaged
from kefu.files.kinds import MediaType
from kefu.files.line import Line

logger = logging.getLogger(__name__)

RUN_S = 20.0
MAX_MARK_CHARS = 60
_CHILD = str(Path(__file__).with_name("picture_child.py"))
# where systems keep a font with Chinese in it; without one a name that needs it is left out, and the badge stands for it
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/STHeiti Light.ttc",
)

_line = Line(at_once=2, in_line=4, wait_s=20.0, full_s=3, slow_s=5)


def drawn(picture: bytes, *, kind: MediaType, marks: Sequence[str], hidden: Sequence[str] = ()) -> bytes:
    """`hidden`: patterns of `files.hidden`. PaperDamaged where the picture cannot be decoded, Busy where too many wait."""
    lines = [shown for shown in (_drawable(mark) for mark in marks) if shown]
    told = json.dumps({"lines": lines, "hidden": list(hidden)}).encode() + b"\n"
    return _run("mark", kind.name, font(), given=told + picture)


def grey(picture: bytes) -> tuple[int, int, bytes]:
    """Width, height and a byte for each pixel of a picture from anywhere, decoded within the same limits. As `drawn`."""
    head, _, pixels = _run("grey", given=picture).partition(b"\n")
    size = json.loads(head)
    return size["width"], size["height"], pixels


def _run(*arguments: str, given: bytes) -> bytes:
    command = [sys.executable, "-I", _CHILD, *arguments]
    with _line.turn():
        try:
            done = subprocess.run(  # noqa: S603  our own program; its arguments are ours
                command, input=given, env={}, cwd="/", capture_output=True, timeout=RUN_S, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise PaperDamaged from error
    if done.returncode or not done.stdout:
        logger.warning("watermark: not drawn, status %d", done.returncode)
        raise PaperDamaged
    return done.stdout


@cache
def font() -> str:
    """The one of the settings or of the system; empty: what comes with the decoder, which knows Latin letters alone."""
    named = settings.WATERMARK_FONT
    return next((path for path in ((named,) if named else _FONTS) if Path(path).is_file()), "")


def _drawable(mark: str) -> str:
    text = " ".join(mark.split())[:MAX_MARK_CHARS]
    return text if font() else text.encode("ascii", "ignore").decode().strip(" /")
