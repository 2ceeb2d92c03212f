"""Searches the help centre for a viewer: the search room finds, this room says what of it they may read, in which words.

An article is found in whatever language answers best and shown in the reader's own where there is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kefu.knowledge import articles, crowd, locales, shelf
from kefu.knowledge.cards import ArticleCard
from kefu.knowledge.kinds import Audience, Kind
from kefu.people.access import Viewer
from kefu.search import index
from kefu.search.index import Found, Piece, Query, Stopwatch

MAX_QUERY_CHARS, MAX_RESULTS, MAX_PHRASES = 200, 50, 20
BUDGET_MS, SNIPPETS_MS = 150, 100


@dataclass(frozen=True, slots=True)
class Result:
    """`snippet`: the part of the text that answers best, in pieces, those that were asked for marked."""

    card: ArticleCard
    snippet: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Results:
    """`corrected`: the question that was answered, where the one asked has a typing error. `has_more`: than were asked for."""

    results: Sequence[Result]
    corrected: str = ""
    is_complete: bool = True
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Suggested:
    """What may be meant, in words, and the articles that answer best."""

    words: Sequence[str]
    cards: Sequence[ArticleCard]


def find(
    viewer: Viewer,
    words: str,
    *,
    locale: str,
    section: str = "",
    kind: Kind | None = None,
    limit: int = 10,
    as_typed: bool = False,
) -> Results:
    """Best first. Nothing that is typed is syntax, and nothing the viewer may not read is among it.

    `as_typed`: while somebody types. By words alone, and without snippets: nobody reads them. TryAgain where too many search.
    """
    asked, spoken = words.strip()[:MAX_QUERY_CHARS], locales.of_reader(locale)
    if not asked:
        return Results([])
    most = max(1, min(limit, MAX_RESULTS))
    with crowd.crowd.joined():
        found = _searched(
            Query(
                text=asked,
                shelf=shelf.SHELF,
                scopes=_scopes(viewer),
                needs=[*([f"in:{section}"] if section else []), *([f"kind:{kind}"] if kind else [])],
                locale=spoken,
                limit=(most + 1) * len(locales.every()),
                budget_ms=BUDGET_MS,
                with_meaning=not as_typed and crowd.crowd.is_quiet,
            )
        )
        shown = articles.shown(viewer, [hit.key for hit in found.hits], locale=spoken)
        said = "" if as_typed else found.corrected or asked
        results = _with_snippets(shown[:most], said)
    return Results(results, found.corrected or "", found.is_complete, has_more=len(shown) > most)


def suggestions(viewer: Viewer, words: str, *, locale: str, limit: int = 6, cards: int = 3) -> Suggested:
    """While somebody types: titles and phrases that go on as they began, those in the reader's language first."""
    asked, spoken = words.strip()[:MAX_QUERY_CHARS], locales.of_reader(locale)
    if not asked:
        return Suggested([], [])
    most = max(1, min(limit, MAX_PHRASES))
    found = [each.card for each in find(viewer, asked, locale=locale, limit=max(most, cards), as_typed=True).results]
    begun = index.suggest(asked, shelf=shelf.SHELF, scopes=_scopes(viewer), locale=spoken)
    out = articles.out(viewer, [each.key for each in begun])
    own = [each for each in begun if each.key in out and each.locale[:2] == spoken[:2]]
    others = [each for each in begun if each.key in out and each.locale[:2] != spoken[:2]]
    offered = [
        *(each.shown for each in own),
        *(card.title for card in found if card.locale[:2] == spoken[:2]),
        *(each.shown for each in others),
        *(card.title for card in found),
    ]
    return Suggested(list(dict.fromkeys(offered))[:most], found[:cards])


def _searched(query: Query) -> Found:
    """One that was cut off before it found anything is asked once more: it is warm by now. Not where many search."""
    found = index.search(query)
    if found.hits or found.is_complete or not crowd.crowd.is_quiet:
        return found
    return index.search(query)


def _with_snippets(shown: Sequence[articles.Shown], said: str) -> list[Result]:
    """Those for which the time does not suffice show their summary."""
    stopwatch = Stopwatch(SNIPPETS_MS)
    results: list[Result] = []
    for card, words in shown:
        is_read = said and (not results or not stopwatch.is_over)
        pieces = index.snippet(words(), said) if is_read else [Piece(card.summary, is_hit=False)]
        results.append(Result(card, pieces if said else []))
    return results


def _scopes(viewer: Viewer) -> list[str]:
    public = [f"for:{Audience.PUBLIC}"]
    return [*public, f"for:{Audience.STAFF}"] if viewer.is_staff else public
