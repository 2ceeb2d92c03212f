"""What goes into the index and what comes out of it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """`key` is positive, the newest has the largest. Keywords stand on lines of their own. Scopes are opaque tokens."""

    shelf: str
    key: int
    title: str
    text: str
    keywords: str = ""
    codes: Sequence[str] = ()
    scopes: Sequence[str] = ()
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """Any of `scopes` and all of `needs`; `locale` is preferred, not required; keys below `before`.

    `with_meaning`: ask the encoder too, where there is one. Not worth its time at every key somebody presses.
    """

    text: str
    shelf: str
    scopes: Sequence[str] = ()
    needs: Sequence[str] = ()
    locale: str = ""
    limit: int = 10
    newest_first: bool = False
    before: int | None = None
    budget_ms: int = 150
    with_meaning: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    key: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """`corrected` is the question that was answered where the one that was asked has a typing error."""

    hits: list[Hit]
    is_complete: bool
    corrected: str | None
    spent_ms: float
