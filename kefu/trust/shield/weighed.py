"""Whether a stretch of a text is a secret, by what stands around it and by its shape; learned from written sentences. Pure.

A linear weighing of rows of letters before and after it, near by and farther, and of the words of `lists/around.txt`. Learned
by `python -m bench.shield_taught` (naive Bayes' ratios as scales of a support vector machine: Wang and Manning 2012).
"""

import gzip
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kefu.trust.shield import around
from kefu.trust.shield.around import Word
from kefu.trust.shield.candidates import LONG, MIXED, NUMBER, Candidate, candidates
from kefu.trust.shield.sorts import Found, Sort

ABOVE = 0.15  # what is worth more is a secret
BESIDE_ANOTHER = -0.3  # and the old password beside the new one
MOST_STRETCHES = 1_000  # a message has a few; a file of numbers has more, and is no message
FILE = Path(__file__).with_name("learned.tsv.gz")
AROUND_CHARS, NEAR_CHARS, MOST_LETTERS, MOST_WORDS, WORDS_CHARS, BESIDE_CHARS = 40, 12, 5, 4, 60, 3
_SPACE, _DIGIT = re.compile(r"\s+"), re.compile("[0-9]")
_SHAPES = ((re.compile("[A-Z]+"), "A"), (re.compile("[a-z]+"), "a"), (re.compile("[0-9]+"), "0"))
_PASSWORDS = re.compile(r"pass|pwd|pw|psw|密[码碼]|口令|mima|парол|kh[ẩa]u|mk|ifre|parol|contrase|clave")


@dataclass(frozen=True, slots=True)
class Weights:
    by_name: Mapping[str, float]
    level: float

    def worth(self, names: Iterable[str]) -> float:
        return self.level + sum([self.by_name[name] for name in names if name in self.by_name])


class Read:
    """A text, and the words in it that say something of what stands beside them."""

    def __init__(self, low: str, plain: str) -> None:
        self.low, self.plain = low, plain
        self.words: Sequence[Word] = around.words(low)
        self.starts = [word.start for word in self.words]
        self.ends = [word.end for word in self.words]

    def before(self, at: int) -> list[Word]:
        """The nearest first."""
        last = bisect_right(self.ends, at)
        return [word for word in self.words[max(0, last - MOST_WORDS) : last][::-1] if at - word.end <= WORDS_CHARS]

    def after(self, at: int) -> list[Word]:
        first = bisect_left(self.starts, at)
        return [word for word in self.words[first : first + MOST_WORDS] if word.start - at <= WORDS_CHARS]


def warm() -> None:
    """Loads what the first text would wait for: some 0.05 s."""
    weights()
    around.words("")


def found(low: str, plain: str) -> Iterator[Found]:
    stretches = candidates(low, plain)[:MOST_STRETCHES]
    if not stretches:
        return
    read = Read(low, plain)
    if not any(word.says in around.SECRETS for word in read.words):
        return
    worths = [weights().worth(features(each, read)) for each in stretches]
    if max(worths) <= ABOVE:
        return
    for each, worth in zip(stretches, worths, strict=True):
        if worth > ABOVE or (each.kind == MIXED and worth > BESIDE_ANOTHER):
            yield Found(_sort(each, low), each.start, each.end)


def features(each: Candidate, read: Read) -> set[str]:
    """What is weighed, by name: rows of letters on each side, words, and the shape."""
    low = read.low
    before = _side(
        "^" + low[: each.start] if each.start < AROUND_CHARS else low[each.start - AROUND_CHARS : each.start]
    )
    after = _side(low[each.end : each.end + AROUND_CHARS] + "$" * (each.end + AROUND_CHARS > len(low)))
    names = {each.kind, *_shape(each, read.plain), *_words(each, read)}
    for mark, text in (
        ("<", before),
        (">", after),
        (each.kind + "-", before[-NEAR_CHARS:]),
        (each.kind + "+", after[:NEAR_CHARS]),
    ):
        for n in range(1, MOST_LETTERS + 1):
            names.update([mark + text[at : at + n] for at in range(len(text) - n + 1)])
    return names


def _words(each: Candidate, read: Read) -> Iterator[str]:
    before, after = read.before(each.start), read.after(each.end)
    kind = each.kind
    for mark, words in (("#<", before), ("#>", after)):
        for nth, word in enumerate(words):
            yield f"{mark}{word.says}"
            yield f"{kind}{mark}{word.says}"
            if nth < 2:
                yield f"{mark}{nth}{word.says}"
    first, second = before[0].says if before else "", after[0].says if after else ""
    yield f"#{first}|{second}"
    yield f"{kind}#{first}|{second}"
    if len(before) > 1:
        yield f"#{before[1].says} {first}|"
        yield f"#{before[1].says} {first}|{second}"
    if before and each.start - before[0].end <= BESIDE_CHARS:
        yield f"#<<{first}"
    if after and after[0].start - each.end <= BESIDE_CHARS:
        yield f"#>>{second}"
    if len(after) > 1:
        yield f"#|{second} {after[1].says}"
    for word in before:
        for other in after:
            yield f"#{word.says}..{other.says}"


def _side(text: str) -> str:
    return _DIGIT.sub("0", _SPACE.sub(" ", text))


def _shape(each: Candidate, plain: str) -> Iterator[str]:
    value = plain[each.start : each.end]
    shape = value
    for pattern, mark in _SHAPES:
        shape = pattern.sub(mark, shape)
    kind = each.kind
    yield f"{kind}={len(value) if kind == NUMBER else len(value) // 4}"
    yield f"{kind}={shape[:12]}"
    if kind == NUMBER and value.isdigit() and 1990 < int(value) < 2040:
        yield "=year"
    if kind == NUMBER and len(value) == 8 and value.startswith(("19", "20")):
        yield "=day"
    if kind == NUMBER and value.endswith("00"):
        yield "=round"
    for mark in set(shape):
        yield f"{kind}=has {mark}"


def _sort(each: Candidate, low: str) -> Sort:
    if each.kind == LONG:
        return Sort.API_SECRET
    if each.kind == NUMBER and not _PASSWORDS.search(low, max(0, each.start - NEAR_CHARS), each.start):
        return Sort.CODE
    return Sort.PASSWORD


@cache
def weights() -> Weights:
    by_name = dict[str, float]()
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        level = float(next(file))
        for line in file:
            name, weight = line.rstrip("\n").split("\t")
            by_name[name] = int(weight) / 1000
    return Weights(by_name, level)
