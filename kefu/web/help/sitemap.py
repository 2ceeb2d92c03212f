"""What search engines are told there is: every page in each language it stands in, each naming the others.

A file holds as many addresses as the protocol allows (sitemaps.org, 50,000); where there are more, the first names the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kefu.exchange.diagnoses import registry
from kefu.kit.errors import NotFound
from kefu.knowledge import addresses, articles
from kefu.knowledge.cards import Listed
from kefu.knowledge.kinds import Kind
from kefu.people.access import NOBODY, Who, policy
from kefu.web.help import places
from kefu.web.help.pages import kept

MAX_ADDRESSES = 50_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: where it stands in each of its languages. `anyone`: where whoever speaks none of them is sent."""

    places: Sequence[tuple[str, str]]
    changed_at: datetime | None = None
    anyone: str = ""


@policy(Who.ANYONE, objects="addresses of articles for the public")
@require_safe
def whole(request: HttpRequest) -> HttpResponse:
    """The one file there is, or what names those there are."""
    files = _files()
    if len(files) == 1:
        return _file(request, files[0])
    parts = [reverse("help:sitemap_part", args=[part]) for part in range(1, len(files) + 1)]
    return _shown(request, "help/sitemaps.xml", {"parts": parts})


@policy(Who.ANYONE, objects="addresses of articles for the public")
@require_safe
def part(request: HttpRequest, number: int) -> HttpResponse:
    files = _files()
    if not 1 <= number <= len(files):
        raise NotFound
    return _file(request, files[number - 1])


def _file(request: HttpRequest, entries: Sequence[Entry]) -> HttpResponse:
    return _shown(request, "help/sitemap.xml", {"entries": entries})


def _shown(request: HttpRequest, template: str, shown: dict[str, object]) -> HttpResponse:
    context = {**shown, "base_url": settings.BASE_URL}
    return kept(request, render(request, template, context, content_type="application/xml; charset=utf-8"))


def _files() -> list[list[Entry]]:
    """All pages, none of them cut in two: what names the others is in the same file as they."""
    files: list[list[Entry]] = [[]]
    count = 0
    for entry in _entries(articles.everything(NOBODY)):
        if count + len(entry.places) > MAX_ADDRESSES:
            files.append([])
            count = 0
        files[-1].append(entry)
        count += len(entry.places)
    return files


def _entries(listed: Sequence[Listed]) -> Iterator[Entry]:
    spoken = places.spoken()
    newest = max((each.updated_at for each in listed), default=None)
    yield Entry([(each, addresses.home(each)) for each in spoken], newest, anyone=f"{addresses.HELP}/")
    told = max((each.updated_at for each in listed if each.kind is Kind.NOTICE), default=None)
    yield Entry([(each, places.in_locale(each).notices) for each in spoken], told)
    for check in registry.CHECKS:
        yield Entry([(locale, addresses.check(check.key, locale)) for locale in spoken])
    for slug, changed_at in _sections(listed).items():
        yield Entry([(each, addresses.section(slug, each)) for each in spoken], changed_at)
    for each in listed:
        yield Entry([(locale, addresses.article(each.slug, locale)) for locale in each.locales], each.updated_at)


def _sections(listed: Sequence[Listed]) -> dict[str, datetime]:
    """Each that holds anything, and those above it: when anything in it changed last."""
    found: dict[str, datetime] = {}
    for each in listed:
        names = each.section.split("/")
        for depth in range(1, len(names) + 1):
            slug = "/".join(names[:depth])
            found[slug] = max(each.updated_at, found.get(slug, each.updated_at))
    return found
