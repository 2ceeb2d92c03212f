"""The list of articles: narrowed down, searched and counted."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kefu.knowledge import catalogue, locales
from kefu.knowledge.catalogue import Catalogue, Line
from kefu.knowledge.narrowed import Asked
from kefu.people import directory
from kefu.people.access import Who, policy
from kefu.people.capabilities import Capability
from kefu.web.editor import sections, wording
from kefu.web.editor.asked import MAX_QUERY_CHARS, number_of, reader, viewer_of

PAGE_LINES = 60
_FIELDS = ("section", "kind", "state", "language", "owner", "due")
TABS: Sequence[tuple[str, str, str | Promise]] = (
    ("", "", _("Everything")),
    ("state", "draft", _("Drafts")),
    ("state", "in_review", _("In review")),
    ("state", "scheduled", _("Scheduled")),
    ("state", "unpublished", _("Not out yet")),
    ("due", "facts", _("A fact changed")),
    ("due", "behind", _("Translation behind")),
    ("due", "stale", _("To check again")),
)


@dataclass(frozen=True, slots=True)
class Tab:
    label: str | Promise
    href: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A line and what it is called in the reader's language."""

    line: Line
    section: str
    kind: str | Promise


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every article")
@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    asked, locale = _asked(request), reader()
    page = max(1, number_of(request.GET.get("page", "")) or 1)
    places = sections.places(locale)
    order = [place.slug for place in places]
    found = catalogue.catalogue(viewer_of(request), asked, locale=locale, sections=order, page=page, limit=PAGE_LINES)
    paths = {place.slug: place.path for place in places}
    context = {
        "asked": asked,
        "tabs": _tabs(asked, found),
        "lines": [Shown(line, paths.get(line.section, line.section), wording.KINDS[line.kind]) for line in found.lines],
        "found": found.found,
        "total": found.total,
        "is_narrowed": asked != Asked(),
        "places": places,
        "kinds": [(kind.value, label) for kind, label in wording.KINDS.items()],
        "languages": _languages(),
        "owners": directory.agents(),
        "newer": _address(asked, page - 1) if page > 1 else "",
        "older": _address(asked, page + 1) if page * PAGE_LINES < found.found else "",
        "page": page,
    }
    return render(request, "editor/articles.html", context)


def _asked(request: HttpRequest) -> Asked:
    given = {name: request.GET.get(name, "")[:120] for name in _FIELDS}
    return Asked(query=request.GET.get("q", "")[:MAX_QUERY_CHARS].strip(), **given)


def _tabs(asked: Asked, found: Catalogue) -> list[Tab]:
    """A tab chooses a state or a reason, and leaves what else is chosen as it is."""
    made = []
    for name, value, label in TABS:
        wanted = Asked(**{**asdict(asked), "state": "", "due": "", **({name: value} if name else {})})
        is_chosen = (wanted.state, wanted.due) == (asked.state, asked.due)
        made.append(Tab(label, _address(wanted), found.counts[value] if value else found.total, is_chosen))
    return made


def _languages() -> list[tuple[str, str]]:
    """What can be lacking in which language."""
    ways: Mapping[str, str | Promise] = {
        "missing": _("%(language)s: missing"),
        "behind": _("%(language)s: out of date"),
    }
    return [
        (f"{way}:{locale}", str(label) % {"language": locales.name(locale)})
        for locale in locales.every()
        for way, label in ways.items()
    ]


def _address(asked: Asked, page: int = 1) -> str:
    given: dict[str, Any] = {
        ("q" if name == "query" else name): value for name, value in asdict(asked).items() if value
    }
    if page > 1:
        given["page"] = page
    return f"?{urlencode(given)}" if given else "?"
