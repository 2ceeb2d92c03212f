"""How much of a question the shelf's words know at all. What stands nowhere is left out of a ranking, not of a judgement."""

from collections.abc import Mapping, Sequence

from kefu.search import analyse, glossary, pages
from kefu.search.analyse import Kind

MOST_CHARS = 500


def share_known(text: str, shelves: Sequence[str], *, least: Mapping[str, int] = {}) -> float:
    """From 0 to 1; 1 where no word means anything. A word with a synonym in the glossary counts as known.

    `least`: of a shelf, in how many documents a word must stand; 1 where nothing is said.
    """
    folded = analyse.fold(text[:MOST_CHARS])
    asked = _meaningful(folded)
    found = [(shelf, pages.frequencies(shelf, asked)) for shelf in shelves] if asked else []
    known = {term for shelf, counted in found for term, count in counted.items() if count >= least.get(shelf, 1)}
    known |= {term for match in glossary.matches(folded) for term in analyse.texts(match.said)}
    return len(asked & known) / len(asked) if asked else 1.0


def _meaningful(folded: str) -> set[str]:
    """Words, codes and pairs of characters; single characters where there is nothing else."""
    told = [term for term in analyse.terms(folded) if not term.is_stop]
    return {term.text for term in told if term.kind is not Kind.SINGLE} or {term.text for term in told}
