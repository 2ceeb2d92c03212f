"""The encoder's own process: holds the model and the vectors, says which are nearest, ends itself when nobody asks.

Started by `child`; spoken to over its standard input and output. Knows no database and gets no secrets but an endpoint's key.
"""

import os
import select
from importlib import import_module
from typing import Any

import numpy as np

from kefu.kit import http
from kefu.search import frames, head
from kefu.search.encoder import Choice, Encoder
from kefu.search.encoder_endpoint import Endpoint
from kefu.search.head import Head
from kefu.search.held import FULL, Shelf

IDLE_S = 600.0


class Held:
    """The models and what they are asked about."""

    def __init__(self, model: Encoder) -> None:
        self._model = model
        self._shelves: dict[str, Shelf] = {}
        self._heads: dict[str, Head] = {}

    def answer(self, told: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], bytes]:
        do = told["do"]
        if do == "encode":
            vectors = self._model.encode(told["texts"], is_question=told.get("is_question", False))
            numbers = np.clip(np.rint(vectors * FULL), -127, 127).astype(np.int8)
            return {"size": int(vectors.shape[1])}, numbers.tobytes()
        if do == "train":
            numbers = np.frombuffer(blob, dtype=np.int8).reshape(len(told["keys"]), -1)
            return {}, head.trained(numbers, told["keys"], self._model.parts, seconds=told["seconds"]).packed()
        if do in {"load", "keep", "learn"}:
            self._change(do, told, blob)
            return {}, b""
        return self._near(told), b""

    def _change(self, do: str, told: dict[str, Any], blob: bytes) -> None:
        shelf = self._shelves.get(told["shelf"])
        if do == "learn":
            self._heads.pop(told["shelf"], None)
            if blob:
                self._heads[told["shelf"]] = Head.unpacked(blob)
        elif do == "load":
            numbers = np.frombuffer(blob, dtype=np.int8).reshape(len(told["rows"]), -1)
            empty = Shelf.empty(self._model.parts, numbers.shape[1])
            self._shelves.setdefault(told["shelf"], empty).load(told["rows"], numbers)
        elif shelf is not None:
            shelf.keep(told["keys"])

    def _near(self, told: dict[str, Any]) -> dict[str, Any]:
        """Of every shelf that is asked for what is nearest, and the classes of a head."""
        wanted = [(each, self._shelves.get(each["shelf"])) for each in told["shelves"]]
        known = self._heads.get(told.get("head", ""))
        if known is None and not any(shelf for _, shelf in wanted):
            return {"nearest": [[] for _ in wanted], "classes": []}
        vector = self._model.encode([told["text"]], is_question=True)[0]
        found = [
            list(shelf.nearest(vector, needs=each["needs"], scopes=each["scopes"], k=each["k"]).items())
            if shelf
            else []
            for each, shelf in wanted
        ]
        return {"nearest": found, "classes": known.classes(vector, self._model.parts) if known else []}


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
    model: Encoder = import_module("kefu.search.encoder_packaged").Packaged(choice.name)
    return model


def _has_more(idle_s: float) -> bool:
    ready, _, _ = select.select([0], [], [], idle_s)
    return bool(ready)


if __name__ == "__main__":
    main()
