"""The pages of the help centre. Each reads as a stranger would: staff's own articles are shown at the desk."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from kefu.exchange.diagnoses import registry
from kefu.kit.errors import NotFound
from kefu.knowledge import addresses, articles, finding, locales, visits
from kefu.knowledge.cards import Moved
from kefu.knowledge.kinds import Kind
from kefu.people.access import NOBODY, Rate, Who, policy
from kefu.web.help import alarm, checks, places, searching, sitting, structured
from kefu.web.help.contact import chat_address
from kefu.web.help.pages import page, show
from kefu.web.help.places import Place
from kefu.web.help.sitting import Sitting
from kefu.web.help.tools import listed

OBJECTS = "articles for the public"
MAX_NOTICES, MAX_RESULTS, BEST = 50, 12, 3


@policy(Who.ANYONE)
@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """To the language that was chosen last, or that the browser asks for."""
    response = HttpResponseRedirect(places.of_reader(request).home)
    response["Cache-Control"] = "no-store"
    return response


@policy(Who.ANYONE, objects=OBJECTS)
@require_safe
@page
def home(request: HttpRequest, place: Place) -> HttpResponse:
    found = articles.home(NOBODY, locale=place.locale)
    shown = {
        "home": found,
        "tools": listed.listed(),
        "is_home": True,
        "verify": f"{place.home}verify",
        "checks": f"{place.home}checks/" if registry.CHECKS else "",
        "data": structured.home(place),
    }
    return show(request, place, "help/home.html", shown)


@policy(Who.ANYONE, objects=OBJECTS)
@require_safe
@page
def section(request: HttpRequest, place: Place, slug: str) -> HttpResponse:
    number = _page(request)
    found = articles.section(NOBODY, slug.rstrip("/"), locale=place.locale, page=number)
    own = addresses.section(found.section.slug, places.canonical_locale(place))
    shown: dict[str, object] = {
        "canonical": f"{own}?page={number}" if number > 1 else own,
        "page": found,
        "headline": found.section.title,
        "about": found.section.summary,
        "data": structured.section(found, place),
    }
    return show(request, place, "help/section.html", shown)


@policy(Who.ANYONE, objects=OBJECTS)
@require_safe
@page
def article(request: HttpRequest, place: Place, slug: str) -> HttpResponse:
    found = articles.article(NOBODY, slug, locale=place.locale)
    if isinstance(found, Moved):
        return HttpResponsePermanentRedirect(addresses.article(found.to, place.locale))
    slug, own = found.card.slug, found.card.locale
    there = [each for each in places.elsewhere(place, f"articles/{slug}") if each.locale in found.locales]
    html, also = checks.in_article(found, place)
    shown = {
        "page": found,
        "html": html,
        "checks": also,
        "has_checks": bool(also or html != found.html),
        "own_lang": places.in_locale(own).lang,
        "fallback_name": locales.name(own),
        "canonical": addresses.article(slug, own),
        "alternates": there,
        "anyone": addresses.article(slug, locales.nearest(found.locales, locales.LAST_RESORT)),
        "headline": found.card.title,
        "about": found.card.summary,
        "og_type": "article",
        "data": structured.article(found, place),
    }
    return show(request, place, "help/article.html", shown, changed_at=found.updated_at)


@policy(Who.ANYONE, objects=OBJECTS, rate=Rate.SEARCH)
@require_safe
@page
def search(request: HttpRequest, place: Place) -> HttpResponse:
    asked = searching.asked(request)
    home = articles.home(NOBODY, locale=place.locale)
    section = searching.section(request, home)
    kind = searching.kind(request)
    is_longer = request.GET.get("more") == "1"
    limit = finding.MAX_RESULTS if is_longer else MAX_RESULTS
    results = finding.find(NOBODY, asked, locale=place.locale, section=section, kind=kind, limit=limit)
    sat, lookup = Sitting(""), ""
    if asked and results.is_complete and not section and kind is None and not is_longer:
        sat = sitting.begun(request, place)
        lookup = visits.searched(asked, locale=place.locale, results=len(results.results), visit_id=sat.id)
    shown = {
        "alarm": alarm.ways(asked, place),
        "lookup": lookup,
        "query": asked,
        "results": results,
        "rows": searching.rows(results, asked, home),
        "sections": home.sections,
        "kinds": list(Kind),
        "section": section,
        "kind": kind,
        "more": _more(place, asked, section, kind) if results.has_more and not is_longer else "",
        "as_typed": f"{place.search}?{urlencode({'q': asked})}",
        "popular": home.popular,
        "is_private": True,
        "is_home": True,
    }
    response = show(request, place, "help/search.html", shown)
    response["Cache-Control"] = "private, no-store"
    return sat.keep(response)


def _more(place: Place, asked: str, section: str, kind: Kind | None) -> str:
    narrowed = {"q": asked, "section": section, "kind": kind or "", "more": "1"}
    return f"{place.search}?{urlencode({name: value for name, value in narrowed.items() if value})}"


@policy(Who.ANYONE, objects=OBJECTS, rate=Rate.SEARCH)
@require_safe
@page
def suggestions(request: HttpRequest, place: Place) -> HttpResponse:
    """While somebody types: what may be meant, and the articles that answer it best."""
    found = finding.suggestions(NOBODY, searching.asked(request), locale=place.locale, cards=BEST)
    best = [{"title": each.title, "address": addresses.article(each.slug, place.locale)} for each in found.cards]
    told = {
        "words": list(found.words),
        "articles": [*alarm.as_articles(searching.asked(request), place), *best],
    }
    response = JsonResponse(told)
    response["Cache-Control"] = "private, no-store"
    return response


@policy(Who.ANYONE, objects=OBJECTS)
@require_safe
@page
def notices(request: HttpRequest, place: Place) -> HttpResponse:
    found = articles.notices(NOBODY, locale=place.locale, limit=MAX_NOTICES)
    return show(request, place, "help/notices.html", {"notices": found})


@policy(Who.ANYONE)
@require_safe
@page
def chat(request: HttpRequest, place: Place) -> HttpResponse:
    return redirect(chat_address(place))


@policy(Who.ANYONE)
@require_safe
@page
def nothing(request: HttpRequest, place: Place, rest: str) -> HttpResponse:
    raise NotFound


def _page(request: HttpRequest) -> int:
    """Which page of a long list; whatever is no number is none there is."""
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 0
