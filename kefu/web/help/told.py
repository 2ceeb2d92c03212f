"""What readers tell: whether an article helped, that it was read, which result they chose. Without scripts, too.

These pages come from a cache, so no form of theirs holds a proof of its own: the browser's word where it was sent from is.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST

from kefu.kit.errors import NotFound
from kefu.knowledge import addresses, articles, finding, visits, votes
from kefu.knowledge.cards import Moved
from kefu.knowledge.kinds import Reason
from kefu.knowledge.votes import MAX_WORDS_CHARS, Opinion
from kefu.people.access import NOBODY, Rate, Who, policy
from kefu.web.help import searching, sitting
from kefu.web.help.pages import page, show
from kefu.web.help.places import Place
from kefu.web.origins import from_our_pages

MAX_SLUG_CHARS, MAX_ANSWERS = 80, 4


@policy(Who.ANYONE, objects="articles for the public", rate=Rate.OPINION)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@page
def voted(request: HttpRequest, place: Place, slug: str) -> HttpResponse:
    """Thanks, with what to read next and the way to a person. Looked at without a vote, it leads to the article."""
    found = articles.article(NOBODY, slug, locale=place.locale)
    if isinstance(found, Moved) or request.method != "POST":
        to = found.to if isinstance(found, Moved) else slug
        return HttpResponseRedirect(addresses.article(to, place.locale))
    opinion = _opinion(request)
    sat = sitting.begun(request, place)
    votes.vote(slug, opinion, locale=place.locale, visit_id=sat.id)
    if request.headers.get("Accept", "") == "application/json":
        response = HttpResponse(status=204)
    else:
        response = show(request, place, "help/thanks.html", {"page": found, "opinion": opinion, "is_private": True})
    return _private(sat.keep(response))


@policy(Who.ANYONE, objects="articles for the public", rate=Rate.OPINION)
@from_our_pages
@require_POST
@page
def read(request: HttpRequest, place: Place) -> HttpResponse:
    """An article was in front of somebody for a while."""
    slug = _slug(request)
    sat = sitting.begun(request, place)
    visits.read(sat.id, slug)
    return _private(sat.keep(HttpResponse(status=204)))


@policy(Who.ANYONE, objects="own searches", rate=Rate.OPINION)
@from_our_pages
@require_POST
@page
def clicked(request: HttpRequest, place: Place) -> HttpResponse:
    """A result was opened."""
    visits.clicked(request.POST.get("lookup", ""), _slug(request))
    return _private(HttpResponse(status=204))


@policy(Who.ANYONE, objects="own visit", rate=Rate.OPINION)
@from_our_pages
@require_POST
@page
def contacted(request: HttpRequest, place: Place) -> HttpResponse:
    """A message was stored in the chat. Only that: no visit is begun, and neither side learns of the other's id."""
    visits.contacted(sitting.of(request).id)
    return _private(HttpResponse(status=204))


@policy(Who.ANYONE, objects="articles for the public", rate=Rate.SEARCH)
@from_our_pages
@require_POST
@page
def searched(request: HttpRequest, place: Place) -> HttpResponse:
    """A search that was asked for in the chat, counted as one of these pages is; no visit is begun for it."""
    asked = searching.one_line(request.POST.get("q", ""))
    found = finding.find(NOBODY, asked, locale=place.locale, limit=MAX_ANSWERS) if asked else None
    lookup = ""
    if found is not None and found.is_complete:
        visit_id = sitting.of(request).id
        lookup = visits.searched(asked, locale=place.locale, results=len(found.results), visit_id=visit_id)
    shown = [{"slug": each.card.slug, "title": each.card.title} for each in found.results] if found else []
    return _private(JsonResponse({"lookup": lookup, "articles": shown}))


def _opinion(request: HttpRequest) -> Opinion:
    reason = request.POST.get("reason", "")
    return Opinion(
        is_helpful=request.POST.get("helpful") == "yes",
        reason=Reason(reason) if reason in set(Reason) else None,
        words=request.POST.get("words", "")[:MAX_WORDS_CHARS],
    )


def _slug(request: HttpRequest) -> str:
    """Of an article that anybody may read, as it is now: NotFound for whatever else is sent."""
    found = articles.cards_of(NOBODY, [request.POST.get("slug", "")[:MAX_SLUG_CHARS]], locale="en")
    if not found:
        raise NotFound
    return found[0].slug


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
