"""What a page is about, packed so that sixty questions of it take microseconds: sorted numbers of terms, and their weights."""

import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Mapping

SCALE = 100
MOST = 2**15 - 1
ROW_BYTES = 6


class Weights:
    """A term's weight in one page, and whether it stands in the title or a keyword."""

    __slots__ = ("_numbers", "_weights")

    def __init__(self, packed: bytes | memoryview) -> None:
        count = len(packed) // ROW_BYTES
        self._numbers, self._weights = array("I"), array("H")
        self._numbers.frombytes(packed[: 4 * count])
        self._weights.frombytes(packed[4 * count :])
        _as_here(self._numbers, self._weights)

    def of(self, number: int) -> tuple[float, bool]:
        at = bisect_left(self._numbers, number)
        if at == len(self._numbers) or self._numbers[at] != number:
            return 0.0, False
        weight = self._weights[at]
        return (weight >> 1) / SCALE, bool(weight & 1)


def packed(weights: Mapping[str, float], titled: frozenset[str] | set[str]) -> bytes:
    rows = sorted(
        (number_of(term), min(MOST, round(weight * SCALE)) << 1 | (term in titled)) for term, weight in weights.items()
    )
    numbers, values = array("I", (row[0] for row in rows)), array("H", (row[1] for row in rows))
    _as_here(numbers, values)
    return numbers.tobytes() + values.tobytes()


def number_of(term: str) -> int:
    """32 bits: among a page's thousand terms a wrong one answers once in millions of questions."""
    return zlib.crc32(term.encode())


def _as_here(*arrays: "array[int]") -> None:
    """Kept with the smallest byte first, whatever the machine."""
    if sys.byteorder == "big":
        for each in arrays:
            each.byteswap()
