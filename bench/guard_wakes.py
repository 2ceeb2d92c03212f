"""Which words make the guard's weights read a text at all: few, in nearly every ask, in few of the texts that nobody minds.

Chosen one after another from the lexicon: each time the one in most asks that no other word wakes, for what it wakes besides.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import ahocorasick_rs

from bench.guard import long_texts
from kefu.trust.guard import articles, concepts, folding, prefilter

LEAST_ASCII = 4  # letters of a Latin word
LEAST_WORTH, NEUTRAL_COST, LONG_COST = 0.12, 0.6, 3.0
NEUTRAL_CHARS, LONG_TEXTS = 300, 1_000


def write(taught: Path, library: Path) -> None:
    rows = _read(taught.glob("*.jsonl"))
    asks = [row["text"] for row in rows if row["label"] not in {None, "link"}]
    ordinary = [row["text"] for row in _read(taught.glob("ordinary*.jsonl"))]
    for file in sorted(library.rglob("*.md")):
        parts = articles.own_words(file.read_text(encoding="utf-8")).split("\n\n")
        ordinary += [part[:NEUTRAL_CHARS] for part in parts if part.strip()]
    words = _chosen(asks, ordinary, list(long_texts(LONG_TEXTS)))
    prefilter.WAKES.write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")


def _read(files: Iterable[Path]) -> list[dict[str, Any]]:
    return [json.loads(line) for file in sorted(files) for line in file.open(encoding="utf-8")]


def _chosen(asks: Sequence[str], ordinary: Sequence[str], long: Sequence[str]) -> list[str]:
    words = _candidates()
    automaton = ahocorasick_rs.BytesAhoCorasick([word.encode() for word in words])
    asleep = {nth for nth, text in enumerate(asks) if not prefilter.by_stems(text)}
    first, held = len(asleep), dict[int, set[int]]()
    for nth in asleep:
        for word in _seen(automaton, asks[nth]):
            held.setdefault(word, set()).add(nth)
    costs = Counter(word for text in ordinary for word in _seen(automaton, text))
    costs_long = Counter(word for text in long for word in _seen(automaton, text))
    chosen: list[str] = []
    while held:
        worth = {
            word: len(of) / (1 + NEUTRAL_COST * costs[word] + LONG_COST * costs_long[word]) for word, of in held.items()
        }
        best = max(sorted(worth), key=worth.__getitem__)
        if worth[best] < LEAST_WORTH:
            break
        woken = held.pop(best)
        chosen.append(words[best])
        held = {word: left for word, of in held.items() if (left := of - woken)}
        asleep -= woken
    print(f"{len(chosen)} words wake {first - len(asleep)} of {first} more asks of {len(asks)}", file=sys.stderr)
    return chosen


def _candidates() -> list[str]:
    found: set[str] = set()
    for language in concepts.LANGUAGES:
        for word in concepts.words(language):
            letters = folding.bare(word.replace("_", ""))
            if letters and (not letters.isascii() or len(letters) >= LEAST_ASCII):
                found.add(letters)
    return sorted(found)


def _seen(automaton: ahocorasick_rs.BytesAhoCorasick, text: str) -> set[int]:
    small = folding.seen(folding.small(text))
    letters = folding.letters(small, small.encode("utf-8", "replace"))
    return {match[0] for match in automaton.find_matches_as_indexes(letters, overlapping=True)}
