"""A customer's own page of account appeals: what can be appealed, what to bring until when, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kefu.files import kinds
from kefu.files.forms import received
from kefu.files.kinds import FileRef
from kefu.kit.errors import Invalid, KefuError, NotFound, TooLarge
from kefu.kit.ids import public_id
from kefu.people import limits
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.safeguards import (
    account_appeals_doors,
    account_appeals_store,
    account_appeals_vault,
    account_appeals_words,
)
from kefu.safeguards.account_appeals import State
from kefu.safeguards.account_appeals_rows import OwnersCard
from kefu.safeguards.account_appeals_subjects import Decision
from kefu.web.door import opened_by_link
from kefu.web.origins import from_our_pages
from kefu.web.spoken import spoken
from kefu.web.verify.places import show

MOST_FILES = 5
MAX_FORM_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class ShownAppeal:
    card: OwnersCard
    title: str
    status: str
    meaning: str
    outcome: str
    next: str


@dataclass(frozen=True, slots=True)
class ShownDecision:
    decision: Decision
    title: str


@policy(Who.ANYONE, objects="appeals of the customer whose session was given the address", rate=Rate.WRITE)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link(account_appeals_doors.viewer_of)
@spoken
def account_appeals(request: HttpRequest, token: str) -> HttpResponse:
    try:
        viewer = account_appeals_doors.viewer_of(token)
    except NotFound as over:
        return show(request, "verify/account_appeals.html", {"is_over": True}, status=over.status)
    problem = None
    if request.method == "POST":
        try:
            _vet_size(request)
            if request.POST.get("act") == "paper":
                return _to_the_vault(request, viewer)
            _act(request, viewer)
            return redirect(
                f"{request.path}?{urlencode({'locale': request.GET.get('locale', '')[:16], 'done': 'yes'})}"
            )
        except KefuError as error:
            problem = error
    told, status = _told(request, viewer, problem), problem.status if problem else 200
    return show(request, "verify/account_appeals.html", told, status=status)


def _told(request: HttpRequest, viewer: Viewer, problem: KefuError | None) -> dict[str, object]:
    return {
        "appeals": [_shown(each) for each in account_appeals_store.own(viewer)],
        "decisions": [_offered(each) for each in account_appeals_store.appealable(viewer)],
        "problem": problem.message if problem else "",
        "is_done": problem is None and "done" in request.GET,
        "typed": request.POST if problem else {},
        "key": public_id(),
        "most_chars": account_appeals_store.MAX_WORDS_CHARS,
        "accept": kinds.accepted(),
        "most_files": MOST_FILES,
    }


def _act(request: HttpRequest, viewer: Viewer) -> None:
    words, key = request.POST.get("words", ""), request.POST.get("key", "")[:30]
    appeal = request.POST.get("appeal", "")
    match request.POST.get("act"):
        case "appeal":
            files = _files(request, viewer, key)
            account_appeals_store.appeal(viewer, request.POST.get("decision", ""), words=words, files=files)
        case "give" | "lack" as act:
            item = _item(request)
            if not key:
                raise Invalid
            lacks = act == "lack"
            files = () if lacks else _files(request, viewer, key)
            said = words if words.strip() or not lacks else _("I do not have this.")
            account_appeals_store.give(viewer, appeal, item, words=said, key=key, files=files, lacks=lacks)
        case "enough":
            account_appeals_store.enough(viewer, appeal)
        case "withdraw":
            account_appeals_store.withdraw(viewer, appeal)
        case _:
            raise Invalid


def _to_the_vault(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Who came from the chat has the vault's cookie; whoever has not is told there how to come in."""
    ask = account_appeals_vault.upload_ask(viewer, request.POST.get("appeal", ""), _item(request))
    locale = urlencode({"locale": request.GET.get("locale", "")[:16]})
    return redirect(f"{reverse('vault:ask', args=[ask])}?{locale}")


def _item(request: HttpRequest) -> int:
    item = request.POST.get("item", "")
    if not (item.isascii() and item.isdecimal() and len(item) < 3):
        raise Invalid
    return int(item)


def _files(request: HttpRequest, viewer: Viewer, key: str) -> tuple[FileRef, ...]:
    files = [each for each in request.FILES.getlist("files") if each.size]
    if len(files) > MOST_FILES:
        raise Invalid(_("At most %(files)d files at once, please.") % {"files": MOST_FILES})
    for _each in files:
        limits.take(Rate.UPLOAD, viewer=viewer, ip=request.META.get("REMOTE_ADDR", ""))
    return received(viewer, cast("Sequence[BinaryIO]", files), key=key or public_id())


def _vet_size(request: HttpRequest) -> None:
    """Before a byte of the body is read."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    room = MOST_FILES * settings.UPLOAD_MAX_BYTES if request.content_type == "multipart/form-data" else 0
    if not length.isdecimal() or int(length) > room + MAX_FORM_BYTES:
        raise TooLarge


def _shown(card: OwnersCard) -> ShownAppeal:
    status, meaning = _status(card.state)
    title = account_appeals_words.subject(card.subject, card.detail)
    if card.outcome is None:
        return ShownAppeal(card, title, status, meaning, outcome="", next="")
    outcome, after = account_appeals_words.outcome_name(card.outcome), account_appeals_words.next_of(card.outcome)
    return ShownAppeal(card, title, status, meaning, outcome, after)


def _offered(decision: Decision) -> ShownDecision:
    return ShownDecision(decision, account_appeals_words.subject(decision.subject, decision.detail))


def _status(state: State) -> tuple[str, str]:
    words: Mapping[State, tuple[str, str]] = {
        State.GATHERING: (_("waits for you"), "warn"),
        State.REVIEW: (_("we are looking at it"), "brand"),
        State.PREPARED: (_("we are looking at it"), "brand"),
        State.GRANTED: (_("granted"), "good"),
        State.PARTLY: (_("granted in part"), "good"),
        State.REFUSED: (_("not granted"), "danger"),
        State.WITHDRAWN: (_("taken back by you"), "plain"),
    }
    return words[state]
