"""Words that are put around a name: "support-", "_official", "24h", "客服". Pure."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kefu.trust.lookalike.sounding import is_chinese

TABLE = Path(__file__).parent / "tables" / "affixes.txt"
_LONGEST = 16
_LEAST_LEFT = 2


def without(words: list[str]) -> str:
    """The words that are none of these, and no numbers, joined; empty where nothing is left."""
    return "".join(each for each in words if not is_affix(each))


def is_affix(word: str) -> bool:
    return word in _words() or word.isdigit()


def cores(word: str) -> Iterator[str]:
    """What is left when words of the list, and digits, are taken off both ends, each shorter than the one before."""
    while word:
        yield word
        word = _cut(word)


def is_all(text: str) -> bool:
    """Nothing but such words, however they are joined."""
    rest = text
    while rest and (shorter := _cut(rest, least=0)) != rest:
        rest = shorter
    return not rest


def _cut(word: str, *, least: int = _LEAST_LEFT) -> str:
    bare = word.strip("0123456789")
    if bare != word and len(bare) >= least:
        return bare
    for length in range(min(_LONGEST, len(word) - least), 0, -1):
        if word[-length:] in _joined():
            return word[:-length]
        if word[:length] in _joined():
            return word[length:]
    return "" if least else word


@cache
def _words() -> frozenset[str]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    return frozenset(line for line in lines if line)


@cache
def _joined() -> frozenset[str]:
    """Those that are long enough to be told from a name's own letters."""
    return frozenset(each for each in _words() if len(each) >= 3 or is_chinese(each) or each in {"hq", "cs"})
