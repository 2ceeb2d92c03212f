"""Two addresses side by side, all of them: who sends a trap makes the first and the last letters look the same."""

from dataclasses import dataclass
from itertools import zip_longest

from kefu.exchange.chains.addresses import MAX_CHARS

GROUP = 4
_ENDS = 4  # what people look at
_SAME_FOR_ALL = ("0x", "bc1q", "bc1p")  # beginnings that say nothing
_ANY_CASE = ("0x", "bc1", "tb1", "bcrt1", "lnbc")


@dataclass(frozen=True, slots=True)
class Comparison:
    """`differs_at` counts from 0 in the texts without the space around them. `is_look_alike`: the ends alone agree."""

    is_same: bool
    is_look_alike: bool
    mine: tuple[str, ...]
    target: tuple[str, ...]
    differs_at: tuple[int, ...]


def compare(mine: str, target: str) -> Comparison:
    """ValueError for what is longer than any address."""
    mine, target = mine.strip(" \t\r\n"), target.strip(" \t\r\n")
    if max(len(mine), len(target)) > MAX_CHARS:
        raise ValueError(f"an address has at most {MAX_CHARS} characters")
    one, other = _as_meant(mine), _as_meant(target)
    differs_at = tuple(at for at, (a, b) in enumerate(zip_longest(one, other)) if a != b)
    is_same = bool(one) and not differs_at
    return Comparison(is_same, not is_same and _have_same_ends(one, other), _groups(mine), _groups(target), differs_at)


def _as_meant(text: str) -> str:
    """Capitals mean nothing in these, and everything in the others."""
    return text.lower() if text.lower().startswith(_ANY_CASE) else text


def _have_same_ends(one: str, other: str) -> bool:
    one, other = _told(one), _told(other)
    is_long = min(len(one), len(other)) > 2 * _ENDS
    return is_long and one[:_ENDS] == other[:_ENDS] and one[-_ENDS:] == other[-_ENDS:]


def _told(text: str) -> str:
    for start in _SAME_FOR_ALL:
        text = text.removeprefix(start)
    return text


def _groups(text: str) -> tuple[str, ...]:
    return tuple(text[at : at + GROUP] for at in range(0, len(text), GROUP))
