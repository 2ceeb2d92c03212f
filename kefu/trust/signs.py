"""Which of some hundreds of words stand in a text: one pass over it, however many they are. Pure.

Shield and guard look at every message that is written. Most hold none of the words that either of them knows; for those this
look is all they pay. Texts are given as UTF-8, in which no letter begins within another.
"""

from collections.abc import Iterator, Mapping

import ahocorasick_rs

_PIECE_BYTES = 1 << 16  # a file of megabytes is looked at in pieces: its matches are not all held at once


class Signs:
    """`words`: each with the bits that stand for it, which several may share."""

    def __init__(self, words: Mapping[str, int]) -> None:
        encoded = [word.encode() for word in words]
        self._bits = list(words.values())
        self._all = 0
        for bits in self._bits:
            self._all |= bits
        self._longest = max(map(len, encoded))
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            encoded, implementation=ahocorasick_rs.Implementation.ContiguousNFA
        )

    def seen(self, text: bytes) -> int:
        """The bits of all words that stand in it, also of those within others."""
        bits, of = 0, self._bits
        for piece in (text,) if len(text) <= _PIECE_BYTES else self._pieces(text):
            for match in self._automaton.find_matches_as_indexes(piece, overlapping=True):
                bits |= of[match[0]]
            if bits == self._all:
                break
        return bits

    def _pieces(self, text: bytes) -> Iterator[bytes]:
        for at in range(0, len(text), _PIECE_BYTES):
            yield text[at : at + _PIECE_BYTES + self._longest]
