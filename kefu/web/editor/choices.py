"""What a text can be given at its caret: links to articles and pages, facts and their tables, pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kefu.exchange import facts, rules
from kefu.kit.errors import NotFound
from kefu.knowledge import catalogue, media_shelf
from kefu.people.access import Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.editor.asked import MAX_QUERY_CHARS, locale_of, reader, viewer_of

MOST = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """`target` makes a link around what is selected, else around `title`; `text` is put in as it is."""

    title: str
    told: str
    target: str = ""
    text: str = ""
    picture: str = ""


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every article, fact and picture")
@require_safe
def choices(request: HttpRequest, sort: str) -> HttpResponse:
    viewer, query = viewer_of(request), request.GET.get("q", "")[:MAX_QUERY_CHARS].strip()
    locale = locale_of(request.GET.get("locale", "") or reader())
    if sort == "articles":
        found = _articles(viewer, query, locale)
    elif sort == "facts":
        found = _facts(query, locale)
    elif sort == "pictures":
        found = _pictures(viewer, query, locale)
    else:
        raise NotFound
    return render(request, "editor/parts/choices.html", {"choices": found, "locale": locale})


def _articles(viewer: Viewer, query: str, locale: str) -> list[Choice]:
    found = catalogue.titled(viewer, query, locale=locale, limit=MOST)
    return [Choice(title, slug, target=f"article:{slug}") for slug, title in found]


def _facts(query: str, locale: str) -> list[Choice]:
    words = query.casefold().split()
    tables = [Choice(name, "", text=f"{{{{ table:{name} }}}}") for name in rules.TABLES]
    single = [Choice(str(fact.named), fact.text, text=f"{{{{ fact:{fact.named} }}}}") for fact in facts.every(locale)]
    return _narrowed([*single, *tables], words)


def _narrowed(found: Sequence[Choice], words: Sequence[str]) -> list[Choice]:
    fitting = [each for each in found if all(word in f"{each.title} {each.told}".casefold() for word in words)]
    return fitting[:MOST]


def _pictures(viewer: Viewer, query: str, locale: str) -> list[Choice]:
    cards = media_shelf.every(viewer, query=query, limit=MOST, is_counted=False)
    return [
        Choice(
            card.name,
            card.alts.get(locale, ""),
            text=f"![{card.alts.get(locale, '')}](media:{card.name})",
            picture="" if card.picture.is_video else card.picture.address,
        )
        for card in cards
    ]
