"""What words stand in a picture, where the extra `rapidocr` is installed (requirements/ocr.txt): `ocr_child` reads them.

One picture at a time, a few more in line, the rest are told to come back. A picture that takes too long, or that the reader
breaks on, counts as one without words: it is shown as it would be without the extra.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import BoundedSemaphore
from typing import BinaryIO

from django.conf import settings

from kefu.files.errors import Busy
from kefu.files.headers import Header
from kefu.files.reading import Word
from kefu.kit import turns

logger = logging.getLogger(__name__)

AT_ONCE, IN_LINE = 1, 4
WAIT_S, RUN_S = 30.0, 20.0
_CHILD = str(Path(__file__).with_name("ocr_child.py"))

_running = BoundedSemaphore(AT_ONCE)
_admitted = BoundedSemaphore(AT_ONCE + IN_LINE)


@cache
def is_installed() -> bool:
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def is_on() -> bool:
    return settings.OCR != "off" and is_installed()


def words_in(picture: BinaryIO, *, header: Header) -> list[Word]:
    """All that was read, in no order. Busy where too many wait."""
    with _turn():
        picture.seek(0)
        told = _child(header.media_type.name, picture.read())
    return [Word(*each) for each in json.loads(told or "[]")]


@contextmanager
def _turn() -> Iterator[None]:
    if not _admitted.acquire(blocking=False):
        raise Busy(retry_after_s=5)
    turns.give_away()
    try:
        if not _running.acquire(timeout=WAIT_S):
            raise Busy(retry_after_s=10)
        try:
            yield
        finally:
            _running.release()
    finally:
        _admitted.release()


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
