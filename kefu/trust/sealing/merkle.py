"""The Merkle tree of RFC 9162 (RFC 6962's hashes): leaves, nodes, and the root of as many leaves as one likes. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

LEVEL_BITS = 8  # of a level to the next: a node of level 1 stands for 256 leaves, as in the tiles of C2SP's tlog-tiles
WIDTH = 1 << LEVEL_BITS
EMPTY = hashlib.sha256(b"").digest()


def leaf(data: bytes) -> bytes:
    """SHA-256 over 0x00 and the data: 32 bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def whole(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of equal subtrees."""
    level = list(hashes)
    while len(level) > 1:
        level = [node(level[at], level[at + 1]) for at in range(0, len(level), 2)]
    return level[0]


@dataclass(slots=True)
class Frontier:
    """What must be kept of a tree to add leaves and tell its root: one hash for each bit that is set in its size."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)  # the largest subtree first

    def add(self, hashed: bytes) -> None:
        rest = self.size
        while rest & 1:
            hashed = node(self.peaks.pop(), hashed)
            rest >>= 1
        self.peaks.append(hashed)
        self.size += 1

    def extend(self, hashes: Iterable[bytes]) -> None:
        for each in hashes:
            self.add(each)

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY
        found = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            found = node(peak, found)
        return found

    def copy(self) -> "Frontier":
        return Frontier(self.size, list(self.peaks))


def frontier(size: int, levels: Sequence[Sequence[bytes]]) -> Frontier:
    """From what `edges` names: the incomplete last run of each level, leaves first."""
    peaks: list[bytes] = []
    for run in reversed(levels):
        start, left = 0, len(run)
        while left:
            width = 1 << (left.bit_length() - 1)
            peaks.append(whole(run[start : start + width]))
            start, left = start + width, left - width
    return Frontier(size, peaks)


def edges(size: int) -> list[tuple[int, int]]:
    """(from, to) at each level, leaves first: all that the root of `size` leaves hangs on, at most 255 of a level."""
    found = []
    while size:
        found.append((size - size % WIDTH, size))
        size >>= LEVEL_BITS
    return found
