"""The part of a text that answers a question, in pieces. By the same analyser, so what was found is what is marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from kefu.search import analyse, wanted
from kefu.search.wanted import Wanted

MOST_CHARS = 50_000
MOST_QUERY_CHARS = 1_000
MOST_WORD_CHARS = 40  # of a word whose terms are remembered
GAP = "…"
SENTENCE_ENDS = frozenset("。！？.!?;；:：")
HARD_ENDS = frozenset("。！？；\n")
LEAST_SENTENCE_CHARS = 60  # a line so long is one, however it ends


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_hit: bool


def snippet(text: str, query_text: str, *, chars: int) -> list[Piece]:
    text = text[:MOST_CHARS]
    marked = _marked(text, wanted.of(query_text[:MOST_QUERY_CHARS]))
    start = _whole_from(text, _best_start(text, marked, chars), most=chars // 3)
    end = _whole_until(text, min(len(text), start + chars), most=chars // 3)
    end = _without_cells(text, marked, start, end, least=chars // 6)
    pieces = _pieces(text, marked, start, end)
    before = [Piece(GAP, is_hit=False)] if start else []
    after = [Piece(GAP, is_hit=False)] if end < len(text) else []
    return [*before, *pieces, *after]


def _marked(text: str, asked: Wanted) -> bytearray:
    """One byte a character: 1 where it belongs to something wanted."""
    folded, places = _folded(text)
    marks = bytearray(len(text))
    words: list[tuple[str, int, int]] = []
    for run in analyse.runs(folded):
        if analyse.is_cjk(run.group()):
            _mark_chinese(marks, places, run, asked)
            continue
        terms = _terms(run.group())
        words.append((terms[0] if terms else "", run.start(), run.end()))
        if not asked.terms.isdisjoint(terms):
            _mark(marks, places, run.start(), run.end())
    _mark_expressions(marks, places, words, asked)
    return marks


def _mark_chinese(marks: bytearray, places: Sequence[int], run: re.Match[str], asked: Wanted) -> None:
    folded, start, end = run.string, run.start(), run.end()
    for at in range(start, end):
        pair = folded[at : at + 2]
        if at + 2 <= end and (pair in asked.terms or asked.sounds_like(pair)):
            _mark(marks, places, at, at + 2)
        elif folded[at] in asked.terms:
            _mark(marks, places, at, at + 1)
    for said in asked.chinese:
        at = folded.find(said, start, end)
        while at >= 0:
            _mark(marks, places, at, at + len(said))
            at = folded.find(said, at + 1, end)


def _mark_expressions(
    marks: bytearray, places: Sequence[int], words: Sequence[tuple[str, int, int]], asked: Wanted
) -> None:
    """English synonyms: where they stand whole, not where one of their words does."""
    for at, (term, start, _) in enumerate(words):
        for said in asked.english.get(term, ()):
            if tuple(word for word, _, _ in words[at : at + len(said)]) == said:
                _mark(marks, places, start, words[at + len(said) - 1][2])


def _terms(word: str) -> Sequence[str]:
    return _known_terms(word) if len(word) <= MOST_WORD_CHARS else analyse.texts(word)


@lru_cache(maxsize=16_384)
def _known_terms(word: str) -> tuple[str, ...]:
    """Articles say the same few thousand words."""
    return tuple(analyse.texts(word))


_folded_char = lru_cache(maxsize=16_384)(analyse.fold)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters where it stood."""
    parts = list(map(_folded_char, text))
    folded = "".join(parts)
    if len(folded) == len(text) and all(parts):
        return folded, range(len(text))
    return folded, [at for at, part in enumerate(parts) for _ in part]


def _mark(marks: bytearray, places: Sequence[int], start: int, end: int) -> None:
    for at in range(places[start], places[end - 1] + 1):
        marks[at] = 1


def _best_start(text: str, marks: bytearray, chars: int) -> int:
    """Where the window with the most marks begins. Those in headings and tables count where there are no others."""
    if len(marks) <= chars:
        return 0
    marks = _in_sentences(text, marks)
    sums = [0, *accumulate(marks)]
    best, start = sums[chars], 0
    for at in range(1, len(marks) - chars + 1):
        if sums[at + chars] - sums[at] > best:
            best, start = sums[at + chars] - sums[at], at
    return _begun(text, marks, start, start + chars) if start or best else 0


def _begun(text: str, marks: bytearray, start: int, end: int) -> int:
    """All the window's marks, from the beginning of their sentence if there is room for it."""
    first, last = marks.find(1, start, end), marks.rfind(1, start, end)
    room = end - start - (last - first + 1)
    begun = first - room // 4
    for at in range(first, max(0, first - 3 * room // 4) - 1, -1):
        if at == 0 or _ends_sentence(text, at - 1):
            begun = at
            break
    return max(0, min(begun, len(text) - (end - start)))


def _ends_sentence(text: str, at: int) -> bool:
    char = text[at]
    return char in HARD_ENDS or (char in SENTENCE_ENDS and text[at + 1 : at + 2].isspace())


def _without_cells(text: str, marks: bytearray, start: int, end: int, *, least: int) -> int:
    """A sentence's window that runs on into a table ends before it."""
    while True:
        line_start = text.rfind("\n", start, end) + 1
        line_end = text.find("\n", line_start)
        line = text[line_start : line_end if line_end >= 0 else len(text)]
        if line_start - 1 - start <= least or _is_sentence(line) or marks.find(1, line_start, end) >= 0:
            return end
        end = line_start - 1


def _is_sentence(line: str) -> bool:
    bare = line.rstrip()
    return len(bare) >= LEAST_SENTENCE_CHARS or bare[-1:] in SENTENCE_ENDS


def _in_sentences(text: str, marks: bytearray) -> bytearray:
    kept = bytearray(len(marks))
    at = 0
    for line in text.splitlines(keepends=True):
        if _is_sentence(line):
            kept[at : at + len(line)] = marks[at : at + len(line)]
        at += len(line)
    return kept if any(kept) else marks


def _whole_from(text: str, start: int, *, most: int) -> int:
    """The next place at or after it where no word is cut; as it is where a word goes on for longer."""
    for at in range(start, min(len(text), start + most)):
        if not _cuts(text, at) and not text[at].isspace():
            return at
    return start


def _whole_until(text: str, end: int, *, most: int) -> int:
    for at in range(end, max(0, end - most), -1):
        if not _cuts(text, at) and not text[at - 1].isspace():
            return at
    return end


def _cuts(text: str, at: int) -> bool:
    """Between two characters that belong together: Chinese may be cut anywhere."""
    return 0 < at < len(text) and not any(char.isspace() or analyse.is_cjk(char) for char in text[at - 1 : at + 1])


def _pieces(text: str, marks: bytearray, start: int, end: int) -> list[Piece]:
    pieces: list[Piece] = []
    begun = start
    for at in range(start + 1, end + 1):
        if at == end or marks[at] != marks[begun]:
            pieces.append(Piece(text[begun:at], is_hit=bool(marks[begun])))
            begun = at
    return pieces
