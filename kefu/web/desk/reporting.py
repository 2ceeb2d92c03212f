"""One message of a conversation, reported as the request of a scammer: with itself and files as evidence."""

from typing import BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kefu.conversations import queries
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.files import kinds, uploads
from kefu.kit.errors import KefuError, NotFound
from kefu.people import limits
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.safeguards import evidence, fraud
from kefu.safeguards.evidence import Evidence
from kefu.safeguards.fraud import Source
from kefu.web.desk import forms, shown
from kefu.web.desk.answers import Said, head_with, refused
from kefu.web.desk.asked import is_htmx, viewer_of


@policy(Who.STAFF, needs=Capability.REPLY, objects="every conversation", rate=Rate.WRITE)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """A form that has all but the words (GET); sent, the toast tells the report's reference."""
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    entry = queries.entry_for(viewer, conversation, number=forms.entry_number(request))
    if entry.kind is not Kind.MESSAGE:
        raise NotFound
    if request.method == "GET":
        return _asked(request, conversation, entry)
    try:
        reference = _told(request, viewer, entry)
    except KefuError as problem:
        if is_htmx(request):
            return refused(request, conversation, problem)
        return _asked(request, conversation, entry, problem)
    if not is_htmx(request):
        return redirect("desk:conversation", public_id)
    said = Said(text=_("Reported: {reference}.").format(reference=reference))
    return head_with(request, public_id, said)


def _told(request: HttpRequest, viewer: Viewer, entry: EntryRecord) -> str:
    sent = [file for file in request.FILES.getlist("files") if file.size]
    evidence.vet_files(viewer, count=len(sent))
    address, files = request.META.get("REMOTE_ADDR", ""), []
    for file in sent:
        limits.take(Rate.UPLOAD, viewer=viewer, ip=address)
        files.append(uploads.receive(viewer, cast(BinaryIO, file), name=file.name or "").id)
    return fraud.tell(
        "",
        words=request.POST.get("words", ""),
        source=Source.DESK,
        viewer=viewer,
        ip=address,
        evidence=Evidence(entry.conversation_public_id, entry.seq, files),
    )


def _asked(
    request: HttpRequest, conversation: ConversationRecord, entry: EntryRecord, problem: KefuError | None = None
) -> HttpResponse:
    named = evidence.named_in(entry)
    context = {
        "conversation": conversation,
        "entry": entry,
        "preview": shown.preview(entry),
        "named": (named.name or named.asked) if named else "",
        "accept": kinds.accepted(),
        "problem": problem.message if problem else "",
    }
    template = "desk/parts/entry_report.html" if is_htmx(request) else "desk/entry_report.html"
    return render(request, template, context, status=problem.status if problem else 200)
