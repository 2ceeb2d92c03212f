"""How Chinese is typed by its sound: whole syllables (tixian), first letters (tx), and characters that sound alike."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise, product

from kefu.search.analyse import TABLES

SOUND = "_p"  # a pair of characters by its syllables
INITIALS = "_i"  # and by their first letters
MOST_LETTERS = 48


def of_pair(pair: str) -> list[str]:
    """The sounds of two characters, joined; several where a character has two readings."""
    readings = [READINGS.get(char, ()) for char in pair]
    return list(dict.fromkeys("".join(each) for each in product(*readings)))


def initials_of(pair: str) -> str:
    readings = [READINGS.get(char, ("",))[0][:1] for char in pair]
    return "".join(readings) if all(readings) else ""


def whole(run: str) -> str:
    """A stretch of text as it is typed without tones; what is not Chinese stays."""
    return "".join(READINGS[char][0] if char in READINGS else char for char in run)


def first_letters(run: str) -> str:
    return "".join(READINGS[char][0][0] if char in READINGS else char for char in run)


def typed(word: str) -> list[str]:
    """Terms for letters that may be sounds: pairs of neighbouring syllables, else pairs of first letters."""
    if not 2 <= len(word) <= MOST_LETTERS or not word.isascii() or not word.isalpha():
        return []
    syllables = split(word)
    if len(syllables) >= 2:
        return [SOUND + one + two for one, two in pairwise(syllables)]
    if len(word) <= 6:
        return [INITIALS + word[at : at + 2] for at in range(len(word) - 1)]
    return []


@lru_cache(maxsize=4_096)
def split(word: str) -> tuple[str, ...]:
    """The fewest syllables that spell the word, or nothing."""
    best: list[tuple[str, ...] | None] = [(), *([None] * len(word))]
    for end in range(1, len(word) + 1):
        for syllable, rest in _endings(word, end):
            before = best[rest]
            found = best[end]
            if before is not None and (found is None or len(before) + 1 < len(found)):
                best[end] = (*before, syllable)
    return best[-1] or ()


def _endings(word: str, end: int) -> Iterator[tuple[str, int]]:
    for start in range(max(0, end - 6), end):
        if word[start:end] in SYLLABLES:
            yield word[start:end], start


def _readings() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    second: dict[str, list[str]] = {}
    for line in (TABLES / "sounds.txt").read_text(encoding="utf-8").splitlines()[1:]:
        sound, chars = line.split()
        of = second if sound.endswith("2") else found
        for char in chars:
            of.setdefault(char, []).append(sound.rstrip("2"))
    return {char: tuple(sounds + second.get(char, [])) for char, sounds in found.items()}


READINGS = _readings()
SYLLABLES = frozenset(sound for sounds in READINGS.values() for sound in sounds if len(sound) > 1 or sound in "aeo")
