"""The way to a person. What was read and searched is shown, goes along unless it is left out, and never stands in the way."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from kefu.exchange import facts, official
from kefu.exchange.official import Sort
from kefu.kit.errors import TryAgain
from kefu.knowledge import addresses, articles, finding, visits
from kefu.knowledge.cards import ArticleCard
from kefu.people.access import NOBODY, Rate, Who, policy
from kefu.web.help import alarm, sitting
from kefu.web.help.pages import page, show
from kefu.web.help.places import Place
from kefu.web.help.searching import one_line
from kefu.web.origins import from_our_pages

MAX_READ, BEST, MAX_TEXT_CHARS = 6, 3, 2_000
CHANNELS_ARTICLE = "which-channel"


@dataclass(frozen=True, slots=True)
class Trail:
    """What this reader did before: articles in the order read, searches as they are kept."""

    read: list[ArticleCard]
    searched: list[str]

    @property
    def slugs(self) -> str:
        return " ".join(card.slug for card in self.read)


def chat_address(place: Place) -> str:
    """The chat as a page of its own, in the reader's language."""
    return f"/chat?{urlencode({'locale': place.screen})}"


@policy(Who.ANYONE, objects="what this browser read", rate=Rate.WRITE)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@page
def contact(request: HttpRequest, place: Place) -> HttpResponse:
    """With a text it shows the best articles beside; asked for the chat, it leads there at once."""
    sat = sitting.of(request)
    if request.method == "POST" and "chat" in request.POST:
        return _kept_by_nobody(HttpResponseRedirect(chat_address(place)))
    text = request.POST.get("text", "")[:MAX_TEXT_CHARS]
    shown: dict[str, Any] = {
        "text": text,
        "alarm": alarm.ways(text, place),
        "trail": _trail(request, place, sat.id),
        "best": _best(text, place),
        "channels": articles.cards_of(NOBODY, [CHANNELS_ARTICLE], locale=place.locale),
        "chat_hours": _hours("chat", place),
        "mail_hours": _hours("email", place),
        "promised_hours": settings.MAIL_PROMISE_HOURS,
        "shows_promises": settings.SHOW_PROMISES and settings.MAIL_PROMISE_HOURS,
        "mails": [each.name for each in official.listed() if each.sort is Sort.MAIL],
        "is_private": True,
        "is_contact": True,
    }
    return _kept_by_nobody(show(request, place, "help/contact.html", shown))


@policy(Who.ANYONE, objects="articles for the public", rate=Rate.SEARCH)
@from_our_pages
@require_POST
@page
def answers(request: HttpRequest, place: Place) -> HttpResponse:
    """The best articles for a text that is still being written. Nothing of it is kept, nor stands in an address."""
    text = request.POST.get("text", "")[:MAX_TEXT_CHARS]
    found = [
        {
            "slug": card.slug,
            "title": card.title,
            "summary": card.summary,
            "address": addresses.article(card.slug, place.locale),
        }
        for card in _best(text, place)
    ]
    return _kept_by_nobody(JsonResponse({"articles": [*alarm.as_articles(text, place), *found]}))


def _best(text: str, place: Place) -> list[ArticleCard]:
    """None where too many search: the way to a person is open all the same."""
    try:
        found = finding.find(NOBODY, one_line(text), locale=place.locale, limit=BEST, as_typed=True)
    except TryAgain:
        return []
    return [each.card for each in found.results]


def _hours(channel: str, place: Place) -> str:
    """When somebody answers there, as the exchange's facts say it; nothing is claimed without one."""
    found = facts.value("channel_hours", channel, place.locale)
    return found.text if isinstance(found, facts.FactValue) else ""


def _trail(request: HttpRequest, place: Place, visit_id: str) -> Trail:
    about = request.GET.get("about", "")[:80]
    slugs = list(dict.fromkeys([*visits.pages_of(visit_id), *([about] if about else [])]))[-MAX_READ:]
    return Trail(articles.cards_of(NOBODY, slugs, locale=place.locale), visits.searches_of(visit_id))


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
