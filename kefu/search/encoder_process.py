"""The encoder's own process: holds the model and the vectors, says which are nearest, ends itself when nobody asks.

Started by `child`; spoken to over its standard input and output. Knows no database and gets no secrets but an endpoint's key.
"""

import os
import select
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from kefu.kit import http
from kefu.search import frames
from kefu.search.encoder import Choice, Encoder
from kefu.search.encoder_endpoint import Endpoint

if TYPE_CHECKING:
    from numpy.typing import NDArray

IDLE_S = 600.0
FULL = 127.0  # int8
GROWTH = 4_096  # rows


@dataclass(slots=True)
class Shelf:
    """Rows of vectors; a row that is gone keeps its place and is never found."""

    vectors: "NDArray[np.float32]"
    keys: "NDArray[np.int64]"
    size: int = 0
    at: dict[tuple[int, int], int] = field(default_factory=dict)
    scopes: dict[str, "NDArray[np.bool_]"] = field(default_factory=dict)

    def load(self, rows: Sequence[tuple[int, int, Sequence[str]]], numbers: "NDArray[np.int8]") -> None:
        self._grow(self.size + len(rows))
        for (key, chunk, scopes), vector in zip(rows, numbers, strict=True):
            place = self.at.setdefault((key, chunk), self.size)
            self.size = max(self.size, place + 1)
            self.vectors[place] = vector / FULL
            self.keys[place] = key
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

    def nearest(
        self, vector: "NDArray[np.float32]", *, needs: Sequence[str], scopes: Sequence[str], k: int
    ) -> dict[int, float]:
        """Key -> likeness, of its best piece."""
        likeness = self.vectors[: self.size] @ vector
        likeness[~self._may_be_seen(needs, scopes)] = -1
        best = np.argsort(-likeness)[: 6 * k] if self.size <= 6 * k else np.argpartition(-likeness, 6 * k)[: 6 * k]
        found: dict[int, float] = {}
        for place in best[np.argsort(-likeness[best])]:
            if likeness[place] > -1 and len(found) < k:
                found.setdefault(int(self.keys[place]), round(float(likeness[place]), 5))
        return found

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
        self.vectors = np.concatenate([self.vectors, np.zeros((more, self.vectors.shape[1]), dtype=np.float32)])
        self.keys = np.concatenate([self.keys, np.zeros(more, dtype=np.int64)])
        self.scopes = {name: np.concatenate([mask, np.zeros(more, dtype=bool)]) for name, mask in self.scopes.items()}


class Held:
    """The model and what it is asked about."""

    def __init__(self, model: Encoder) -> None:
        self._model = model
        self._shelves: dict[str, Shelf] = {}

    def answer(self, told: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], bytes]:
        do = told["do"]
        if do == "encode":
            vectors = self._model.encode(told["texts"], is_question=False)
            return {"size": int(vectors.shape[1])}, np.clip(np.rint(vectors * FULL), -127, 127).astype(
                np.int8
            ).tobytes()
        if do == "load":
            self._load(told, blob)
            return {}, b""
        shelf = self._shelves.get(told["shelf"])
        if shelf is None:
            return {"nearest": []}, b""
        if do == "keep":
            shelf.keep(told["keys"])
            return {}, b""
        vector = self._model.encode([told["text"]], is_question=True)[0]
        found = shelf.nearest(vector, needs=told["needs"], scopes=told["scopes"], k=told["k"])
        return {"nearest": list(found.items())}, b""

    def _load(self, told: dict[str, Any], blob: bytes) -> None:
        numbers = np.frombuffer(blob, dtype=np.int8).reshape(len(told["rows"]), -1)
        empty = Shelf(np.zeros((0, numbers.shape[1]), dtype=np.float32), np.zeros(0, dtype=np.int64))
        self._shelves.setdefault(told["shelf"], empty).load(told["rows"], numbers)


def main() -> None:
    """Serve until the other side is gone, or nobody asked for `IDLE_S`."""
    given, out = os.fdopen(0, "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no frame
    told, _ = frames.read(given)
    held = Held(_made(Choice(**told["choice"])))
    frames.write(out, {"id": told["id"]})
    idle_s = float(told.get("idle_s", IDLE_S))
    while _has_more(idle_s):
        try:
            told, blob = frames.read(given)
            answer, numbers = _answer(held, told, blob)
            frames.write(out, {"id": told["id"], **answer}, numbers)
        except (EOFError, BrokenPipeError):
            return


def _answer(held: Held, told: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], bytes]:
    """An endpoint that is away is no reason to forget the vectors."""
    try:
        return held.answer(told, blob)
    except (http.Unreachable, http.Forbidden) as error:
        return {"error": str(error)}, b""


def _made(choice: Choice) -> Encoder:
    """The package is loaded only where it is chosen: an endpoint needs none of it."""
    if choice.url:
        return Endpoint(choice)
    model: Encoder = import_module("kefu.search.encoder_packaged").Packaged()
    return model


def _has_more(idle_s: float) -> bool:
    ready, _, _ = select.select([0], [], [], idle_s)
    return bool(ready)


if __name__ == "__main__":
    main()
