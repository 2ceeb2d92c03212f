"""A classifier over the encoder's vectors: one matrix, and its examples' votes. Trained beside the searches, asked within.

Multinomial logistic regression on centred parts, by L-BFGS (Liu and Nocedal 1989): convex, so the same rows give the same.
"""

import io
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from kefu.search.encoder import Part
from kefu.search.held import FULL, evened, stretches, usual_of
from kefu.search.votes import Votes

if TYPE_CHECKING:
    from numpy.typing import NDArray

Matrix: TypeAlias = "NDArray[np.float32]"

LOSS_WORTH = 10.0  # of a row's loss beside the squares of the weights
ROUNDS = 60
MEMORY = 8  # pairs
TOLD = 12  # classes of a question
STILL = 2e-5  # of the loss, less than which is no gain


@dataclass(frozen=True, slots=True)
class Head:
    """`weights`: float32[d + 1, classes], the last row is added. `usual`: what is taken off a vector first."""

    keys: "NDArray[np.int64]"
    weights: Matrix
    usual: Matrix
    votes: Votes

    def classes(self, vector: Matrix, parts: Sequence[Part]) -> list[tuple[int, float, float, float]]:
        """(key, score, probability, vote), the best score first."""
        row = weighed(vector[None, :], parts, self.usual)[0]
        scores = row @ self.weights[:-1] + self.weights[-1]
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        votes = self.votes.told(row)
        return [
            (int(self.keys[at]), _shown(scores[at]), _shown(shares[at]), _shown(votes[at]))
            for at in np.argsort(-scores)[:TOLD]
        ]

    def packed(self) -> bytes:
        stream = io.BytesIO()
        weights = self.weights.astype(np.float16)
        votes = {"rows": self.votes.rows, "worth": self.votes.worth, "fine": self.votes.fine}
        np.savez(stream, keys=self.keys, weights=weights, usual=self.usual, **votes)
        return stream.getvalue()

    @classmethod
    def unpacked(cls, packed: bytes) -> "Head":
        with np.load(io.BytesIO(packed), allow_pickle=False) as told:
            has_votes = "rows" in told  # one that was trained before there were any has none until it is trained again
            votes = (
                Votes(told["rows"], told["worth"], float(told["fine"]))
                if has_votes
                else Votes.none(0, len(told["keys"]))
            )
            return cls(told["keys"], told["weights"].astype(np.float32), told["usual"], votes)


def _shown(number: "np.float32") -> float:
    return round(float(number), 5)


def trained(numbers: "NDArray[np.int8]", keys: Sequence[int], parts: Sequence[Part], *, seconds: float) -> Head:
    """Of rows and the key that each is an example of; what is found by the time that was given is used."""
    told = list(parts) or [Part(numbers.shape[1])]
    usual = usual_of(numbers, told)
    rows = weighed(numbers.astype(np.float32) / FULL, told, usual)
    known, classes = np.unique(np.array(keys, dtype=np.int64), return_inverse=True)
    weights = _fitted(rows, classes, len(known), ends_at=time.monotonic() + seconds)
    return Head(known, weights, usual, Votes.of(rows, classes, len(known)))


def weighed(vectors: Matrix, parts: Sequence[Part], usual: Matrix) -> Matrix:
    """Centred parts, each as long as the root of its share of the worth: their inner product is the likeness."""
    told = list(parts) or [Part(vectors.shape[1])]
    found, whole = evened(vectors, told, usual), sum(part.worth for part in told)
    for start, end, worth in stretches(told):
        found[:, start:end] *= np.float32((worth / whole) ** 0.5)
    return found


def _fitted(rows: Matrix, classes: "NDArray[np.int64]", count: int, *, ends_at: float) -> Matrix:
    size = rows.shape[1]
    at = np.arange(len(rows))

    def loss_of(flat: "NDArray[np.float64]") -> "tuple[float, NDArray[np.float64]]":
        weights = flat.reshape(size + 1, count).astype(np.float32)
        scores = rows @ weights[:-1] + weights[-1]
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        sums = shares.sum(axis=1, keepdims=True)
        loss = LOSS_WORTH * float((np.log(sums[:, 0]) - scores[at, classes]).sum(dtype=np.float64))
        shares /= sums
        shares[at, classes] -= 1
        slope = np.empty((size + 1, count))
        slope[:-1] = LOSS_WORTH * (rows.T @ shares) + weights[:-1]
        slope[-1] = LOSS_WORTH * shares.sum(axis=0)
        return loss + 0.5 * float((weights[:-1] ** 2).sum(dtype=np.float64)), slope.ravel()

    found = _lowest(loss_of, np.zeros((size + 1) * count), ends_at=ends_at)
    weights: Matrix = found.reshape(size + 1, count).astype(np.float32)
    return weights


def _lowest(
    loss_of: "Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]]",
    start: "NDArray[np.float64]",
    *,
    ends_at: float,
) -> "NDArray[np.float64]":
    here, (loss, slope) = start, loss_of(start)
    pairs: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for _ in range(ROUNDS):
        direction = _direction(slope, pairs)
        there, after, its_slope = _step(loss_of, here, loss, slope, direction)
        moved, turned = there - here, its_slope - slope
        if moved @ turned > 1e-10:
            pairs = [*pairs, (moved, turned)][-MEMORY:]
        is_still = loss - after < STILL * max(1.0, abs(loss))
        here, loss, slope = there, after, its_slope
        if is_still or time.monotonic() >= ends_at:
            break
    return here


def _direction(
    slope: "NDArray[np.float64]", pairs: "Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]]"
) -> "NDArray[np.float64]":
    """The two loops of L-BFGS."""
    found, alphas = slope.copy(), []
    for moved, turned in reversed(pairs):
        alpha = (moved @ found) / (turned @ moved)
        alphas.append(alpha)
        found -= alpha * turned
    if pairs:
        moved, turned = pairs[-1]
        found *= (moved @ turned) / (turned @ turned)
    else:
        found /= max(1.0, float(np.linalg.norm(slope)))
    for (moved, turned), alpha in zip(pairs, reversed(alphas), strict=True):
        found += (alpha - (turned @ found) / (turned @ moved)) * moved
    return found


def _step(
    loss_of: "Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]]",
    here: "NDArray[np.float64]",
    loss: float,
    slope: "NDArray[np.float64]",
    direction: "NDArray[np.float64]",
) -> "tuple[NDArray[np.float64], float, NDArray[np.float64]]":
    """As far as the loss falls enough (Armijo's rule)."""
    falls, length = float(slope @ direction), 1.0
    while True:
        there = here - length * direction
        after, its_slope = loss_of(there)
        if after <= loss - 1e-4 * length * falls or length < 1e-4:
            return there, after, its_slope
        length /= 2
