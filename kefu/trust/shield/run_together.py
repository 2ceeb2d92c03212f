"""Recovery phrases whose words stand without anything between them, in small letters or Like This. Pure."""

import re
from collections.abc import Iterator, Sequence

from kefu.trust.shield import phrases
from kefu.trust.shield.sorts import Found, Sort

LEAST_LETTERS, SHORTEST, LONGEST = 36, 3, 8
MOST_READINGS, MOST_WORDS = 32, 40  # one row of letters may be divided in several ways
_LETTERS = re.compile(f"[a-z]{{{LEAST_LETTERS},}}")


def run_together(low: str) -> Iterator[Found]:
    for row in _LETTERS.finditer(low):
        letters, reaches, at = row.group(), _reaches(row.group()), 0
        while at < len(letters):
            end, words = reaches[at]
            if words < phrases.LEAST:
                at += 1
                continue
            start, stop = row.start() + at, row.start() + end
            if phrases.is_named(low, start, stop) or any(
                phrases.is_checked_within(numbers) for numbers in _readings(letters, reaches, at)
            ):
                yield Found(Sort.PHRASE, start, stop)
            at = end


def _reaches(letters: str) -> Sequence[tuple[int, int]]:
    """For each place, how far words of the list follow each other from there, and how many of them."""
    known = phrases.english()
    reaches = [(at, 0) for at in range(len(letters) + LONGEST + 1)]
    for at in range(len(letters) - SHORTEST, -1, -1):
        for size in range(SHORTEST, min(LONGEST, len(letters) - at) + 1):
            end, words = reaches[at + size]
            if (end, words) >= reaches[at] and letters[at : at + size] in known:
                reaches[at] = (end, words + 1)
    return reaches


def _readings(letters: str, reaches: Sequence[tuple[int, int]], at: int) -> Iterator[list[int]]:
    """Rows of numbers of words that reach as far as any; of a long row only one."""
    many = MOST_READINGS if reaches[at][1] <= MOST_WORDS else 1
    begun = [(at, list[int]())]
    while begun and many:
        place, numbers = begun.pop()
        ways = [way for way in _following(letters, place) if reaches[way[0]][0] == reaches[at][0]]
        if not ways:
            many -= 1
            yield numbers
        elif many == 1 and not begun:
            numbers.append(ways[0][1])
            begun.append((ways[0][0], numbers))
        else:
            begun += [(end, [*numbers, number]) for end, number in ways]


def _following(letters: str, at: int) -> Iterator[tuple[int, int]]:
    """Where a word that begins at `at` ends, and its number."""
    known = phrases.english()
    for size in range(SHORTEST, min(LONGEST, len(letters) - at) + 1):
        number = known.get(letters[at : at + size])
        if number is not None:
            yield at + size, number
