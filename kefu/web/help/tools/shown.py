"""What every tool's page has: its title, the other tools, articles that tell more, and what was typed kept in its links."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from kefu.kit.errors import NotFound
from kefu.knowledge import articles
from kefu.people.access import NOBODY
from kefu.web.help import places
from kefu.web.help.pages import show
from kefu.web.help.places import Place
from kefu.web.help.tools import listed


def tool(
    request: HttpRequest,
    place: Place,
    slug: str,
    shown: Mapping[str, object],
    *,
    template: str = "",
    more: Sequence[str] = (),
    kept: str = "",
) -> HttpResponse:
    """`more`: slugs of articles, shown where they are out. `kept`: the query that goes along into another language."""
    found = listed.find(slug)
    if found is None:
        raise NotFound
    context = {
        "tool": found,
        "others": [each for each in listed.listed() if each.slug != slug],
        "more": articles.cards_of(NOBODY, list(more), locale=place.locale),
        "headline": found.title,
        "about": found.about,
        "elsewhere": places.elsewhere(place, f"tools/{slug}", kept),
        "is_private": bool(kept),
        **shown,
    }
    response = show(request, place, template or f"help/tools/{slug}.html", context)
    if kept:
        response["Cache-Control"] = "private, no-store"
    return response


def for_this_device(response: HttpResponse) -> HttpResponse:
    """It begins with the reader's own system or browser, so no cache between us may give it to somebody else."""
    patch_vary_headers(response, ["User-Agent"])
    response["Cache-Control"] = "private, no-cache"
    return response
