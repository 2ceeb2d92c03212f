"""Words that search takes for the same: found, changed, silenced, and groups of one's own. They count in half a minute."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.views.decorators.http import require_POST, require_safe

from kefu.kit.errors import KefuError, NotFound
from kefu.knowledge import synonyms as kept
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.search import glossary
from kefu.search.glossary import Group
from kefu.web.editor.asked import MAX_QUERY_CHARS, listed, viewer_of

MOST_SHOWN, MAX_TYPED_CHARS = 60, 4_000


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a form. `name` is empty in that of a new group; `seen` is what its editor saw, to notice a colleague."""

    name: str
    words: str
    seen: str = ""


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every group of synonyms")
@require_safe
def synonyms(request: HttpRequest) -> HttpResponse:
    """`?change=NAME` opens the form of one, `?new=1` that of a new one."""
    name = request.GET.get("change", "")
    chosen = next((each for each in kept.groups(viewer_of(request)) if each.name == name), None)
    if chosen is not None:
        return _shown(request, typed=Typed(chosen.name, _lines(chosen.words), seen=_lines(chosen.words)))
    return _shown(request, typed=Typed("", "") if "new" in request.GET else None)


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="new group of synonyms", rate=Rate.WRITE)
@require_POST
def added(request: HttpRequest) -> HttpResponse:
    typed = Typed("", request.POST.get("words", "")[:MAX_TYPED_CHARS])
    return _done(request, typed, lambda: kept.add(viewer_of(request), listed(typed.words)))


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every group of synonyms", rate=Rate.WRITE)
@require_POST
def changed(request: HttpRequest, name: str) -> HttpResponse:
    """`act`: `save` other words; `silence` it; `drop`: an own group goes, a bundled one is as it was delivered."""
    viewer, posted = viewer_of(request), request.POST
    typed = Typed(name, posted.get("words", "")[:MAX_TYPED_CHARS], posted.get("seen", ""))
    acts: dict[str, Callable[[], object]] = {
        "save": lambda: kept.change(viewer, name, listed(typed.words), seen=typed.seen.splitlines()),
        "silence": lambda: kept.silence(viewer, name),
        "drop": lambda: kept.drop(viewer, name),
    }
    if posted.get("act") not in acts:
        raise NotFound
    return _done(request, typed, acts[posted["act"]])


def _done(request: HttpRequest, typed: Typed, act: Callable[[], object]) -> HttpResponse:
    """What is refused stands in the form again with what to do."""
    try:
        act()
    except NotFound:
        raise
    except KefuError as error:
        every = kept.groups(viewer_of(request))
        current = next((_lines(each.words) for each in every if each.name == typed.name), "")
        again = Typed(typed.name, typed.words, seen=current)
        return _shown(request, typed=again, problem=error.message, status=error.status)
    return redirect("editor:synonyms")


def _lines(words: Sequence[str]) -> str:
    return "\n".join(words)


def _shown(
    request: HttpRequest, *, typed: Typed | None = None, problem: str | Promise = "", status: int = 200
) -> HttpResponse:
    query = request.GET.get("q", "")[:MAX_QUERY_CHARS].strip()
    every = kept.groups(viewer_of(request))
    found = [each for each in every if _fits(each, query)]
    found.sort(key=lambda each: (each.is_bundled, not each.is_changed))  # what editors did stands first
    is_all = bool(query) or "all" in request.GET
    context = {
        "found": found if is_all else found[:MOST_SHOWN],
        "more": 0 if is_all else max(0, len(found) - MOST_SHOWN),
        "total": len(every),
        "query": query,
        "typed": typed,
        "group": next((each for each in every if typed and each.name == typed.name), None),
        "problem": problem,
        "most": kept.MOST_WORDS,
    }
    return render(request, "editor/synonyms.html", context, status=status)


def _fits(group: Group, query: str) -> bool:
    """Of a silenced group its delivered words count: that is how it is found again."""
    whole = " ".join([group.name, *group.words, *glossary.starter().get(group.name, ())]).casefold()
    return all(word in whole for word in query.casefold().split())
