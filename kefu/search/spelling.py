"""Words that are nearly right, from the words the shelf itself holds. Bounded: few candidates, short words."""

from heapq import nsmallest

from kefu.kit import db
from kefu.search.analyse import LEAST_PREFIX_CHARS
from kefu.search.pages import SPELT

LEAST_CHARS, LEAST_CHARS_FOR_TWO = 4, 8
MOST_CHARS = 24
MOST_CANDIDATES = 4_000
MOST_BEGUN = 8
MOST_NEAR = 5
LEAST_BEGUN_CHARS = 3
END = "\U0010ffff"


def nearest(word: str, *, shelf: str) -> list[str]:
    """Words that are one change away (two from eight letters on): the nearest first, of those as near the commonest."""
    if not LEAST_CHARS <= len(word) <= MOST_CHARS or not (word.isascii() and word.isalpha()):
        return []
    allowed = 1 if len(word) < LEAST_CHARS_FOR_TWO else 2
    measured = (
        (distance(word, candidate, most=allowed), -documents, candidate)
        for candidate, documents in _candidates(word, allowed=allowed, shelf=shelf)
    )
    return [candidate for _, _, candidate in nsmallest(MOST_NEAR, (each for each in measured if each[0] <= allowed))]


def words_beginning(start: str, *, shelf: str) -> list[str]:
    """What somebody may be about to type."""
    if len(start) < LEAST_BEGUN_CHARS or not (start.isascii() and start.isalpha()):
        return []
    sql = "SELECT term FROM search_word WHERE shelf = %s AND term >= %s AND term < %s ORDER BY documents DESC, term LIMIT %s"
    found = db.rows(sql, [shelf, SPELT + start, SPELT + start + END, MOST_BEGUN])
    return [term.removeprefix(SPELT) for (term,) in found]


def codes_beginning(start: str, *, shelf: str) -> list[str]:
    """Whole codes of which the first characters are known."""
    if len(start) < LEAST_PREFIX_CHARS:
        return []
    sql = "SELECT term FROM search_word WHERE shelf = %s AND term >= %s AND term < %s ORDER BY term LIMIT %s"
    return [term for (term,) in db.rows(sql, [shelf, start, start + END, MOST_BEGUN])]


def distance(one: str, two: str, *, most: int) -> int:
    """Changes that make one word the other: a letter more, less or another, two neighbours swapped. `most + 1` if more."""
    before: list[int] = []
    last = list(range(len(two) + 1))
    for at, char in enumerate(one, 1):
        row = [at]
        for to, other in enumerate(two, 1):
            cost = min(last[to] + 1, row[to - 1] + 1, last[to - 1] + (char != other))
            if at > 1 and to > 1 and char == two[to - 2] and one[at - 2] == other:
                cost = min(cost, before[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


def _candidates(word: str, *, allowed: int, shelf: str) -> list[tuple[str, int]]:
    """Words of about that length that begin with the same letter, or with the second one."""
    sql = (
        "SELECT term, documents FROM search_word WHERE shelf = %s AND term >= %s AND term < %s"
        " AND length(term) BETWEEN %s AND %s ORDER BY term LIMIT %s"
    )
    lengths = [len(SPELT) + len(word) - allowed, len(SPELT) + len(word) + allowed]
    found: list[tuple[str, int]] = []
    for first in dict.fromkeys(word[:2]):
        begin = SPELT + first
        rows = db.rows(sql, [shelf, begin, begin + END, *lengths, MOST_CANDIDATES])
        found += [(term.removeprefix(SPELT), count) for term, count in rows]
    letters = set(word)
    return [(other, count) for other, count in found if len(letters ^ set(other)) <= 2 * allowed]
