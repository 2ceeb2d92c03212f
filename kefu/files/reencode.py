"""Starts `picture_child` on one picture and waits: two at once, a few more in line, the rest are told to come back."""

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from kefu.files.errors import PictureBroken
from kefu.files.headers import Header
from kefu.files.line import Line

logger = logging.getLogger(__name__)

RUN_S = 20.0
_CHILD = str(Path(__file__).with_name("picture_child.py"))

_line = Line(at_once=2, in_line=2, wait_s=20.0, full_s=3, slow_s=5)


def run(source: BinaryIO, *, header: Header, full: BinaryIO, thumb: BinaryIO, max_side_px: int = 0) -> tuple[int, int]:
    """Write the picture anew to `full` and small to `thumb`; its size as it stands upright. PictureBroken, Busy.

    `max_side_px`: a still one is made no larger than this; 0 leaves its size.
    """
    with _line.turn():
        source.seek(0)
        done = _child(header.media_type.name, max_side_px, source.read(), full, thumb)
    try:
        size = json.loads(done)
        return int(size["width"]), int(size["height"])
    except (ValueError, KeyError, TypeError) as error:
        raise PictureBroken from error


def _child(kind: str, max_side_px: int, picture: bytes, *files: BinaryIO) -> str:
    """It gets the picture by its standard input: what has not been looked at lies in no file that others can read."""
    descriptors = tuple(file.fileno() for file in files)
    command = [sys.executable, "-I", _CHILD, kind, str(max_side_px), *(str(fd) for fd in descriptors)]
    try:
        done = subprocess.run(  # noqa: S603  our own program; nothing of the sender's stands in its arguments
            command,
            input=picture,
            pass_fds=descriptors,
            env={},
            cwd="/",
            capture_output=True,
            timeout=RUN_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        logger.warning("picture: %s took longer than %d s", kind, RUN_S)
        raise PictureBroken from error
    if done.returncode:
        logger.info("picture: %s refused by the decoder, status %d", kind, done.returncode)
        raise PictureBroken
    return done.stdout.decode("ascii", "replace")
