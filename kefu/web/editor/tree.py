"""The tree of sections: what each is called, where it stands and in which order. What readers see at once is a reviewer's."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.views.decorators.http import require_POST, require_safe

from kefu.kit.errors import KefuError, NotFound
from kefu.knowledge import locales
from kefu.knowledge import sections as sections_of
from kefu.knowledge.sections import MAX_DEPTH, Worded
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.editor.asked import number_of, reader, viewer_of
from kefu.web.editor.sections import Place, places

ICONS = (
    "book-open", "rocket", "user-plus", "key-round", "lock-keyhole", "smartphone", "shield-check", "id-card", "wallet",
    "arrow-down-to-line", "arrow-up-from-line", "arrow-left-right", "chart-candlestick", "percent", "scale", "files",
    "messages-square", "headset", "ticket", "megaphone", "siren", "gavel", "scroll-text", "server-cog", "badge-check",
)  # fmt: skip


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every section")
@require_safe
def sections(request: HttpRequest) -> HttpResponse:
    """`?change=PATH` opens the form of one, `?new=PARENT` that of a new one."""
    if "new" in request.GET:
        return _shown(request, given={"parent": request.GET["new"], "position": "100"})
    chosen = request.GET.get("change", "")
    return _shown(request, chosen=chosen, given=_given(chosen) if chosen else None)


@policy(Who.STAFF, needs=Capability.REVIEW_ARTICLES, objects="new section", rate=Rate.WRITE)
@require_POST
def added(request: HttpRequest) -> HttpResponse:
    posted = request.POST
    parent, name = posted.get("parent", ""), posted.get("name", "").strip()
    return _done(request, "", lambda: sections_of.add(viewer_of(request), parent, name, _worded(request)))


@policy(Who.STAFF, needs=Capability.REVIEW_ARTICLES, objects="every section", rate=Rate.WRITE)
@require_POST
def changed(request: HttpRequest, slug: str) -> HttpResponse:
    """`act`: change it, or remove it, which what stands in it forbids."""
    viewer, parent = viewer_of(request), request.POST.get("parent", "")
    if request.POST.get("act") == "remove":
        return _done(request, slug, lambda: sections_of.remove(viewer, slug))
    return _done(request, slug, lambda: sections_of.change(viewer, slug, _worded(request), parent=parent))


def _done(request: HttpRequest, slug: str, act: Callable[[], object]) -> HttpResponse:
    """What is refused stands in the form again with what to do."""
    try:
        act()
    except NotFound:
        raise
    except KefuError as error:
        return _shown(request, chosen=slug, given=request.POST.dict(), problem=error.message, status=error.status)
    return redirect("editor:sections")


def _worded(request: HttpRequest) -> Worded:
    posted, icon = request.POST, request.POST.get("icon", "")
    return Worded(
        titles={locale: posted.get(f"title-{locale}", "") for locale in locales.every()},
        summaries={locale: posted.get(f"summary-{locale}", "") for locale in locales.every()},
        position=number_of(posted.get("position", "")) or 0,
        icon=icon if icon in ICONS or icon == posted.get("icon-before", "")[:40] else "",
    )


def _given(slug: str) -> Mapping[str, object]:
    row = sections_of.described(slug)
    given: dict[str, object] = {"parent": slug.rpartition("/")[0], "position": row.position, "icon": row.icon}
    for locale in locales.every():
        given[f"title-{locale}"] = row.titles.get(locale, "")
        given[f"summary-{locale}"] = row.summaries.get(locale, "")
    return given


def _shown(
    request: HttpRequest,
    *,
    chosen: str = "",
    given: Mapping[str, object] | None = None,
    problem: str | Promise = "",
    status: int = 200,
) -> HttpResponse:
    every = places(reader())
    counts = sections_of.counts()
    context = {
        "lines": [(place, counts.get(place.slug, 0), place.depth + 1 < MAX_DEPTH) for place in every],
        "parents": [place for place in every if _may_hold(place, chosen)],
        "chosen": chosen,
        "given": given,
        "icons": sorted({*ICONS, *filter(None, [str((given or {}).get("icon", ""))])}),
        "problem": problem,
        "may_change": Capability.REVIEW_ARTICLES in viewer_of(request).capabilities,
        "words": [_words(code, given or {}) for code in locales.every()],
    }
    return render(request, "editor/sections.html", context, status=status)


def _words(code: str, given: Mapping[str, object]) -> tuple[str, str, bool, object, object]:
    """A language, its name, whether it is needed, and what stands in its two fields."""
    title, summary = given.get(f"title-{code}", ""), given.get(f"summary-{code}", "")
    return code, locales.name(code), code in locales.required(), title, summary


def _may_hold(place: Place, chosen: str) -> bool:
    """Neither what is at the bottom already nor the section itself and what is below it."""
    return place.depth + 1 < MAX_DEPTH and not (chosen and f"{place.slug}/".startswith(f"{chosen}/"))
