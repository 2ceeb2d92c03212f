"""The one look at every text: is there anything that the rules should read? Most texts end here. Pure."""

import re
from collections.abc import Collection
from enum import IntFlag

from kefu.trust.guard import folding, links
from kefu.trust.guard.words import listed, prefix_tree


class Read(IntFlag):
    """Which rules a text is for."""

    NONE = 0
    SECRETS = 1
    SCREENS = 2
    MONEY = 4
    LINKS = 8


_RAREST_FIRST = "qxzjkvwbygpfmhucdlnrosaite"
_LEAST_CHARS = 6


def _stems(section: str) -> list[str]:
    words = {folding.small(word) for line in listed("stems")[section] for word in line.split()}
    return _shortest({folding.bare(word) for word in words})


def _shortest(words: Collection[str]) -> list[str]:
    """Without those that hold another."""
    kept: list[str] = []
    for word in sorted(words, key=len):
        if not any(each in word for each in kept):
            kept.append(word)
    return sorted(kept)


class _Stems:
    """The words of one kind of rules, or of all: to be looked for in a text."""

    def __init__(self, words: Collection[str]) -> None:
        short = _shortest(words)
        self._latin = [word for word in short if word.isascii()]
        others = {form for word in short if not word.isascii() for form in folding.old_forms(word)}
        self._quick = re.compile(prefix_tree(sorted({_from_its_rarest(word) for word in self._latin})))
        self._others = re.compile(prefix_tree(sorted(others | {_with_digits(word) for word in others})))
        self._all = re.compile(prefix_tree(short))

    def are_in(self, small: str) -> bool:
        """In ASCII first the words' ends from a rare letter on, which few places begin with; a tree among Han letters."""
        if folding.is_odd(small):
            return self._all.search(folding.bare(small)) is not None
        latin = folding.latin(small)
        if self._quick.search(latin) is not None and any(word in latin for word in self._latin):
            return True
        return not small.isascii() and self._others.search(folding.together(small)) is not None


def _from_its_rarest(word: str) -> str:
    """Its end of six letters or more that begins with the letter which English writes least."""
    starts = range(max(1, len(word) - _LEAST_CHARS + 1))
    return word[min(starts, key=lambda at: _RAREST_FIRST.find(word[at])) :]


def _with_digits(word: str) -> str:
    """`12个词` as it stands in a text whose numbers were left alone."""
    return word.replace("i2", "12").replace("2a", "24")


_KINDS = (
    (Read.SECRETS, _Stems(_stems("secrets"))),
    (Read.SCREENS, _Stems(_stems("screens"))),
    (Read.MONEY, _Stems(_stems("money"))),
)
_ANY = _Stems([*_stems("secrets"), *_stems("screens"), *_stems("money")])
_TO_US = (" to me", " to us", " to my", " to our")
_LONG = re.compile(r"[a-z0-9_-]{25}")  # as addresses are


def read(text: str) -> Read:
    """What to look for in a text, from one pass over it."""
    small = folding.seen(folding.small(text))
    kinds = Read.LINKS if links.may_have(small) else Read.NONE
    if _ANY.are_in(small):
        for kind, stems in _KINDS:
            if stems.are_in(small):
                kinds |= kind
    if any(each in small for each in _TO_US) or "0x" in small or _LONG.search(small) is not None:
        kinds |= Read.MONEY
    return kinds
