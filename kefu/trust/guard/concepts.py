"""A text as a row of concepts: a secret by its name, to give, to enter, never, somebody else, a page. Pure.

The words of each concept stand in `lexicon/LANGUAGE.txt`; a text is read by those of its script, in which English counts for
most. `_` is the edge of a word, and all that is neither letter nor digit is one; two of them stand between two words, so that
both of them have theirs.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ahocorasick_rs

from kefu.trust.guard import folding

_HERE = Path(__file__).parent / "lexicon"
_EDGES = re.compile(r"[\W_]+")
_SIGNS = re.compile(r"(?<=[a-z])[@$€]|[@$€](?=[a-z])")
_SIGNS_FOR = {"@": "a", "$": "s", "€": "e"}
_HAN, _CYRILLIC = re.compile("[\u3400-\u9fff]"), re.compile("[\u0430-\u044f]")
_OF_SCRIPT = {"han": ("en", "zh"), "cyrillic": ("en", "ru"), "latin": ("en", "es", "tr", "vi", "zh")}
_LEAST_PINYIN = 4
LANGUAGES = ("en", "zh", "ru", "vi", "tr", "es")
NEAR_TOKENS, NEAR_CHARS, BESIDE_CHARS = 6, 70, 5


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the lexicon in a text as `edged` gives it."""

    begins: int
    ends: int
    concept: str


def edged(folded: str) -> str:
    """`_send_me_the_code_` of a folded text."""
    if "@" in folded or "$" in folded or "€" in folded:
        folded = _SIGNS.sub(lambda sign: _SIGNS_FOR[sign.group()], folded)
    return f"_{_EDGES.sub('_', folded).strip('_')}_"


def tokens(text: str) -> list[Token]:
    """The longest words from left to right, none within another; several concepts of one word follow each other."""
    script = "han" if _HAN.search(text) else "cyrillic" if _CYRILLIC.search(text) else "latin"
    automaton, concepts = _lexicon(script)
    wide = text.replace("_", "__")
    found = automaton.find_matches_as_indexes(wide)
    return [Token(begins, ends, concept) for word, begins, ends in found for concept in concepts[word]]


def rows(found: Sequence[Token]) -> Iterator[str]:
    """What a row of concepts has: each of them, each before each that follows near by, and right before it."""
    for at, one in enumerate(found):
        yield f"#{one.concept}"
        for other in found[at + 1 : at + 1 + NEAR_TOKENS]:
            apart = other.begins - one.ends
            if apart > NEAR_CHARS:
                break
            yield f"#{one.concept}>{other.concept}"
            if apart < BESIDE_CHARS:
                yield f"#{one.concept}>>{other.concept}"


def words(language: str) -> Mapping[str, tuple[str, ...]]:
    """Each with its concepts."""
    found: dict[str, dict[str, None]] = {}
    concept = ""
    for line in (_HERE / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            concept = line.strip("[] ")
        elif line and not line.startswith("#"):
            for word in filter(None, map(_entry, line.split("|"))):
                found.setdefault(word, {})[concept] = None
    return {word: tuple(concepts) for word, concepts in found.items()}


_KNOWN: dict[tuple[str, ...], tuple[str, ...]] = {}  # a few hundred, for some ten thousand words


@cache
def _lexicon(script: str) -> tuple[ahocorasick_rs.AhoCorasick, Sequence[tuple[str, ...]]]:
    found: dict[str, tuple[str, ...]] = {}
    for language in _OF_SCRIPT[script]:
        for word, concepts in words(language).items():
            is_pinyin = script == "latin" and language == "zh"
            if word not in found and (not is_pinyin or (word.isascii() and len(word.strip("_")) >= _LEAST_PINYIN)):
                found[word] = _KNOWN.setdefault(concepts, concepts)
    automaton = ahocorasick_rs.AhoCorasick(list(found), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return automaton, list(found.values())


def _entry(written: str) -> str:
    """As it stands in a text whose edges are doubled."""
    written = written.strip()
    inside = edged(folding.folded(written).text).strip("_").replace("_", "__")
    return f"{'_' * written.startswith('_')}{inside}{'_' * written.endswith('_')}" if inside else ""
