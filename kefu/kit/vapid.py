"""This installation's own key for Web Push: a setting, else made at the first start and kept in the data folder (0600).

Where several machines may serve, which Redis is the sign of, it must be the setting: each would make a key of its own.
"""

import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from kefu.kit import webpush

FILE = "push-key.pem"


@cache
def key() -> webpush.Private:
    """The same in every process that shares the setting or the folder. ImproperlyConfigured if what is kept is no key."""
    where = "KEFU_PUSH_PRIVATE_KEY"
    text = settings.PUSH_PRIVATE_KEY
    if not text and settings.REDIS_URL:
        raise ImproperlyConfigured("set KEFU_PUSH_PRIVATE_KEY on every machine; `kefu secret --push` prints one.")
    if not text:
        file = settings.DATA / FILE
        where, text = str(file), _kept(file)
    try:
        return webpush.from_text(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"{where} holds no private key of the curve P-256.") from error


def public() -> str:
    """What browsers subscribe with."""
    return webpush.public_of(key())


def _kept(file: Path) -> str:
    if not file.exists():
        _make(file)
    return file.read_text(encoding="ascii")


def _make(file: Path) -> None:
    """Written whole beside it, then linked: of two processes that start at once, one wins and both read the same."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, beside = tempfile.mkstemp(dir=file.parent, prefix=".push-key-")  # 0600 by itself
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(webpush.to_pem(webpush.new_key()))
            written.flush()
            os.fsync(written.fileno())
        with suppress(FileExistsError):
            os.link(beside, file)
    finally:
        Path(beside).unlink()
    _sync(file.parent)


def _sync(folder: Path) -> None:
    """A new name is on disk only with its folder: a key that a power cut takes would silence every subscription."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
