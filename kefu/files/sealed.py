"""Bytes that wait to be looked at, unreadable where they lie: chunks under AES-GCM, by a key that is in memory alone.

A file is a head (a mark, the key's name, a salt) and chunks: each a nonce, up to 64 KiB encrypted, and a tag over them and
the chunk's number. Every file has a key of its own, made from ours and its salt. The length on disk tells how many bytes are
in it; what is added goes to the end, so that only the last chunk is ever written anew.
"""

import hashlib
import hmac
import io
import os
import secrets
import tempfile
from contextlib import suppress
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
CHUNK_BYTES = 64 * 1024
_MARK = b"kefu\0wait\0\1"
_NAME_BYTES, _SALT_BYTES, _NONCE_BYTES, _TAG_BYTES = 8, 16, 12, 16
_OVERHEAD = _NONCE_BYTES + _TAG_BYTES
HEAD_BYTES = len(_MARK) + _NAME_BYTES + _SALT_BYTES

_own_key = secrets.token_bytes(KEY_BYTES)


class Unreadable(Exception):
    """The key is gone, or the bytes are not those that were written."""


class Sealed(io.RawIOBase):
    """Reads anywhere, writes at the end alone. Unreadable if it was begun under another key."""

    def __init__(self, file: BinaryIO, key: bytes, *, is_durable: bool = False) -> None:
        """`file` is unbuffered; an empty one is begun. `is_durable`: what is written is on disk on return."""
        self._file, self._at, self._is_durable = file, 0, is_durable
        self._held: tuple[int, bytes] = (-1, b"")  # the chunk that was read or written last
        if not file.seek(0, os.SEEK_END):
            if not file.writable():
                raise Unreadable
            file.write(new_head(key))
        file.seek(0)
        head = file.read(HEAD_BYTES)
        if not hmac.compare_digest(head[:-_SALT_BYTES], _MARK + name_of(key)) or len(head) != HEAD_BYTES:
            raise Unreadable
        self._box = AESGCM(_derived(key, head[-_SALT_BYTES:]))

    @property
    def size(self) -> int:
        return size_in(self._file.seek(0, os.SEEK_END))

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence])
        return self._at

    def readinto(self, into: Any) -> int:
        number, start = divmod(self._at, CHUNK_BYTES)
        piece = self._chunk(number)[start : start + len(into)]
        into[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def write(self, data: Any) -> int:
        """UnsupportedOperation anywhere but at the end. If it fails, what was there is as it was."""
        raw = bytes(data)
        size = self.size
        if self._at != size:
            raise io.UnsupportedOperation("what waits is added to, not changed")
        number, kept = divmod(size, CHUNK_BYTES)
        before = self._chunk(number) if kept else b""
        try:
            self._store(number, before + raw)
            if self._is_durable:
                os.fsync(self._file.fileno())
        except OSError:
            with suppress(OSError):
                self._file.truncate(_place_of(number))
                self._store(number, before)
            raise
        self._at = size + len(raw)
        return len(raw)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
            super().close()

    def __del__(self) -> None:
        """Whoever opened the file closes it."""

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(_place_of(number))
            raw = self._file.read(CHUNK_BYTES + _OVERHEAD)
            self._held = (number, self._opened(number, raw) if raw else b"")
        return self._held[1]

    def _opened(self, number: int, raw: bytes) -> bytes:
        try:
            return self._box.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], number.to_bytes(8, "big"))
        except (InvalidTag, ValueError) as error:
            raise Unreadable from error

    def _store(self, number: int, data: bytes) -> None:
        self._held = (-1, b"")
        self._file.seek(_place_of(number))
        for start in range(0, len(data), CHUNK_BYTES):
            nonce, piece = os.urandom(_NONCE_BYTES), data[start : start + CHUNK_BYTES]
            _write_all(self._file, nonce + self._box.encrypt(nonce, piece, number.to_bytes(8, "big")))
            self._held = (number, piece)
            number += 1


def temporary() -> BinaryIO:
    """A file of this process alone, gone when it is closed: written from its beginning to its end, then read anywhere."""
    return io.BufferedRandom(Sealed(tempfile.TemporaryFile(buffering=0), _own_key), CHUNK_BYTES)


def own_key() -> bytes:
    """This process's: made when it started, and nowhere else."""
    return _own_key


def name_of(key: bytes) -> bytes:
    """Tells keys apart and nothing of them."""
    return hmac.digest(key, b"name", hashlib.sha256)[:_NAME_BYTES]


def is_sealed(file: BinaryIO) -> bool:
    """Whether its first bytes are a head of ours, which no kind of file that is taken begins with. Goes back there."""
    file.seek(0)
    begins = file.read(len(_MARK)) == _MARK
    file.seek(0)
    return begins


def new_head(key: bytes) -> bytes:
    return _MARK + name_of(key) + os.urandom(_SALT_BYTES)


def sealed(data: bytes, key: bytes) -> bytes:
    """All of it at once, as a file has it."""
    out = io.BytesIO()
    with Sealed(out, key) as file:
        file.write(data)
        return out.getvalue()


def size_in(length: int) -> int:
    """How many bytes are in a file of this length; what a torn write left behind counts as none."""
    whole, rest = divmod(max(0, length - HEAD_BYTES), CHUNK_BYTES + _OVERHEAD)
    return whole * CHUNK_BYTES + max(0, rest - _OVERHEAD)


def _place_of(number: int) -> int:
    return HEAD_BYTES + number * (CHUNK_BYTES + _OVERHEAD)


def _derived(key: bytes, salt: bytes) -> bytes:
    return hmac.digest(key, b"file" + salt, hashlib.sha256)


def _write_all(file: BinaryIO, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]
