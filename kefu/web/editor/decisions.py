"""What becomes of a revision: approved, put off, sent back, taken back, withdrawn; and when what is out ends."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kefu.kit.errors import KefuError, NotFound
from kefu.knowledge import drafts, editing, review
from kefu.knowledge.drafts import RevisionCard
from kefu.knowledge.errors import BadArticle
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.editor import revisions, wording
from kefu.web.editor.asked import locale_of, moment_of, number_of, viewer_of


@policy(Who.STAFF, needs=Capability.REVIEW_ARTICLES, objects="revisions that somebody else wrote", rate=Rate.WRITE)
@require_POST
def decision(request: HttpRequest, revision_id: str) -> HttpResponse:
    """`act`: publish, schedule or send-back."""
    viewer = viewer_of(request)
    card = drafts.revision(viewer, revision_id)
    try:
        _decide(request, viewer, card)
    except KefuError as error:
        now = drafts.revision(viewer, revision_id)
        is_refused = wording.is_of_lints(error)
        return revisions.shown(request, now, problem=error.message, status=error.status, is_refused=is_refused)
    return redirect(
        "editor:queue" if request.POST.get("act") == "send-back" else "editor:revision", *_then(request, card)
    )


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every open revision", rate=Rate.WRITE)
@require_POST
def return_to_draft(request: HttpRequest, revision_id: str) -> HttpResponse:
    """Its writer goes on writing."""
    viewer = viewer_of(request)
    try:
        card = editing.take_back(viewer, revision_id)
    except KefuError as error:
        return revisions.shown(
            request, drafts.revision(viewer, revision_id), problem=error.message, status=error.status
        )
    return redirect("editor:writing", card.slug, card.locale)


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every open revision", rate=Rate.WRITE)
@require_POST
def withdrawal(request: HttpRequest, revision_id: str) -> HttpResponse:
    """It will not go out; it stays in the history, from which its words come back as a new draft."""
    viewer = viewer_of(request)
    try:
        card = editing.discard(viewer, revision_id)
    except KefuError as error:
        return revisions.shown(
            request, drafts.revision(viewer, revision_id), problem=error.message, status=error.status
        )
    return redirect("editor:revision", card.public_id)


@policy(Who.STAFF, needs=Capability.REVIEW_ARTICLES, objects="every published text", rate=Rate.WRITE)
@require_POST
def end(request: HttpRequest, slug: str, locale: str) -> HttpResponse:
    """`act`: `now` takes down what is out in one language; `later` says when that happens by itself, or never."""
    viewer = viewer_of(request)
    try:
        if request.POST.get("act") == "now":
            review.withdraw(viewer, slug, locale_of(locale), note=request.POST.get("note", ""))
        else:
            review.expire(viewer, slug, locale_of(locale), at=moment_of(request.POST.get("expire_at", "")))
    except BadArticle as error:
        card = next(iter(drafts.history(viewer, slug, locale)), None)
        if card is None:
            raise NotFound from error
        return revisions.shown(request, card, problem=error.message, status=error.status)
    return redirect("editor:writing", slug, locale)


def _decide(request: HttpRequest, viewer: Viewer, card: RevisionCard) -> None:
    posted, act = request.POST, request.POST.get("act", "")
    version = number_of(posted.get("version", "")) or 0
    if act == "send-back":
        review.send_back(viewer, card.public_id, note=posted.get("note", ""))
        return
    expire_at = moment_of(posted.get("expire_at", ""))
    if act == "publish":
        review.publish(viewer, card.public_id, version=version, expire_at=expire_at)
        return
    publish_at = moment_of(posted.get("publish_at", ""))
    if publish_at is None:
        raise BadArticle(_("Say when it is to go out."))
    review.schedule(viewer, card.public_id, version=version, publish_at=publish_at, expire_at=expire_at)


def _then(request: HttpRequest, card: RevisionCard) -> list[str]:
    return [] if request.POST.get("act") == "send-back" else [card.public_id]
