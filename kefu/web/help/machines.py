"""What programs read of the help centre: robots' rules, the feed of notices, how to search it from a browser's bar."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from kefu.knowledge import addresses, articles
from kefu.people.access import NOBODY, Rate, Who, policy
from kefu.web.help.pages import KEPT_S, page
from kefu.web.help.places import Place

MAX_IN_FEED = 30


@policy(Who.ANYONE, rate=Rate.STATIC)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(
            f"Disallow: {path}"
            for path in ("/desk", "/api/", "/sign-in", "/account", "/help/*/search", "/help/*/contact")
        ),
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={KEPT_S}"
    return response


@policy(Who.ANYONE, objects="notices for the public")
@require_safe
@page
def feed(request: HttpRequest, place: Place) -> HttpResponse:
    """Notices as RSS 2.0, newest first."""
    found = articles.notices(NOBODY, locale=place.locale, limit=MAX_IN_FEED)
    items = [(each, addresses.article(each.slug, place.locale)) for each in found]
    shown = {
        "items": items,
        "place": place,
        "base_url": settings.BASE_URL,
        "built_at": found[0].published_at if found else None,
    }
    return render(request, "help/notices.rss", shown, content_type="application/rss+xml; charset=utf-8")


@policy(Who.ANYONE)
@require_safe
@page
def opensearch(request: HttpRequest, place: Place) -> HttpResponse:
    shown = {"place": place, "base_url": settings.BASE_URL, "language": translation.get_language()}
    media_type = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "help/opensearch.xml", shown, content_type=media_type)
