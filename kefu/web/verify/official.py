"""What we say officially, for everybody: the list, one answer with its proof, and the signed file of it."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from kefu.kit.languages import screen_of
from kefu.knowledge import official
from kefu.people.access import Rate, Who, policy
from kefu.trust import published
from kefu.web.spoken import spoken
from kefu.web.verify.places import show

OBJECTS = "what two of ours let everybody read"


@policy(Who.ANYONE, objects=OBJECTS, rate=Rate.READ)
@require_safe
@spoken
def answers(request: HttpRequest) -> HttpResponse:
    locale = screen_of(translation.get_language() or "en")
    return show(request, "verify/answers.html", {"answers": official.published(locale)})


@policy(Who.ANYONE, objects=OBJECTS, rate=Rate.READ)
@require_safe
@spoken
def answer(request: HttpRequest, answer_id: str) -> HttpResponse:
    """One that was taken back says so, and when, for good."""
    told = {"each": official.shown(answer_id), "key": published.public_key()}
    return show(request, "verify/answer.html", told)


@policy(Who.ANYONE, objects=OBJECTS, rate=Rate.READ)
@require_safe
def signed(request: HttpRequest, answer_id: str) -> HttpResponse:
    """To be kept and checked without us; docs/proof.md describes how."""
    response = HttpResponse(official.shown(answer_id).file, content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "no-store"  # what was taken back is so at once
    response["Access-Control-Allow-Origin"] = "*"  # the same for all, and signed: any page may check with it
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
