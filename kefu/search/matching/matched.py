"""What comes out of matching."""

from collections.abc import Sequence
from dataclasses import dataclass

WORDS, MEANING = "words", "meaning"


@dataclass(frozen=True, slots=True)
class Candidate:
    """`probability` that it is what was meant, from 0 to 1; `score` only orders the candidates of one question."""

    key: int
    score: float
    probability: float


@dataclass(frozen=True, slots=True)
class Matched:
    """Candidates, best first. `nearness`: how alike the question and the nearest example or document are, from 0 to 1;
    small where it is about something else. `margin`: between the first two probabilities; small where two may be meant.

    `by`: "words", or "meaning" where the encoder answered in time.
    """

    candidates: Sequence[Candidate]
    nearness: float = 0.0
    margin: float = 0.0
    by: str = WORDS
    is_complete: bool = True
