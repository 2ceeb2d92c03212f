"""The measured questions: kept, taken away, brought in lines; and how the assistant did on them last."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from kefu.kit.errors import KefuError, NotFound
from kefu.knowledge import measured, trials
from kefu.knowledge.measured import Question
from kefu.knowledge.trials import Tried
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.watchers.bot import measuring, outcomes
from kefu.web.editor import assistant_words
from kefu.web.editor.asked import MAX_QUERY_CHARS, reader, viewer_of
from kefu.web.editor.asked import listed as parts

MOST_SHOWN = 100
MAX_TYPED_CHARS, MAX_ANSWER_CHARS = 400, 800


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every measured question")
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """`q` finds questions by their words; `outside`: those alone that nothing of ours answers."""
    return _listed(request)


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every measured question", rate=Rate.WRITE)
@require_POST
def questions(request: HttpRequest) -> HttpResponse:
    """`act`: `add` keeps `text` with `answer`, an empty one for nothing of ours; `drop` takes the chosen `question`s away;
    `bring` takes `lines`, or a `file` of them; `measure` asks how it stands.
    """
    viewer, posted = viewer_of(request), request.POST
    acts = {"add": _add, "drop": _drop, "bring": _bring, "measure": _measure}
    if posted.get("act") not in acts:
        raise NotFound
    try:
        acts[posted["act"]](viewer, request)
    except NotFound:
        told = _("There is no such article or check. Look at the end of its address.")
        return _listed(request, problem=told, status=400)
    except KefuError as error:
        return _listed(request, problem=error.message, status=error.status)
    return redirect("editor:assistant-change" if posted["act"] == "measure" else "editor:assistant-measured")


def _add(viewer: Viewer, request: HttpRequest) -> None:
    text, answer = request.POST.get("text", "")[:MAX_TYPED_CHARS], request.POST.get("answer", "")[:MAX_ANSWER_CHARS]
    named = [assistant_words.named(part) for part in parts(answer)]
    measured.add(viewer, text, named, locale=measured.of_script(text, otherwise=reader()))


def _drop(viewer: Viewer, request: HttpRequest) -> None:
    for question in request.POST.getlist("question")[:MOST_SHOWN]:
        measured.drop(viewer, question)


def _bring(viewer: Viewer, request: HttpRequest) -> None:
    """A file that is no text is read with marks in place of what cannot be read: its lines are refused by number."""
    sent = request.FILES.get("file")
    lines = sent.read(measured.MAX_BROUGHT_CHARS * 4).decode("utf-8-sig", errors="replace") if sent else ""
    measured.bring(viewer, lines or request.POST.get("lines", ""), locale=reader())


def _measure(viewer: Viewer, request: HttpRequest) -> None:
    del request
    trials.ask(viewer)
    measuring.hurry()


def _listed(request: HttpRequest, *, problem: str | Promise = "", status: int = 200) -> HttpResponse:
    viewer, asked = viewer_of(request), request.GET
    query = asked.get("q", "")[:MAX_QUERY_CHARS].strip()
    every = measured.questions(viewer)
    found = [each for each in every if query.casefold() in each.text.casefold()]
    if "outside" in asked:
        found = [each for each in found if not each.answers]
    context = {
        "questions": _titled(found[:MOST_SHOWN]),
        "more": max(0, len(found) - MOST_SHOWN),
        "total": len(every),
        "outside": sum(not each.answers for each in every),
        "is_outside": "outside" in asked,
        "query": query,
        "typed": {name: request.POST.get(name, "") for name in ("text", "answer", "lines")},
        "problem": problem,
        "most": measured.MOST,
        "most_at_once": measured.MOST_AT_ONCE,
        **_last(trials.latest(viewer)),
    }
    return render(request, "editor/assistant_measured.html", context, status=status)


def _titled(found: Sequence[Question]) -> list[tuple[Question, list[str]]]:
    titles = assistant_words.titled([name for each in found for name in each.answers])
    return [(each, [titles[name] for name in each.answers]) for each in found]


def _last(last: Tried | None) -> dict[str, object]:
    if last is None:
        return {}
    counts = outcomes.of_row(last.result["after" if last.standing == trials.Standing.LIVE else "before"])
    confused = last.result["confused_after" if last.standing == trials.Standing.LIVE else "confused"]
    return {
        "last": last,
        "counts": counts,
        "figures": assistant_words.figures(counts, counts),
        "confused": assistant_words.pairs(confused),
        "by": assistant_words.BY[last.result["by"]],
    }
