"""What all languages of an article share, how each of them stands, and its address."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kefu.kit import clock
from kefu.kit.errors import KefuError
from kefu.knowledge import drafts, editing, locales, votes
from kefu.knowledge.drafts import ArticleSheet
from kefu.knowledge.errors import StillWaits
from kefu.knowledge.kinds import WAITING, Reason, State
from kefu.people import directory
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.editor import sections, wording
from kefu.web.editor.asked import day_of, description_of, number_of, reader, viewer_of

LOOK_AGAIN_AFTER = timedelta(days=180)
SAID_SHOWN = 20


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every article", rate=Rate.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def article(request: HttpRequest, slug: str) -> HttpResponse:
    viewer = viewer_of(request)
    if request.method != "POST":
        return _shown(request, drafts.sheet(viewer, slug))
    try:
        version = number_of(request.POST.get("version", "")) or 0
        editing.describe(viewer, slug, description_of(request), version=version)
    except KefuError as error:
        return _shown(request, drafts.sheet(viewer, slug), problem=error.message, status=error.status)
    return redirect("editor:article", slug)


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every article", rate=Rate.WRITE)
@require_POST
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Read today and found right; looked at again on the day that was chosen, or in half a year."""
    asked = day_of(request.POST.get("review_on", ""))
    editing.checked(viewer_of(request), slug, review_on=asked or next_look())
    return redirect("editor:stale" if request.POST.get("back") == "stale" else "editor:article", *_place(request, slug))


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every article", rate=Rate.WRITE)
@require_POST
def address(request: HttpRequest, slug: str) -> HttpResponse:
    """Another address; the old one leads here from now on."""
    viewer, wanted = viewer_of(request), request.POST.get("slug", "").strip()
    try:
        if wanted != slug:
            editing.move(viewer, slug, to=wanted)
    except KefuError as error:
        return _shown(request, drafts.sheet(viewer, slug), problem=error.message, status=error.status)
    return redirect("editor:article", wanted)


def next_look() -> date:
    return clock.now().date() + LOOK_AGAIN_AFTER


def _place(request: HttpRequest, slug: str) -> list[str]:
    return [] if request.POST.get("back") == "stale" else [slug]


def _shown(
    request: HttpRequest, sheet: ArticleSheet, *, problem: str | Promise = "", status: int = 200
) -> HttpResponse:
    """After a refusal the form holds what was typed."""
    viewer, typed = viewer_of(request), request.POST if problem and request.POST.get("section") else None
    withheld = _withheld(viewer, sheet)
    context = {
        "sheet": sheet,
        "problem": problem,
        "may_describe": not withheld,
        "withheld": withheld,
        "places": sections.places(reader()),
        "kinds": [(kind.value, label) for kind, label in wording.KINDS.items()],
        "audiences": [(audience.value, label) for audience, label in wording.AUDIENCES.items()],
        "owners": directory.agents(),
        "languages": [
            (each, locales.name(each.locale), wording.STATES[each.open_state] if each.open_state else "")
            for each in sheet.languages
        ],
        "given": typed.dict() if typed else _given(sheet),
        "next_look": next_look(),
        "draft_state": State.DRAFT,
        **_opinions(viewer, sheet.slug),
    }
    return render(request, "editor/article.html", context, status=status)


def _opinions(viewer: Viewer, slug: str) -> dict[str, object]:
    """What readers said of it, with their reasons in words."""
    tally = votes.tally(viewer, slug)
    reasons = [(wording.REASONS[reason], n) for reason, n in tally.reasons]
    said = [
        (at, wording.REASONS[Reason(reason)] if reason else "", words) for at, reason, words in tally.said[:SAID_SHOWN]
    ]
    return {"tally": tally, "reasons": reasons, "said": said}


def _given(sheet: ArticleSheet) -> dict[str, object]:
    return {
        "section": sheet.section,
        "kind": sheet.kind.value,
        "audience": sheet.audience.value,
        "tags": ", ".join(sheet.tags),
        "related": "\n".join(sheet.related),
        "owner": sheet.owner_id,
        "review_on": sheet.review_on.isoformat() if sheet.review_on else "",
        "checked_on": sheet.checked_on.isoformat() if sheet.checked_on else "",
        "position": sheet.position,
        "popular": sheet.popular or "",
    }


def _withheld(viewer: Viewer, sheet: ArticleSheet) -> str | Promise:
    """Why the viewer may not arrange it: what readers see already, or what waits, is a reviewer's. Empty: they may."""
    if Capability.REVIEW_ARTICLES in viewer.capabilities:
        return ""
    if any(each.is_out for each in sheet.languages):
        return _("It is out: what all languages share is changed by a reviewer.")
    return StillWaits.default_message if any(each.open_state in WAITING for each in sheet.languages) else ""
