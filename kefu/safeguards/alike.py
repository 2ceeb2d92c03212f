"""Whether the customers that somebody asks for in one shift have one thing in common more often than chance and habit explain:
a level and above, a country. Pure. What they own is not looked at: it lies in nobody's row.

A share is held against whichever group it fits best: the agent's own eight weeks, their colleagues' eight weeks and last day. So
who looks after a level or a country all day, and a day on which one country's bank stands still, are nothing odd.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from math import comb

Traits = frozenset[str]

LEAST_ALIKE, LEAST_SHARE = 10, 0.5  # customers of one shift; of all in it
LEAST_KNOWN = 30  # customers of a group; fewer say nothing
LEAST_TODAY = 8  # of colleagues' last day, which is what it is for
ODDS = 1e-6  # of so many alike by chance: one in a million shifts
STRETCH, SLACK, MOST = 1.5, 0.05, 0.95  # days cluster: a share is taken for half as much again, and a little
MOST_LEVELS = 12


def traits(level: int | None, region: str) -> Traits:
    """What can be in common with others; nothing where nothing was told. A level counts with all below it: "4 and above"."""
    levels = {f"level {each}" for each in range(1, min(level or 0, MOST_LEVELS) + 1)}
    return frozenset(levels | ({f"region {region}"} if region else set()))


def candidates(today: Sequence[Traits]) -> set[str]:
    """What many of them have in common, before anything is compared."""
    counts = Counter(trait for each in today for trait in each)
    return {trait for trait, count in counts.items() if count >= LEAST_ALIKE and count >= LEAST_SHARE * len(today)}


def is_odd(today: Sequence[Traits], groups: Collection[Sequence[Traits]]) -> bool:
    """`groups`: whoever they are held against, different customers each; none that is known: nothing to go by."""
    if not groups:
        return False
    shares = {trait: max(_share(trait, group) for group in groups) for trait in candidates(today)}
    return any(
        _chance(sum(trait in each for each in today), len(today), share) < ODDS for trait, share in shares.items()
    )


def known(groups: Mapping[str, Sequence[Traits]]) -> list[Sequence[Traits]]:
    """The groups that are large enough; `today` is small by its nature."""
    return [group for name, group in groups.items() if len(group) >= (LEAST_TODAY if name == "today" else LEAST_KNOWN)]


def _share(trait: str, group: Sequence[Traits]) -> float:
    return min(MOST, STRETCH * sum(trait in each for each in group) / len(group) + SLACK)


def _chance(alike: int, of: int, share: float) -> float:
    """That at least so many of them are alike, were each drawn by itself."""
    return float(sum(comb(of, each) * share**each * (1 - share) ** (of - each) for each in range(alike, of + 1)))
