"""Disks of our own: small ones to be filled, and images whose copy is what a power cut would have left. Linux, root."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.errors import BenchError

PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"  # where a user who is not root does not look


@cache
def lacks() -> str:
    """Why no disk can be made here, in a sentence; empty if it can."""
    if os.geteuid() != 0 or not shutil.which("mkfs.ext4", path=PATH):
        return "disks of its own need root and mkfs.ext4 (Debian: e2fsprogs)"
    with TemporaryDirectory(prefix="kefu-disk-") as folder:
        try:
            with image(Path(folder), mb=16):
                return ""
        except BenchError as error:
            return f"this machine lets nobody mount an image: {error}"


@contextmanager
def image(folder: Path, *, mb: int) -> Iterator[tuple[Path, Path]]:
    """(backing file, where it is mounted): an ext4 file system of its own."""
    backing = folder / "disk.img"
    with backing.open("wb") as file:
        file.truncate(mb * 1024 * 1024)
    _run(shutil.which("mkfs.ext4", path=PATH) or "mkfs.ext4", "-q", "-F", str(backing))
    with mounted(backing, folder / "disk") as place:
        yield backing, place


@contextmanager
def mounted(backing: Path, place: Path) -> Iterator[Path]:
    place.mkdir(exist_ok=True)
    _run("mount", "-o", "loop", str(backing), str(place))
    try:
        yield place
    finally:
        _run("umount", "--lazy", str(place))


@contextmanager
def small(place: Path, *, mb: int) -> Iterator[Path]:
    """A disk of this size in memory."""
    place.mkdir(exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={mb}m", "tmpfs", str(place))
    try:
        yield place
    finally:
        _run("umount", "--lazy", str(place))


def copy(backing: Path, to: Path) -> None:
    """What would be on the disk if the power went now: the bytes that were synced, and those that got there by themselves."""
    _run("cp", "--sparse=always", str(backing), str(to))


def fill(folder: Path) -> Path:
    """Leave not a byte free; remove the file to free them."""
    filling = folder / "filling"
    with filling.open("ab", buffering=0) as file:
        for size in (64 * 1024, 512, 1):
            while _is_written(file.fileno(), size):
                pass
    return filling


def _is_written(file: int, size: int) -> bool:
    try:
        return os.write(file, bytes(size)) == size
    except OSError:
        return False


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise BenchError(f"{command[0]}: {done.stderr.strip()[:200]}")
