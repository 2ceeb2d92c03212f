"""Patterns over folded text, written as people write: accents and look-alikes are folded here as they are there. Pure."""

import re
from collections.abc import Sequence

from kefu.trust.guard import folding

_SEEN_AS = {"a": "a4@", "b": "b8", "e": "e3", "g": "g9", "i": "i1!|l", "l": "l1|i", "o": "o0", "s": "s5$", "t": "t7+"}


def compiled(*sources: str) -> re.Pattern[str]:
    """Any of these."""
    return re.compile(folding.pattern("|".join(f"(?:{each})" for each in sources)))


def loose(*words: str) -> str:
    """Latin words with numbers for letters and one mark between any two; a space means that nothing need stand there."""
    return r"(?<![a-z])(?:" + "|".join(_loosely(each) for each in words) + r")(?![a-z])"


def _loosely(word: str) -> str:
    parts = [_seen_as(part) for part in word.split(" ")]
    return r"[\W_]{0,2}".join(parts)


def _seen_as(part: str) -> str:
    return r"[\W_]?".join(f"[{_SEEN_AS[each]}]" if each in _SEEN_AS else each for each in part)


def prefix_tree(words: Sequence[str]) -> str:
    """The same as joining them by |, but each letter is looked at once."""
    heads: dict[str, list[str]] = {}
    for word in words:
        heads.setdefault(word[:1], []).append(word[1:])
    if "" in heads:
        return ""  # the shortest one decides: what follows need not be there
    branches = [re.escape(head) + prefix_tree(tails) for head, tails in sorted(heads.items())]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
