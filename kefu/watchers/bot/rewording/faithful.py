"""Whether what a model made of a passage says nothing that the passage does not. Pure.

A model may leave words out and put them in another order; it may not bring any. Each of its sentences must rest on one
sentence of the passage, or on two neighbours: numbers, names and codes exactly as there, no other word but a few that join,
and as much negated or limited as there. What the check cannot see is who does what to whom among the same words, so
the passage's source stands beside it, always.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from kefu.search import analyse
from kefu.search.analyse import Kind

MOST_CHARS = 600
LEAST_PAIRS = 0.6  # of Chinese: the same characters must not have become other words
LEAST_SHARE_ZH = 0.3  # of Chinese characters, for a text to be Chinese

_SENTENCE_END = re.compile(r"(?<=[!?。!?;;…])\s*|(?<=\.)\s+|\n+")
_MARKUP = re.compile(r"[<>`*_#|{}\[\]\\]|&\w+;")
_ADDRESS = re.compile(r"://|www\.|@|\b[\w-]+\.(?:com|org|net|io|cn|app|me|info|xyz|top|co)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d(?:[\d.,:/]*\d)?\s*(?:%|‰)?")
_TABLE = Path(__file__).with_name("words.txt")


def _words() -> dict[str, frozenset[str]]:
    lines = [line.split() for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {name: frozenset("".join(rest) if name.endswith("-zh") else rest) for name, *rest in lines}


_WORDS = _words()


class Fault(StrEnum):
    """Why a text is not said."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    MARKUP = "markup"
    ADDRESS = "address"
    LANGUAGE = "language"
    NUMBER = "number"
    WORD = "word"
    NEGATION = "negation"


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What one says: its numbers, its words by their stems, its characters and pairs, whether it negates or limits."""

    numbers: frozenset[str]
    words: frozenset[str]
    chars: frozenset[str]
    pairs: frozenset[str]
    negates: bool
    limits: frozenset[str]


def fault(said: str, passage: str) -> Fault | None:
    """The first thing that is wrong with `said`; None if it may stand for `passage`."""
    text = said.strip()
    if not text:
        return Fault.EMPTY
    if len(text) > min(MOST_CHARS, max(80, len(passage))):
        return Fault.TOO_LONG
    if _MARKUP.search(text) or not all(char.isprintable() or char == "\n" for char in text):
        return Fault.MARKUP
    if _ADDRESS.search(text):
        return Fault.ADDRESS
    if _is_chinese(text) is not _is_chinese(passage):
        return Fault.LANGUAGE
    sources = [_taken(each) for each in _sentences(passage)]
    for sentence in map(_taken, _sentences(text)):
        found = _fault_of(sentence, sources)
        if found:
            return found
    return None


def _fault_of(sentence: _Sentence, sources: Sequence[_Sentence]) -> Fault | None:
    """Of the sentence it rests on best; the mildest there is."""
    if not any((sentence.numbers, sentence.words, sentence.chars)):
        return None
    mildness = {None: 0, Fault.NEGATION: 1, Fault.WORD: 2, Fault.NUMBER: 3}
    return min((_against(sentence, each) for each in _grounds(sources)), key=mildness.__getitem__, default=Fault.WORD)


def _grounds(sources: Sequence[_Sentence]) -> Iterator[_Sentence]:
    yield from sources
    for first, second in pairwise(sources):
        yield _Sentence(
            first.numbers | second.numbers,
            first.words | second.words,
            first.chars | second.chars,
            first.pairs | second.pairs,
            first.negates or second.negates,
            first.limits | second.limits,
        )


def _against(said: _Sentence, ground: _Sentence) -> Fault | None:
    if said.numbers - ground.numbers:
        return Fault.NUMBER
    if said.words - ground.words or said.chars - ground.chars:
        return Fault.WORD
    if said.pairs and len(said.pairs & ground.pairs) < LEAST_PAIRS * len(said.pairs):
        return Fault.WORD
    if said.negates is not ground.negates or said.limits != ground.limits:
        return Fault.NEGATION
    return None


def _taken(text: str) -> _Sentence:
    folded = analyse.fold(text)
    numbers = {re.sub(r"[\s,]", "", each) for each in _NUMBER.findall(folded)}
    found = analyse.terms(_NUMBER.sub(" ", folded))
    chars = {term.text for term in found if term.kind is Kind.SINGLE}
    pairs = {term.text for term in found if term.kind is Kind.PAIR and not set(term.text) & _WORDS["joining-zh"]}
    latin = {term.word.replace("'", ""): term for term in found if term.kind in {Kind.WORD, Kind.CODE}}
    said = set(latin) - _WORDS["joining"] - _WORDS["not"] - _WORDS["limit"] - _WORDS["number"]
    return _Sentence(
        numbers=frozenset(numbers | (set(latin) & _WORDS["number"]) | (chars & _WORDS["number-zh"])),
        words=frozenset(latin[word].text for word in said if not latin[word].is_stop),
        chars=frozenset(chars - _WORDS["joining-zh"]),
        pairs=frozenset(pairs),
        negates=bool(set(latin) & _WORDS["not"] or chars & _WORDS["not-zh"]),
        limits=frozenset(set(latin) & _WORDS["limit"] | chars & _WORDS["limit-zh"]),
    )


def _sentences(text: str) -> list[str]:
    return [each for each in map(str.strip, _SENTENCE_END.split(text)) if each]


def _is_chinese(text: str) -> bool:
    letters = [char for char in text if char.isalnum()]
    return sum(analyse.is_cjk(char) for char in letters) >= LEAST_SHARE_ZH * max(1, len(letters))
