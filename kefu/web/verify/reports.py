"""Telling us of a scammer, in one tap; and saying that a report was wrong."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from kefu.kit.errors import KefuError
from kefu.people.access import Rate, Who, policy
from kefu.safeguards import appeals, fraud
from kefu.safeguards.bounds import MAX_WORDS_CHARS
from kefu.safeguards.fraud import Source
from kefu.web.edge import viewer_of
from kefu.web.origins import from_our_pages
from kefu.web.verify.places import show, spoken

FROM_CHAT = "chat"


@policy(Who.ANYONE, objects="what somebody tells of a stranger", rate=Rate.OPINION)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def reports(request: HttpRequest) -> HttpResponse:
    """A form; sent, the report's reference. What was refused stands in the form again."""
    text, words = request.POST.get("text", ""), request.POST.get("words", "")
    source = Source.CHAT if FROM_CHAT in {request.GET.get("from"), request.POST.get("from")} else Source.VERIFY
    told: dict[str, object] = {"text": text, "words": words, "source": source.value, "most_chars": MAX_WORDS_CHARS}
    if request.method != "POST":
        return show(request, "verify/report.html", told)
    try:
        address = request.META.get("REMOTE_ADDR", "")
        reference = fraud.tell(text, words=words, source=source, viewer=viewer_of(request), ip=address)
    except KefuError as problem:
        return show(request, "verify/report.html", {**told, "problem": problem.message}, status=problem.status)
    return show(request, "verify/reported.html", {"reference": reference})


@policy(Who.ANYONE, objects="the report whose reference is known", rate=Rate.OPINION)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def report_appeals(request: HttpRequest) -> HttpResponse:
    sent = {name: request.POST.get(name, "") for name in ("reference", "words", "contact")}
    told: dict[str, object] = {**sent, "most_chars": MAX_WORDS_CHARS}
    if request.method != "POST":
        return show(request, "verify/appeal.html", told)
    try:
        address = request.META.get("REMOTE_ADDR", "")
        appeals.appeal(sent["reference"], words=sent["words"], contact=sent["contact"], ip=address)
    except KefuError as problem:
        return show(request, "verify/appeal.html", {**told, "problem": problem.message}, status=problem.status)
    return show(request, "verify/appealed.html", {})
