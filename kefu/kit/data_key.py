"""The key outside the database, under which its own keys are wrapped: a setting, else a file made at the first start.

Either holds one key a line (so that a rotation has both at hand); the first leads. A file changed while Kefu runs counts at
once; a setting is read when a process starts. Where several machines may serve, which Redis is the sign of, it must be the
setting: each would make a key of its own.
"""

import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

FOLDER, FILE = "keys", "data-key"
LEAST_CHARS = 50  # as `settings.env.keys`
NAME_CHARS = 16
_MARK = b"w1"
_NONCE_BYTES = 12

_beside: Path | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """`name` tells keys apart and nothing of them."""

    name: str
    secret: bytes = field(repr=False)
    box: AESGCM = field(repr=False, compare=False)

    def derived(self, purpose: str) -> bytes:
        return _derived(self.secret, purpose)

    def wrapped(self, key: bytes, *, about: str) -> bytes:
        """Mark, our name, a nonce, and the key with its tag; `about` is bound to it."""
        head, nonce = _MARK + bytes.fromhex(self.name), os.urandom(_NONCE_BYTES)
        return head + nonce + self.box.encrypt(nonce, key, head + about.encode())

    def unwrapped(self, wrapped: bytes, *, about: str) -> bytes:
        """ValueError if it was changed, or is about something else."""
        head, rest = wrapped[:_HEAD_BYTES], wrapped[_HEAD_BYTES:]
        try:
            return self.box.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], head + about.encode())
        except (InvalidTag, ValueError) as error:
            raise ValueError("a wrapped key was changed") from error


_HEAD_BYTES = len(_MARK) + NAME_CHARS // 2


def name_in(wrapped: bytes) -> str:
    """Under which key it is wrapped; empty if it is nothing of ours."""
    return wrapped[len(_MARK) : _HEAD_BYTES].hex() if wrapped.startswith(_MARK) else ""


def given() -> tuple[Outside, ...]:
    """The keys there are, the leading one first; none before the first start. ImproperlyConfigured if what is there is no key."""
    if settings.DATA_KEY:
        return _of_text(settings.DATA_KEY, "KEFU_DATA_KEY")
    place = _place()
    try:
        found = os.stat(place)  # asked for each name in a list, and a Path takes ten times as long
    except FileNotFoundError:
        return ()
    return _of_file(place, found.st_mtime_ns, found.st_ino, found.st_size)


def make() -> None:
    """The first start's key, in its file. Of processes that start at once one wins, and all read the same."""
    if settings.REDIS_URL:
        raise ImproperlyConfigured("set KEFU_DATA_KEY on every machine alike; `kefu secret` prints one.")
    write_file([secrets.token_urlsafe(48)], or_else_keep=True)


def write_file(keys: list[str], *, or_else_keep: bool = False) -> None:
    """One key a line, the leading one first: written whole beside it, on disk, then put in its place (0600)."""
    place = file()
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, beside = tempfile.mkstemp(dir=place.parent, prefix=".data-key-")  # 0600 by itself
    try:
        with os.fdopen(handle, "w", encoding="ascii") as written:
            written.write("\n".join(keys) + "\n")
            written.flush()
            os.fsync(written.fileno())
        if or_else_keep:
            with suppress(FileExistsError):
                os.link(beside, place)
        else:
            os.replace(beside, place)
            return
    finally:
        with suppress(FileNotFoundError):
            Path(beside).unlink()
        _sync(place.parent)


def file() -> Path:
    """Where the key lies if no setting gives it."""
    return Path(_place())


def _place() -> str:
    return str(_beside) if _beside else f"{settings.DATA}/{FOLDER}/{FILE}"


@contextmanager
def taken_from(place: Path) -> Iterator[None]:
    """Inside, the key is the one in that file, if there is one and nothing gives another. For commands that are alone."""
    global _beside  # noqa: PLW0603
    if not settings.DATA_KEY and not file().exists() and place.exists():
        _beside = place
    try:
        yield
    finally:
        _beside = None


def texts() -> list[str]:
    """As they are written, the leading one first."""
    text = settings.DATA_KEY or (file().read_text(encoding="ascii") if file().exists() else "")
    return _lines(str(text))


def of(text: str) -> Outside:
    secret = hashlib.sha256(b"kefu data key:" + text.encode()).digest()
    name = hmac.digest(secret, b"name", hashlib.sha256).hex()[:NAME_CHARS]
    return Outside(name, secret, AESGCM(_derived(secret, "wrap")))


def _derived(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, b"for:" + purpose.encode(), hashlib.sha256)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@lru_cache(maxsize=8)
def _of_text(text: str, where: str) -> tuple[Outside, ...]:
    keys = _lines(text)
    if not keys or any(len(key) < LEAST_CHARS for key in keys):
        raise ImproperlyConfigured(
            f"{where} must hold a key of {LEAST_CHARS} characters or more in each line; `kefu secret` prints one."
        )
    return tuple(of(key) for key in keys)


@lru_cache(maxsize=8)
def _of_file(path: str, *_version: int) -> tuple[Outside, ...]:
    return _of_text(Path(path).read_text(encoding="ascii", errors="replace"), path)


def _sync(folder: Path) -> None:
    """What was put into a folder is there after a cut of the power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
