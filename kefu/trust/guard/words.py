"""Patterns over folded text, from the lists beside this file: a pattern a line, in sections. Pure.

They are written as people write: accents and look-alikes are folded here as they are in a text. `<<pass word>>` stands for the
words with numbers for letters and one mark between any two; a space means that nothing need stand there.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from kefu.trust.guard import folding

_HERE = Path(__file__).parent
_SEEN_AS = {"a": "a4@", "b": "b8", "e": "e3", "g": "g9", "i": "i1!|l", "l": "l1|i", "o": "o0", "s": "s5$", "t": "t7+"}
_LOOSE = re.compile(r"<<([^>]+)>>")


def compiled(name: str, *sections: str) -> re.Pattern[str]:
    """Any line of these sections of a list."""
    lines = [line for section in sections for line in listed(name)[section]]
    sources = [_LOOSE.sub(_loose, folding.pattern(line)) for line in lines]
    return re.compile("|".join(f"(?:{source})" for source in sources))


@cache
def listed(name: str) -> Mapping[str, Sequence[str]]:
    """The lines of `NAME.txt` by section."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (_HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:-1].isidentifier():
            lines = found.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return found


def _loose(found: re.Match[str]) -> str:
    words = "|".join(_loosely(word.strip()) for word in found[1].split(","))
    return rf"(?<![a-z])(?:{words})(?![a-z])"


def _loosely(word: str) -> str:
    return r"[\W_]{0,2}".join(r"[\W_]?".join(_seen_as(each) for each in part) for part in word.split(" "))


def _seen_as(letter: str) -> str:
    return f"[{_SEEN_AS[letter]}]" if letter in _SEEN_AS else letter
