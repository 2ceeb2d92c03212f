"""Two addresses letter by letter, in groups of four. Pure: nothing is looked up, nothing is kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kefu.exchange.chains import comparison

MAX_CHARS, GROUP = 128, 4
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Group:
    """The same four places of both; `number` counts from 1. A shorter address has nothing to show at its end."""

    number: int
    first: str
    second: str

    @property
    def is_same(self) -> bool:
        return self.first == self.second


@dataclass(frozen=True, slots=True)
class Difference:
    """`is_poisoned`: beginning and end are alike, the middle is not, which is how look-alikes are made."""

    groups: Sequence[Group]
    is_same: bool
    is_case_only: bool
    is_poisoned: bool

    @property
    def different(self) -> Sequence[Group]:
        return [group for group in self.groups if not group.is_same]


def plain(text: str) -> str:
    """As it was meant: without the spaces and line ends that copying adds."""
    return _SPACES.sub("", text)


def grouped_difference(first: str, second: str) -> Difference:
    one, other = plain(first)[:MAX_CHARS], plain(second)[:MAX_CHARS]
    starts = range(0, max(len(one), len(other)), GROUP)
    groups = [Group(number, one[at : at + GROUP], other[at : at + GROUP]) for number, at in enumerate(starts, start=1)]
    is_same, is_alike = one == other, comparison.compare(one, other).is_look_alike
    return Difference(groups, is_same, not is_same and one.lower() == other.lower(), is_alike)
