"""Is it really us? A site or a mail address is looked for among ours. What is asked stands in no address and no log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from kefu.exchange import official
from kefu.kit.errors import NotFound
from kefu.knowledge import addresses, articles
from kefu.people.access import NOBODY, Rate, Who, policy
from kefu.web.help.pages import page, show
from kefu.web.help.places import Place
from kefu.web.help.told import from_our_pages

IS_IT_US = "safety/is-it-us"


@policy(Who.ANYONE, objects="what is ours by name", rate=Rate.SEARCH)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@page
def verify(request: HttpRequest, place: Place) -> HttpResponse:
    """With the list of what is ours; where there is none yet, the articles that tell how to know us."""
    ours, more = official.listed(), told_at(place)
    if not ours and not more:
        raise NotFound
    if not ours:
        return redirect(more)
    text = request.POST.get("text", "")
    shown = {"official": ours, "more": more, "verdict": official.looked_up(text) if text.strip() else None}
    response = show(request, place, "help/verify.html", {**shown, "is_private": bool(text)})
    if request.method == "POST":
        response["Cache-Control"] = "private, no-store"
    return response


def told_at(place: Place) -> str:
    """Where articles tell how to know us; empty where none does."""
    home = articles.home(NOBODY, locale=place.locale)
    below = {child.slug for each in home.sections for child in each.children}
    return addresses.section(IS_IT_US, place.locale) if IS_IT_US in below else ""
