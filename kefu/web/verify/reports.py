"""Telling us of a scammer, in one tap; and saying that a report was wrong."""

from typing import BinaryIO, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from kefu.files import kinds, uploads
from kefu.kit.errors import KefuError, NotSignedIn, TooLarge
from kefu.people import limits
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.safeguards import appeals, fraud
from kefu.safeguards.bounds import MAX_WORDS_CHARS
from kefu.safeguards.evidence import MOST_FILES, Evidence, vet_files
from kefu.safeguards.fraud import Source
from kefu.web.edge import viewer_of
from kefu.web.origins import from_our_pages
from kefu.web.spoken import spoken
from kefu.web.verify.places import show

FROM_CHAT = "chat"
MAX_FORM_BYTES = 256 * 1024


@policy(Who.ANYONE, objects="what somebody tells of a stranger", rate=Rate.OPINION)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def reports(request: HttpRequest) -> HttpResponse:
    """A form; sent, the report's reference. What was refused stands in the form again."""
    _vet_size(request)
    text, words = request.POST.get("text", ""), request.POST.get("words", "")
    source = Source.CHAT if FROM_CHAT in {request.GET.get("from"), request.POST.get("from")} else Source.VERIFY
    told: dict[str, object] = {"text": text, "words": words, "source": source.value}
    told |= {"most_chars": MAX_WORDS_CHARS, "accept": kinds.accepted()}
    if request.method != "POST":
        return show(request, "verify/report.html", told)
    try:
        address, viewer = request.META.get("REMOTE_ADDR", ""), viewer_of(request)
        evidence = Evidence(files=_taken_in(request, viewer, address))
        reference = fraud.tell(text, words=words, source=source, viewer=viewer, ip=address, evidence=evidence)
    except KefuError as problem:
        return show(request, "verify/report.html", {**told, "problem": problem.message}, status=problem.status)
    return show(request, "verify/reported.html", {"reference": reference})


def _vet_size(request: HttpRequest) -> None:
    """Before a byte of the body is read."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    is_form = request.content_type == "multipart/form-data"
    room = MOST_FILES * settings.UPLOAD_MAX_BYTES if is_form and viewer_of(request).is_customer else 0
    if not length.isdecimal() or int(length) > room + MAX_FORM_BYTES:
        raise TooLarge


def _taken_in(request: HttpRequest, viewer: Viewer, address: str) -> list[str]:
    """The files in the form, taken in as in the chat. NotSignedIn for whoever we do not know: strangers fill no disk."""
    files = [each for each in request.FILES.getlist("files") if each.size]
    if not files:
        return []
    if not viewer.is_customer:
        raise NotSignedIn
    vet_files(viewer, count=len(files))
    taken = []
    for file in files:
        limits.take(Rate.UPLOAD, viewer=viewer, ip=address)
        taken.append(uploads.receive(viewer, cast(BinaryIO, file), name=file.name or "").id)
    return taken


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
