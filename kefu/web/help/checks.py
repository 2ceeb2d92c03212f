"""Checks as pages, and as blocks of articles. Without scripts nobody is signed in here: what is public is looked at."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from kefu.exchange import flows, runs
from kefu.exchange.asking import NOBODY as NOBODYS_ACCOUNT
from kefu.exchange.diagnoses import registry, wording
from kefu.exchange.diagnoses.answers import MAX_CHARS
from kefu.exchange.diagnoses.definition import Definition
from kefu.kit.errors import NotFound
from kefu.knowledge import checks_in_text, rendering
from kefu.knowledge.cards import ArticlePage
from kefu.people.access import Rate, Who, policy
from kefu.ui import check_form, receipt
from kefu.web.help.pages import page, show
from kefu.web.help.places import Place
from kefu.web.help.tools import photos
from kefu.web.origins import from_our_pages


@policy(Who.ANYONE, objects="the same for all")
@require_safe
@page
def checks(request: HttpRequest, place: Place) -> HttpResponse:
    """All there are, by topic."""
    topics = check_form.by_topic(registry.CHECKS, locale=place.locale)
    if not topics:
        raise NotFound
    return show(request, place, "help/checks.html", {"topics": topics})


@policy(Who.ANYONE, objects="what is public", rate=Rate.CHECK)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@page
def check(request: HttpRequest, place: Place, key: str) -> HttpResponse:
    """One check: its form and, once it is sent, what was found. What was typed is kept by nobody."""
    found = runs.definition_of(key)
    if request.method != "POST":
        shown = check_form.of(found, locale=place.locale)
        return show(request, place, "help/check.html", _page(shown))
    given = {each.name: request.POST.get(each.name, "")[:MAX_CHARS] for each in found.asks}
    answered, finding = runs.look(key, given, asker=NOBODYS_ACCOUNT, user_agent=request.headers.get("User-Agent", ""))
    shown = check_form.of(found, locale=place.locale, given=given, answered=answered)
    context = {**_page(shown), "is_private": True, "has_problems": finding is None}
    if finding is not None:
        told = wording.told(found, finding, locale=place.locale, zone=timezone.get_current_timezone_name())
        context["receipt"] = receipt.of(told, locale=place.locale, contact=place.contact)
    response = show(request, place, "help/check.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def in_article(article: ArticlePage, place: Place) -> tuple[SafeString, list[SafeString]]:
    """Its words with a form wherever they place a check, and below them those that belong to it besides.

    Of these the first is a form and the others lead to their pages: a first view stays light.
    """
    html = rendering.with_forms(article.html, lambda key: _block(runs.definition_of(key), place, is_open=True))
    others = checks_in_text.besides(article.card.slug, article.html)
    return html, [_block(each, place, is_open=not at) for at, each in enumerate(others)]


def _page(shown: check_form.ShownCheck) -> dict[str, object]:
    return {**_with(shown), "headline": shown.title, "about": shown.intro}


def _with(shown: check_form.ShownCheck) -> dict[str, object]:
    """What its form is drawn with, and the tool above it."""
    return {"check": shown, "login": flows.address("login") or "", "photo": photos.rules()}


def _block(check: Definition, place: Place, *, is_open: bool) -> SafeString:
    """Drawn once for each language: the same for all readers, and an article may show several."""
    key = (check.key, place.locale, str(settings.EXCHANGE_LINKS), is_open)
    drawn_of, drawn = _drawn.get(key, (None, None))
    if drawn is None or drawn_of is not check:
        shown = check_form.of(check, locale=place.locale)
        context = {**_with(shown), "place": place, "is_open": is_open}
        drawn = render_to_string("help/parts/check_block.html", context)
        _drawn[key] = check, drawn
    return drawn


# as many as there are checks, languages and two ways to show one
_drawn: dict[tuple[str, str, str, bool], tuple[Definition, SafeString]] = {}
