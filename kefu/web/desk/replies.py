"""The reply box: what is sent from it, what is kept of it meanwhile, and who holds it."""

import json
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kefu.conversations import log, queries
from kefu.conversations.records import ConversationRecord, Refused
from kefu.kit.errors import Invalid, KefuError
from kefu.people import directory
from kefu.people.access import Rate, Viewer, Who, policy, require
from kefu.people.capabilities import Capability
from kefu.safeguards.second_reading import Handed
from kefu.web.desk import answering, drafts, forms, readings
from kefu.web.desk.answering import Answering
from kefu.web.desk.answers import refused
from kefu.web.desk.asked import author_of, is_htmx, viewer_of
from kefu.web.desk.errors import Addressed, Leased, Outdated
from kefu.web.desk.models import ReplyDraft


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", rate=Rate.WRITE)
@require_POST
def messages(request: HttpRequest, public_id: str) -> HttpResponse:
    """A reply or an internal note. The form's key makes a second submit harmless; `seen` keeps a reply from being blind."""
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    written = forms.Written.read(request)
    try:
        is_held = _say(request, conversation, written)
    except KefuError as error:
        return refused(request, conversation, error, written=written)
    version = drafts.sent(viewer, conversation)
    answering.leave(viewer, conversation)
    if is_htmx(request):
        stored = {"conversation": public_id, "key": written.key, "version": version, "held": is_held}
        told = {"desk:stored": stored}
        shown = _waits(request, conversation) if is_held else HttpResponse()
        shown["HX-Trigger"] = json.dumps(told)
        return shown
    return redirect("desk:conversation", public_id)


def _waits(request: HttpRequest, conversation: ConversationRecord) -> HttpResponse:
    return render(request, "desk/parts/readings_now.html", dict(readings.panel_of(viewer_of(request), conversation)))


def _say(request: HttpRequest, conversation: ConversationRecord, written: forms.Written) -> bool:
    """True where it was not said: it waits for the second person whom its category wants."""
    viewer, author = viewer_of(request), author_of(request)
    require(viewer, Capability.NOTE if written.is_note else Capability.REPLY)
    said: dict[str, Any] = {"author": author, "body": written.body, "key": written.key}
    if written.is_note:
        log.stored(log.note(conversation.id, files=written.received(viewer), **said))
        return False
    if not written.is_sure:
        _require_meant_for_customers(written.body)
    require_box(viewer, conversation, takes_from=written.takes_from)
    claims = Capability.ASSIGN in viewer.capabilities
    files = written.received(viewer)
    outcome = log.reply(conversation.id, files=files, seen=written.seen, claims=claims, **said)
    if outcome == Refused("needs_second"):
        seen = conversation.last_seq if written.seen is None else written.seen
        readings.hand_in(viewer, conversation, Handed(written.body, written.key, files, seen))
        return True
    log.stored(outcome)
    return False


def _require_meant_for_customers(body: str) -> None:
    """What begins with "@Bob" reads like a note: whoever sends it as a reply is asked once."""
    sign, _at, rest = body.lstrip().partition("@")
    called = directory.mentioned(f"@{rest.partition('@')[0]}") if not sign and rest else []
    card = directory.agent_card(called[0]) if called else None
    if card:
        raise Addressed(card)


def require_box(viewer: Viewer, conversation: ConversationRecord, *, takes_from: str) -> None:
    """Nobody answers while a colleague does or over what one has begun, unless they say that they take over."""
    other = answering.other_holder(viewer, conversation)
    if other and takes_from:
        other = answering.take_over(viewer, conversation, holder=takes_from)
    if other:
        raise Leased(other.agent, begun_at=other.begun_at)


@policy(Who.STAFF, needs=Capability.REPLY, objects="own draft; who answers", by_itself=True)
@require_safe
def box(request: HttpRequest, public_id: str) -> JsonResponse:
    """The viewer's own draft, and who holds the box: what a page asks for when a nudge came."""
    viewer = viewer_of(request)
    return _box(viewer, queries.conversation_for(viewer, public_id))


@policy(Who.STAFF, needs=Capability.REPLY, objects="own draft; who answers", rate=Rate.WRITE)
@require_POST
def draft(request: HttpRequest, public_id: str) -> JsonResponse:
    """Keeps what was typed; typing a reply takes the box if it is free, emptying it gives it back."""
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    wanted = forms.draft(request)
    try:
        drafts.save(viewer, conversation, wanted)
    except Outdated:
        return _box(viewer, conversation, status=Outdated.status)
    if wanted.body.strip() and wanted.mode == ReplyDraft.Mode.REPLY:
        answering.hold(viewer, conversation)
    else:
        answering.leave(viewer, conversation)
    return _box(viewer, conversation)


@policy(Who.STAFF, needs=Capability.REPLY, objects="the box of every conversation", rate=Rate.WRITE)
@require_POST
def lease(request: HttpRequest, public_id: str) -> JsonResponse:
    """`from` (an agent's public id) takes the box over; `leave` gives it back."""
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    if "leave" in request.POST:
        answering.leave(viewer, conversation)
    elif holder := request.POST.get("from", ""):
        answering.take_over(viewer, conversation, holder=holder)
    else:
        raise Invalid
    return _box(viewer, conversation)


def _box(viewer: Viewer, conversation: ConversationRecord, *, status: int = 200) -> JsonResponse:
    kept = drafts.draft_for(viewer, conversation)
    told = {**asdict(kept), "files": [asdict(file) for file in drafts.files_of(viewer, kept)]}
    return JsonResponse({"draft": told, "answering": _told(viewer, answering.holder_of(conversation))}, status=status)


def _told(viewer: Viewer, found: Answering | None) -> dict[str, object] | None:
    if found is None:
        return None
    card = found.agent
    since = found.begun_at.isoformat() if found.begun_at else ""
    told = {"id": card.public_id, "name": card.name, "mine": card.id == viewer.id}
    return {**told, "left_ms": int(found.left_s * 1000), "begun_at": since}
