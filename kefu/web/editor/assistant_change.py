"""What a change of phrases does to the measured questions, before it is live; and the phrases of one answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from kefu.kit.errors import KefuError, NotFound
from kefu.knowledge import phrasings, trials
from kefu.knowledge.trials import Tried
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.watchers.bot import measuring, outcomes
from kefu.web.editor import assistant_words
from kefu.web.editor.asked import number_of, viewer_of

GROUPS: Sequence[tuple[str, str | Promise]] = (("adds", _("comes")), ("removes", _("goes")))
MOST_SHOWN = 60


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="the one trial, with its phrases and measured questions")
@require_safe
def change(request: HttpRequest) -> HttpResponse:
    return _shown(request)


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="the one trial", rate=Rate.WRITE)
@require_POST
def decision(request: HttpRequest) -> HttpResponse:
    """`act`: `live` makes the `trial` live as it was measured, `drop` leaves all as it is, `again` measures anew."""
    viewer, posted = viewer_of(request), request.POST
    act, trial = posted.get("act", ""), posted.get("trial", "")
    try:
        if act == "live":
            trials.make_live(viewer, trial, version=number_of(posted.get("version", "")) or 0)
        elif act == "drop":
            trials.drop(viewer, trial)
        elif act == "again":
            trials.ask(viewer)
            measuring.hurry()
            return redirect("editor:assistant-change")
        else:
            raise NotFound
    except NotFound:
        raise
    except KefuError as error:
        return _shown(request, problem=error.message, status=error.status)
    return redirect("editor:assistant-learning")


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every phrase of an answer")
@require_safe
def answer(request: HttpRequest) -> HttpResponse:
    name = request.GET.get("answer", "")
    found = phrasings.of_answer(viewer_of(request), name)
    context = {
        "title": assistant_words.titled([name])[name],
        "live": [each for each in found if each.standing == phrasings.Standing.LIVE],
        "waiting": sum(each.standing == phrasings.Standing.PROPOSED for each in found),
    }
    return render(request, "editor/assistant_answer.html", context)


def _shown(request: HttpRequest, *, problem: str | Promise = "", status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    tried = trials.current(viewer)
    context: dict[str, object] = {"tried": tried, "problem": problem}
    if tried is not None:
        context |= {"phrases": _phrases(viewer, tried), "is_change": bool(tried.adds or tried.removes)}
        if tried.is_measured:
            context |= _result(tried.result)
    return render(request, "editor/assistant_change.html", context, status=status)


def _phrases(viewer: Viewer, tried: Tried) -> list[tuple[str | Promise, str, str]]:
    """What comes and what goes: in a word, the phrase, and what it asks for."""
    groups = {"adds": tried.adds, "removes": tried.removes}
    found = [(told, each) for name, told in GROUPS for each in phrasings.by_ids(viewer, groups[name])]
    titles = assistant_words.titled([each.answer for _told, each in found])
    return [(told, each.text, titles[each.answer]) for told, each in found]


def _result(result: Mapping[str, Any]) -> dict[str, object]:
    before, after = (outcomes.of_row(result[name]) for name in ("before", "after"))
    changed = result["changed"]
    names = [name for each in changed for name in (*each["answers"], each["said_before"], each["said_after"]) if name]
    titles = assistant_words.titled(names)
    return {
        "counts": before,
        "figures": assistant_words.figures(before, after),
        "changed": [_line(each, titles) for each in changed[:MOST_SHOWN]],
        "more": max(0, len(changed) - MOST_SHOWN),
        "worse": sum(each["is_worse"] for each in changed),
        "confused": assistant_words.pairs(result["confused_after"]),
        "by": assistant_words.BY[result["by"]],
    }


def _line(each: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, object]:
    def became(when: str) -> tuple[str | Promise, str, str]:
        outcome = each[when]
        return (
            assistant_words.OUTCOMES[outcome],
            assistant_words.MEANINGS[outcome],
            titles.get(each[f"said_{when}"], ""),
        )

    right = [titles[name] for name in each["answers"]]
    return {
        "text": each["text"],
        "right": right or [assistant_words.NOTHING],
        "both": [became("before"), became("after")],
        "is_worse": each["is_worse"],
    }
