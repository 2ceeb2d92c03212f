"""Somebody writes: a hint to whoever looks at the conversation, on every process. It is never stored and may be lost."""

from dataclasses import astuple, dataclass

from kefu.kit import wake

TOPIC = "typing"


@dataclass(frozen=True, slots=True)
class Typing:
    """`alias` is the name customers may see."""

    row: int
    is_customer: bool
    name: str
    alias: str
    on: bool


def tell(typing: Typing) -> None:
    """To all processes, this one too."""
    wake.wake(TOPIC, [list(astuple(typing))])
