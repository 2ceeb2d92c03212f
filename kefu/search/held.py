"""What the encoder's process holds of a shelf: rows of vectors, and which are nearest to a question. Numpy alone.

The first model's part finds candidates; then every part of theirs is compared, the usual taken off: what all texts of a
shelf share says nothing about which of them is meant.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kefu.search.encoder import Part

if TYPE_CHECKING:
    from numpy.typing import NDArray

FULL = 127.0  # int8
GROWTH = 4_096  # rows
COMPARED = 400  # rows whose every part is looked at
LEAST_TO_CENTRE = 64  # rows: of fewer the usual is not known
TEXT_FROM = 100  # chunks from here on are of a text; those before are titles and what people say
PRESENT = 0.5  # a part's length, where its model reads the language


@dataclass(slots=True)
class Shelf:
    """Rows of vectors; a row that is gone keeps its place and is never found."""

    parts: Sequence[Part]
    numbers: "NDArray[np.int8]"
    first: "NDArray[np.float32]"
    keys: "NDArray[np.int64]"
    is_text: "NDArray[np.bool_]"
    size: int = 0
    usual: "NDArray[np.float32] | None" = None
    at: dict[tuple[int, int], int] = field(default_factory=dict)
    scopes: dict[str, "NDArray[np.bool_]"] = field(default_factory=dict)

    @classmethod
    def empty(cls, parts: Sequence[Part], width: int) -> "Shelf":
        told = list(parts) or [Part(width)]
        return cls(
            told,
            np.zeros((0, width), dtype=np.int8),
            np.zeros((0, told[0].size), dtype=np.float32),
            np.zeros(0, dtype=np.int64),
            np.zeros(0, dtype=bool),
        )

    def load(self, rows: Sequence[tuple[int, int, Sequence[str]]], numbers: "NDArray[np.int8]") -> None:
        self._grow(self.size + len(rows))
        for (key, chunk, scopes), vector in zip(rows, numbers, strict=True):
            place = self.at.setdefault((key, chunk), self.size)
            self.size = max(self.size, place + 1)
            self.numbers[place] = vector
            self.first[place] = vector[: self.first.shape[1]] / FULL
            self.keys[place] = key
            self.is_text[place] = chunk >= TEXT_FROM
            for mask in self.scopes.values():
                mask[place] = False
            for scope in scopes:
                self.scopes.setdefault(scope, np.zeros(len(self.keys), dtype=bool))[place] = True

    def keep(self, keys: Sequence[int]) -> None:
        alive = set(keys)
        for (key, chunk), place in list(self.at.items()):
            if key not in alive:
                self.keys[place] = 0
                del self.at[key, chunk]
        is_known = len(self.at) >= LEAST_TO_CENTRE
        self.usual = usual_of(self.numbers[: self.size][self.keys[: self.size] > 0], self.parts) if is_known else None

    def nearest(
        self, vector: "NDArray[np.float32]", *, needs: Sequence[str], scopes: Sequence[str], k: int
    ) -> dict[int, float]:
        """Key -> likeness: half of it the best of its titles' and half the best of its texts'."""
        likeness = self.first[: self.size] @ vector[: self.first.shape[1]]
        likeness[~self._may_be_seen(needs, scopes)] = -2
        some = np.argpartition(-likeness, COMPARED)[:COMPARED] if self.size > COMPARED else np.arange(self.size)
        some = some[likeness[some] > -2]
        near = compared(self.numbers[some], vector, self.parts, self.usual)
        best: dict[int, list[float]] = {}
        for key, is_text, value in zip(
            self.keys[some].tolist(), self.is_text[some].tolist(), near.tolist(), strict=True
        ):
            both = best.setdefault(key, [-2.0, -2.0])
            both[is_text] = max(both[is_text], value)
        found = {key: _half_and_half(*both) for key, both in best.items()}
        return {key: round(found[key], 5) for key in sorted(found, key=lambda key: -found[key])[:k]}

    def _may_be_seen(self, needs: Sequence[str], scopes: Sequence[str]) -> "NDArray[np.bool_]":
        seen = self.keys[: self.size] > 0
        for token in needs:
            seen = seen & self._mask(token)
        if scopes:
            seen = seen & np.logical_or.reduce([self._mask(token) for token in scopes])
        return seen

    def _mask(self, token: str) -> "NDArray[np.bool_]":
        found = self.scopes.get(token)
        return np.zeros(self.size, dtype=bool) if found is None else found[: self.size]

    def _grow(self, rows: int) -> None:
        if rows <= len(self.keys):
            return
        more = max(GROWTH, rows, len(self.keys) * 5 // 4) - len(self.keys)
        self.numbers = np.concatenate([self.numbers, np.zeros((more, self.numbers.shape[1]), dtype=np.int8)])
        self.first = np.concatenate([self.first, np.zeros((more, self.first.shape[1]), dtype=np.float32)])
        self.keys = np.concatenate([self.keys, np.zeros(more, dtype=np.int64)])
        self.is_text = np.concatenate([self.is_text, np.zeros(more, dtype=bool)])
        self.scopes = {name: np.concatenate([mask, np.zeros(more, dtype=bool)]) for name, mask in self.scopes.items()}


def usual_of(numbers: "NDArray[np.int8]", parts: Sequence[Part]) -> "NDArray[np.float32]":
    """The mean of each part over the rows that have it."""
    found = np.zeros(numbers.shape[1], dtype=np.float32)
    for start, end, _ in stretches(parts):
        part = numbers[:, start:end]
        rows = part[part.any(axis=1)]
        if len(rows):
            found[start:end] = rows.mean(axis=0, dtype=np.float32) / FULL
    return found


def compared(
    numbers: "NDArray[np.int8]",
    vector: "NDArray[np.float32]",
    parts: Sequence[Part],
    usual: "NDArray[np.float32] | None",
) -> "NDArray[np.float32]":
    """float32[rows]: the mean of the parts' cosines by their worth; a part the question lacks does not count."""
    rows = evened(numbers.astype(np.float32) / FULL, parts, usual)
    asked = evened(vector[None, :], parts, usual)[0]
    worth = sum(worth for start, end, worth in stretches(parts) if asked[start:end].any()) or 1.0
    found: NDArray[np.float32] = np.zeros(len(rows), dtype=np.float32)
    for start, end, each in stretches(parts):
        found += rows[:, start:end] @ asked[start:end] * np.float32(each / worth)
    return found


def evened(
    vectors: "NDArray[np.float32]", parts: Sequence[Part], usual: "NDArray[np.float32] | None"
) -> "NDArray[np.float32]":
    """Every part without what is usual and of length 1; a part that is not there stays zero."""
    found: NDArray[np.float32] = np.zeros(vectors.shape, dtype=np.float32)
    for start, end, _ in stretches(parts):
        part = vectors[:, start:end]
        has_part = np.linalg.norm(part, axis=1, keepdims=True) > PRESENT
        moved = (part if usual is None else part - usual[start:end]) * has_part
        found[:, start:end] = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)
    return found


def stretches(parts: Sequence[Part]) -> list[tuple[int, int, float]]:
    """(start, end, worth) of each part."""
    found: list[tuple[int, int, float]] = []
    start = 0
    for part in parts:
        found.append((start, start + part.size, part.worth))
        start += part.size
    return found


def _half_and_half(title: float, text: float) -> float:
    """Of what is there."""
    if title > -2 and text > -2:
        return (title + text) / 2
    return max(title, text)
