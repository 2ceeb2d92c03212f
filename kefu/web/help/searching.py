"""What a search asks for, read off its address, and its results as they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from kefu.kit.text import clean_line
from kefu.knowledge.cards import ArticleCard, Home
from kefu.knowledge.finding import MAX_QUERY_CHARS, Results
from kefu.knowledge.kinds import Kind
from kefu.search import index
from kefu.search.index import Piece


@dataclass(frozen=True, slots=True)
class Row:
    """A result with the area it stands in, and in its title and words what was asked for marked."""

    card: ArticleCard
    area: str
    title: Sequence[Piece]
    snippet: Sequence[Piece]


def asked(request: HttpRequest) -> str:
    return one_line(request.GET.get("q", ""))


def one_line(typed: str) -> str:
    """Of bounded length, without what no keyboard writes."""
    return clean_line(typed[: 2 * MAX_QUERY_CHARS], max_chars=MAX_QUERY_CHARS)


def kind(request: HttpRequest) -> Kind | None:
    wanted = request.GET.get("kind", "")
    return Kind(wanted) if wanted in set(Kind) else None


def section(request: HttpRequest, home: Home) -> str:
    """One of the areas; anything else narrows nothing."""
    wanted = request.GET.get("section", "")
    return wanted if wanted in {each.slug for each in home.sections} else ""


def rows(results: Results, query: str, home: Home) -> list[Row]:
    areas = {each.slug: each.title for each in home.sections}
    said = results.corrected or query
    return [
        Row(
            card=each.card,
            area=areas.get(each.card.section.partition("/")[0], ""),
            title=index.snippet(each.card.title, said, chars=len(each.card.title)),
            snippet=each.snippet,
        )
        for each in results.results
    ]
