"""What words stand in a picture, where the extra `rapidocr` is installed (requirements/ocr.txt): `ocr_child` reads them.

One picture at a time, a few more in line, the rest are told to come back. A picture that takes too long, or that the reader
breaks on, counts as one without words: it is shown as it would be without the extra.
"""

import json
import logging
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from kefu.files.headers import Header
from kefu.files.line import Line
from kefu.files.reading import Word

logger = logging.getLogger(__name__)

RUN_S = 20.0
_CHILD = str(Path(__file__).with_name("ocr_child.py"))

_line = Line(at_once=1, in_line=4, wait_s=30.0, full_s=5, slow_s=10)


@cache
def is_installed() -> bool:
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def is_on() -> bool:
    return settings.OCR != "off" and is_installed()


def words_in(picture: BinaryIO, *, header: Header) -> list[Word]:
    """All that was read, in no order. Busy where too many wait."""
    with _line.turn():
        picture.seek(0)
        told = _child(header.media_type.name, picture.read())
    return [Word(*each) for each in json.loads(told or "[]")]


def _child(kind: str, picture: bytes) -> str:
    """JSON, or nothing."""
    command = [sys.executable, "-I", _CHILD, kind]
    try:
        done = subprocess.run(  # noqa: S603  our own program; nothing of the sender's stands in its arguments
            command, input=picture, env={}, cwd="/", capture_output=True, timeout=RUN_S, check=False
        )
    except subprocess.TimeoutExpired:
        logger.warning("a picture's words were not read within %d s", RUN_S)
        return ""
    if done.returncode:
        logger.warning("a picture's words could not be read, status %d", done.returncode)
        return ""
    return done.stdout.decode("utf-8", "replace")
