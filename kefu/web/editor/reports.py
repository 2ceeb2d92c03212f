"""What needs an editor: what nobody has checked, what is broken, what readers look for in vain, and how many needed nobody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kefu.conversations import definitions
from kefu.knowledge import drafts, gaps, locales, votes
from kefu.knowledge import faults as faults_of
from kefu.knowledge.gaps import Day, Gap
from kefu.people.access import Who, policy
from kefu.people.capabilities import Capability
from kefu.web.editor import wording
from kefu.web.editor.asked import number_of, reader, viewer_of
from kefu.web.editor.places import Placed, placed
from kefu.web.editor.sheet import next_look

PERIODS, USUAL_DAYS = (7, 30, 90), 30
MOST_SHOWN = 50
_NO_SEARCHES = _("None in this time: it comes here once readers search.")


@dataclass(frozen=True, slots=True)
class Found:
    """A gap with the way to fill it. `words`: as it was typed, or what the category is called in the reader's language."""

    gap: Gap
    words: str | Promise
    language: str
    start: str


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str | Promise
    told: str | Promise
    empty: str | Promise
    found: Sequence[Found]
    searches: int


@dataclass(frozen=True, slots=True)
class Faulty:
    """A text with its faults in words, each at its line."""

    text: faults_of.Faulty
    lints: Sequence[Placed]

    @property
    def errors(self) -> int:
        return sum(lint.is_error for lint in self.lints)


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every published article")
@require_safe
def stale(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    due = drafts.stale(viewer)
    said = votes.of_articles(viewer, [each.slug for each in due])
    context = {"found": [(each, *said.get(each.slug, (0, 0))) for each in due], "next_look": next_look()}
    return render(request, "editor/stale.html", context)


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every published article")
@require_safe
def faults(request: HttpRequest) -> HttpResponse:
    """`?all=1` with advice too."""
    is_all, page = "all" in request.GET, max(1, number_of(request.GET.get("page", "")) or 1)
    found = faults_of.faulty(viewer_of(request), with_advice=is_all, page=page, limit=MOST_SHOWN)
    count = found.broken + (found.advice if is_all else 0)
    also = "&all=1" if is_all else ""
    context = {
        "found": [Faulty(each, placed(each.lints, each.body)) for each in found.found],
        "count": count,
        "is_all": is_all,
        "advice": found.advice,
        "unchecked": found.unchecked,
        "newer": f"?page={page - 1}{also}" if page > 1 else "",
        "older": f"?page={page + 1}{also}" if page * MOST_SHOWN < count else "",
    }
    return render(request, "editor/faults.html", context)


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="searches without who searched")
@require_safe
def gaps_report(request: HttpRequest) -> HttpResponse:
    viewer, days, locale = viewer_of(request), days_of(request), request.GET.get("locale", "")
    locale = locale if locale in locales.every() else ""
    groups = [
        _group(
            "without-result",
            (_("Searches that found nothing"), _("Nobody has written it, or it is called otherwise."), _NO_SEARCHES),
            gaps.without_result(viewer, days=days, locale=locale),
        ),
        _group(
            "without-click",
            (_("Searches that nobody clicked in"), _("What was found did not look like the answer."), _NO_SEARCHES),
            gaps.without_click(viewer, days=days, locale=locale),
        ),
        _group(
            "without-article",
            (
                _("Conversations without an article"),
                _("Closed in the chat by category; no article was sent, and its customer had read none."),
                _("None in this time: what is closed without an article comes here."),
            ),
            gaps.without_article(viewer, days=days, locale=locale),
            named=_categories(),
        ),
    ]
    context = {
        "groups": groups,
        "unhelpful": [
            (each, wording.REASONS[each.reason] if each.reason else "")
            for each in votes.unhelpful(viewer, days=days, locale=reader(), limit=MOST_SHOWN)
        ],
        "days": days,
        "periods": PERIODS,
        "locale": locale,
        "locales": [(code, locales.name(code)) for code in locales.every()],
    }
    return render(request, "editor/gaps.html", context)


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="visits without who came")
@require_safe
def deflection(request: HttpRequest) -> HttpResponse:
    """The answer first, then each day; nothing is claimed of days without a visit."""
    days = days_of(request)
    every = gaps.deflection(viewer_of(request), days=days)
    whole = Day(every[-1].on, sum(day.visits for day in every), sum(day.contacted for day in every))
    most = max((day.visits for day in every), default=0)
    context = {
        "whole": whole,
        "share": _percent(whole),
        "bars": [(day, _percent(day), round(100 * day.visits / most) if most else 0) for day in every],
        "definition": gaps.DEFINITION,
        "days": days,
        "periods": PERIODS,
    }
    return render(request, "editor/deflection.html", context)


def _group(
    key: str,
    told: tuple[str | Promise, str | Promise, str | Promise],
    found: Sequence[Gap],
    *,
    named: Callable[[str], str | Promise] = str,
) -> Group:
    shown = [_found(gap, named(gap.words)) for gap in found[:MOST_SHOWN]]
    return Group(key, *told, shown, sum(gap.count for gap in found))


def _found(gap: Gap, words: str | Promise) -> Found:
    """One click starts the article, called as its readers called it."""
    known = str(words) if gap.words else ""
    given = urlencode({"title": known, "keywords": known, "locale": gap.locale})
    return Found(gap, words, locales.name(gap.locale), f"{reverse('editor:new')}?{given}")


def _categories() -> Callable[[str], str | Promise]:
    """What a category is called, read once for all of them."""
    definitions.warm()
    spoken = get_language() or ""

    def name(slug: str) -> str | Promise:
        known = definitions.known_category(slug) if slug else None
        named = definitions.named(known.names, locale=spoken) if known else slug
        return named or _("Not sorted into a category")

    return name


def days_of(request: HttpRequest) -> int:
    asked = number_of(request.GET.get("days", ""))
    return asked if asked in PERIODS else USUAL_DAYS


def _percent(day: Day) -> int | None:
    return None if day.share is None else round(100 * day.share)
