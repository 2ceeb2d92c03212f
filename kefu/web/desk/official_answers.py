"""Official answers, for those who look after what is ours: one writes, another lets it out, anyone of them takes it back."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kefu.kit.errors import KefuError
from kefu.knowledge import official
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.layout import layout_for

FIELDS = ("question", "answer", "locale", "is_pinned")
OBJECTS = "all official answers"


@policy(Who.STAFF, needs=Capability.MANAGE_CHANNELS, objects=OBJECTS, rate=Rate.WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """What everybody reads, what waits for a second person, and the form; what was refused stands in it again."""
    sent = {name: request.POST.get(name, "") for name in FIELDS}
    if request.method != "POST":
        return _shown(request, sent | {"locale": translation.get_language() or ""})
    wanted = {"question": sent["question"], "answer": sent["answer"], "locale": sent["locale"]}
    try:
        official.propose(viewer_of(request), **wanted, is_pinned=bool(sent["is_pinned"]))
    except KefuError as problem:
        return _shown(request, sent, problem=str(problem.message), status=problem.status)
    return redirect("desk:official-answers")


@policy(Who.STAFF, needs=Capability.MANAGE_CHANNELS, objects=OBJECTS, rate=Rate.WRITE)
@require_POST
def decision(request: HttpRequest, answer_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    try:
        if request.POST.get("decision") == "publish":
            official.publish(viewer, answer_id)
        else:
            official.refuse(viewer, answer_id, reason=request.POST.get("reason", ""))
    except KefuError as problem:
        return _shown(request, {}, problem=str(problem.message), status=problem.status)
    return redirect("desk:official-answers")


@policy(Who.STAFF, needs=Capability.MANAGE_CHANNELS, objects=OBJECTS, rate=Rate.WRITE)
@require_POST
def withdrawal(request: HttpRequest, answer_id: str) -> HttpResponse:
    try:
        official.withdraw(viewer_of(request), answer_id, reason=request.POST.get("reason", ""))
    except KefuError as problem:
        return _shown(request, {}, problem=str(problem.message), status=problem.status)
    return redirect("desk:official-answers")


def _shown(request: HttpRequest, sent: dict[str, str], *, problem: str = "", status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "layout": layout_for(viewer),
        "sent": sent,
        "problem": problem,
        "languages": settings.LANGUAGES,
        "most_question_chars": official.MAX_QUESTION_CHARS,
        "most_answer_chars": official.MAX_ANSWER_CHARS,
        "own": viewer.id,
        **official.for_staff(viewer),
    }
    return render(request, "desk/official_answers.html", context, status=status)
