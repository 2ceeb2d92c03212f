"""An editor asks the assistant something and sees what it would do, and why; and keeps the question, or has it learned."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from kefu.kit.errors import KefuError, NotFound
from kefu.knowledge import measured, phrasings
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.watchers.bot import trying, weighing
from kefu.watchers.bot.trying import Tried
from kefu.web.editor import assistant_words
from kefu.web.editor.asked import reader, viewer_of

LANGUAGES = {"zh-hans": "中文", "en": "English"}
NOBODY = "-"  # none of ours is right: a person
DONE = {
    "phrase": _("It waits under What it learns. See there what it changes, before it is live."),
    "measured": _("It is one of the measured questions now."),
}


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="what the assistant would say")
@require_safe
def question(request: HttpRequest) -> HttpResponse:
    """`q`: the question; `locale`: of whose screen, else the editor's. Nothing of it is written."""
    return _shown(request, request.GET.get("q", ""), done=request.GET.get("done", ""))


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every phrase and measured question", rate=Rate.WRITE)
@require_POST
def kept(request: HttpRequest) -> HttpResponse:
    """`act`: `phrase` has it learned for the `right` answer, `measured` keeps it; `other` is an answer that was typed."""
    posted, viewer = request.POST, viewer_of(request)
    act, text, right = posted.get("act", ""), posted.get("q", ""), posted.get("right", "")
    other, locale = posted.get("other", "").strip()[:160], posted.get("locale", "") or reader()
    if act not in DONE:
        raise NotFound
    answer = assistant_words.named(other) if other else right
    problem: str | Promise = ""
    try:
        if not answer or (act == "phrase" and answer == NOBODY):
            problem = _("Choose the right answer first.")
        elif act == "phrase":
            phrasings.add(viewer, answer, text, locale=locale)
        else:
            measured.add(viewer, text, [] if answer == NOBODY else [answer], locale=locale)
    except NotFound:
        problem = _("There is no such article or check. Look at the end of its address.")
    except KefuError as error:
        problem = error.message
    if problem:
        return _shown(request, text, problem=problem, other=other, status=400)
    return redirect(f"{reverse('editor:assistant-try')}?{urlencode({'q': text, 'locale': locale, 'done': act})}")


def _shown(
    request: HttpRequest, text: str, *, done: str = "", problem: str | Promise = "", other: str = "", status: int = 200
) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    locale = asked.get("locale", "")
    text = text[: trying.MAX_CHARS]
    found = trying.tried(viewer_of(request), text, locale=locale if locale in LANGUAGES else reader())
    context = {
        "q": text,
        "locale": locale,
        "languages": LANGUAGES,
        "done": DONE.get(done, ""),
        "problem": problem,
        "other": other,
        "nobody": NOBODY,
        **(_found(found) if found else {}),
    }
    return render(request, "editor/assistant_try.html", context, status=status)


def _found(found: Tried) -> dict[str, object]:
    weighed = found.weighed
    likely = [each.probability for each in weighed.candidates]
    return {
        "found": found,
        "does": assistant_words.ACTS[found.decision.name],
        "why": assistant_words.why(found.because, at=found.at, likely=likely, nearness=weighed.nearness),
        "by": assistant_words.BY[weighed.by],
        "candidates": [(each, weighing.name(each), each in found.chosen) for each in weighed.candidates],
    }
