"""A backup as one tar file (gzip where its name ends in .gz): members in one pass, their sums, the manifest at the end.

Read in one pass too. A member is taken by its name alone, which must be one that `Writer` gives: nothing is extracted by path.
"""

import gzip
import hashlib
import io
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from kefu.ops.backups import manifest
from kefu.ops.backups.errors import NotWhole
from kefu.ops.backups.manifest import Manifest

SUMS, MANIFEST = "SHA256SUMS", "manifest.json"
CHUNK_BYTES = 256 * 1024
GZIP_LEVEL = 1  # the higher ones gain a tenth and cost three times the time
DAMAGED = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile)

Taker = Callable[[str, Iterator[bytes]], None]


class Writer:
    """`add` what there is, then `close` with the manifest."""

    def __init__(self, target: BinaryIO, *, is_zipped: bool) -> None:
        self._zipped = (
            gzip.GzipFile(fileobj=target, mode="wb", compresslevel=GZIP_LEVEL, mtime=0) if is_zipped else None
        )
        self._tar = tarfile.open(fileobj=self._zipped or target, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self._sums = tempfile.TemporaryFile()  # noqa: SIM115
        self.bytes = 0

    def add(self, name: str, source: BinaryIO, *, size: int) -> str:
        """Returns its SHA-256. OSError if there are fewer bytes than `size`."""
        measured = _Measured(source)
        self._tar.addfile(_member(name, size), measured)
        digest = measured.digest.hexdigest()
        self._sums.write(_line(digest, name))
        self.bytes += size
        return digest

    def sums(self) -> str:
        """The SHA-256 of the list of all sums so far."""
        self._sums.seek(0)
        return hashlib.file_digest(self._sums, "sha256").hexdigest()

    def close(self, said: Manifest) -> None:
        size = self._sums.seek(0, io.SEEK_END)
        self._sums.seek(0)
        self._tar.addfile(_member(SUMS, size), self._sums)
        text = said.text().encode()
        self._tar.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))
        self._tar.close()
        self._sums.close()
        if self._zipped is not None:
            self._zipped.close()


def read(file: Path, take: Taker) -> Manifest:
    """Give every member to `take`, in order, and hold all of them to their sums. NotWhole."""
    try:
        with _opened(file) as tar:
            return _read(tar, take)
    except DAMAGED as error:
        raise NotWhole(f"{file.name} is damaged, cut short, or no backup at all.") from error


def _read(tar: tarfile.TarFile, take: Taker) -> Manifest:
    found, listed = hashlib.sha256(), b""
    said = None
    for member in tar:
        if said is not None:
            raise NotWhole("This backup holds something behind its end.")
        source = tar.extractfile(member) if member.isreg() else None
        if source is None:
            raise NotWhole("This backup holds something that is no file.")
        if member.name == MANIFEST:
            said = _checked(source.read(manifest.MOST_BYTES), listed.decode(), found=found.hexdigest())
        elif member.name == SUMS:
            listed = _hashed(source)
        else:
            measured = _Measured(source)
            take(member.name, measured.chunks())
            found.update(_line(measured.digest.hexdigest(), member.name))
    if said is None:
        raise NotWhole("This backup was cut short: its end is missing.")
    return said


def _checked(text: bytes, listed: str, *, found: str) -> Manifest:
    said = manifest.read(text)
    said.require_genuine()
    if not listed == found == said.sums:
        raise NotWhole("This backup is damaged: what is in it is not what was put in.")
    return said


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    with file.open("rb") as raw:
        is_zipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        plain: IO[bytes] = gzip.GzipFile(fileobj=raw) if is_zipped else raw  # type: ignore[assignment]
        with tarfile.open(fileobj=plain, mode="r|") as tar:
            yield tar
        while plain.read(CHUNK_BYTES):
            pass  # to the end, where gzip keeps a sum of its own


class _Measured:
    """Reads through, and knows the sum of what was read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data

    def chunks(self) -> Iterator[bytes]:
        while chunk := self.read(CHUNK_BYTES):
            yield chunk


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _line(digest: str, name: str) -> bytes:
    """As `sha256sum --check` reads it."""
    return f"{digest}  {name}\n".encode()


def _hashed(source: IO[bytes]) -> bytes:
    measured = _Measured(source)
    for _ in measured.chunks():
        pass
    return measured.digest.hexdigest().encode()
