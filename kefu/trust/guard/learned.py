"""How much a text reads like an ask, by what some ten thousand written sentences taught. Pure.

A linear weighing of what stands in a text: letters in a row, one to five of them, and rows of concepts. Learned by
`bin/bench guard_taught` (naive Bayes' ratios as scales of a support vector machine: Wang and Manning 2012).
"""

import gzip
import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import ahocorasick_rs

from kefu.trust.guard import concepts, prefilter
from kefu.trust.guard.asks import sentences

FILE = Path(__file__).with_name("learned.tsv.gz")
MOST_LETTERS = 5  # in a row
SHORT_CHARS, WHOLE_CHARS = 120, 400


@dataclass(frozen=True, slots=True)
class Weights:
    """`by_letters[n]` is for the n-th row of letters that `automaton` knows."""

    automaton: ahocorasick_rs.AhoCorasick
    by_letters: Sequence[float]
    by_concepts: dict[str, float]
    level: float
    asks: float
    may_ask: float

    def worth(self, text: str) -> float:
        """Of a text as `concepts.edged` gives it: above 0 it is rather an ask."""
        letters = {match[0] for match in self.automaton.find_matches_as_indexes(text, overlapping=True)}
        rows = set(concepts.rows(concepts.tokens(text)))
        known = [self.by_concepts[row] for row in rows if row in self.by_concepts]
        known += [self.by_letters[each] for each in letters]
        return self.level + sum(known) / math.sqrt(len(known) or 1)


def warm() -> None:
    """Loads all that the first text would wait for: some 0.3 s."""
    for words in ("code", "码", "код"):
        dearest(words)


def dearest(folded: str) -> tuple[float, str]:
    """The stretch of it that most reads like an ask, and how much."""
    awake = (each for each in stretches(folded) if prefilter.read(each) & ~prefilter.Read.LINKS)
    return max(((weights().worth(concepts.edged(each)), each) for each in awake), default=(-9.0, ""))


def stretches(folded: str) -> Iterator[str]:
    """The whole of what is not long; of a text of several sentences any two that follow each other, in which one that asks is not
    lost among others that greet and explain.
    """
    if len(folded) <= WHOLE_CHARS:
        yield folded
    if len(folded) >= SHORT_CHARS:
        read = [folded[each.begins : each.ends] for each in sentences(folded)]
        if len(read) > 2 or len(folded) > WHOLE_CHARS:
            yield from (one + other for one, other in pairwise(["", *read]))


def letters(text: str) -> set[str]:
    """All rows of letters in a text: what learning looks at."""
    return {text[at : at + n] for n in range(1, MOST_LETTERS + 1) for at in range(len(text) - n + 1)}


@cache
def weights() -> Weights:
    rows, by_concepts, by_letters = list[str](), dict[str, float](), array("f")
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        level, asks, may_ask = (float(each) for each in next(file).split())
        for line in file:
            row, weight = line.rstrip("\n").split("\t")
            if row.startswith("#"):
                by_concepts[row] = int(weight) / 1_000
            else:
                rows.append(row)
                by_letters.append(int(weight) / 1_000)
    return Weights(ahocorasick_rs.AhoCorasick(rows), by_letters, by_concepts, level, asks, may_ask)
