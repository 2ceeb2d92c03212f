"""The patterns that are hidden in a picture of the vault: one of this installation's, by which it is found and measured, and
one of the look it was drawn for. Keyed: nobody without the key makes a picture speak of somebody else.
"""

from dataclasses import dataclass

from kefu.kit import crypto

_GRID, _LOOK = "files.hidden.grid", "files.hidden.look"


@dataclass(frozen=True, slots=True)
class Reading:
    """`look` is the place in the list that was asked about; `strength` and what it takes, both in standard deviations."""

    look: int
    strength: float
    needed: float


def patterns(look: str) -> tuple[str, ...]:
    """Each 256 bits in hex; none for no look."""
    return (grid(), of_look(look)) if look else ()


def grid() -> str:
    return crypto.keyed_hash(_GRID, "1")


def of_look(look: str) -> str:
    return crypto.keyed_hash(_LOOK, look)
