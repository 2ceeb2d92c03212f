"""A mail as it was sent: its page in a frame of another origin, its links spelled out, its source with addresses masked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kefu.conversations import originals, queries, words_mail
from kefu.conversations.originals import Opened
from kefu.kit.errors import KefuError, NotFound
from kefu.people import directory
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.safeguards import reveals
from kefu.ui import mailed
from kefu.ui.mailpage import page as mailpage
from kefu.ui.mailpage import words
from kefu.ui.mailpage.links import Link
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.layout import layout_for


@dataclass(frozen=True, slots=True)
class ShownLink:
    link: Link
    marks: Sequence[str]


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", rate=Rate.READ)
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """GET loads nothing from elsewhere; a POST, which only this page's own form makes, has the pictures fetched by us."""
    viewer, opened = _opened(request, public_id, number)
    if not opened.whole.page:
        raise NotFound
    found = mailpage.outline(opened)
    with_pictures = request.method == "POST"
    context = {
        **_around(viewer, opened, number),
        "frame": mailpage.address(opened, viewer=viewer, with_pictures=with_pictures),
        "found": found,
        "links": [ShownLink(each, [words.mark_text(mark) for mark in each.marks]) for each in found.links],
        "with_pictures": with_pictures,
        "may_load": bool(settings.MAIL_PICTURES),
    }
    response = render(request, "desk/mail.html", context)
    response._csp_update = {"frame-src": [settings.CONTENT_URL]}  # type: ignore[attr-defined]
    return response


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation")
@never_cache
@require_safe
def source(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Its fields and texts. Addresses in it are masked, but for whoever revealed the customer's, as long as that holds."""
    viewer, opened = _opened(request, public_id, number)
    if not opened.whole.source:
        raise NotFound
    is_whole = _has_revealed(viewer, opened)
    text = opened.whole.source if is_whole else mailed.masked(opened.whole.source)
    return render(
        request, "desk/mail_source.html", {**_around(viewer, opened, number), "text": text, "is_whole": is_whole}
    )


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", by_itself=True)
@require_safe
def line(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """What stands under a mail that came while the page was open; nothing where nothing is kept of it."""
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    entry = queries.entry_for(viewer, conversation, number=number)
    told = mailed.told_of([entry]).get(entry.id)
    if told is None:
        return HttpResponse("")
    context = {"mail": mailed.shown(told), "conversation": public_id, "seq": number}
    return render(request, "ui/thread/mail.html", context)


def _opened(request: HttpRequest, public_id: str, number: int) -> tuple[Viewer, Opened]:
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    return viewer, originals.of_entry(viewer, queries.entry_for(viewer, conversation, number=number))


def _around(viewer: Viewer, opened: Opened, number: int) -> Mapping[str, object]:
    return {
        "layout": layout_for(viewer),
        "conversation": opened.conversation,
        "number": number,
        "who": directory.customer_card(opened.conversation.customer).name,
        "subject": words_mail.subject(opened.entry),
        "at": opened.entry.created_at,
        "mail": mailed.shown(opened.told),
    }


def _has_revealed(viewer: Viewer, opened: Opened) -> bool:
    """Whether a reveal of this customer's address lasts, which the journal has. Nobody is refused the masked text."""
    try:
        return reveals.shown_for(viewer, opened.conversation, field="email") is not None
    except KefuError:
        return False
