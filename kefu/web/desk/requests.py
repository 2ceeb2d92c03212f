"""Requests that move an account: asked for in a conversation, proved, and decided on by somebody of another team."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kefu.conversations import queries
from kefu.conversations.words_notes import action_name
from kefu.exchange.contract.kinds import Action
from kefu.kit.errors import Invalid, KefuError
from kefu.people import directory
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.safeguards import requests_store
from kefu.safeguards.requests import NOTICED, Flag, ProofKind, State
from kefu.safeguards.requests_rows import Card
from kefu.safeguards.requests_store import Asked
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.asking import ask, ask_again
from kefu.web.desk.layout import layout_for

ASKING = "desk/parts/request_form.html"


@dataclass(frozen=True, slots=True)
class Told:
    what: str
    who: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """A card in words. `meaning` colours its state; `next` says what follows it."""

    card: Card
    title: str
    state: str
    meaning: str
    next: str
    customer: str
    asked_by: str
    approved_by: str
    ended_by: str
    proofs: Sequence[Told]
    flags: Sequence[Told]


@policy(Who.STAFF, needs=Capability.REPLY, objects="every conversation", rate=Rate.WRITE)
@require_http_methods(["GET", "POST"])
def asking(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    context = {
        "conversation": conversation,
        "actions": [(each.value, action_name(each)) for each in Action],
        "known": [_shown(card) for card in requests_store.of_conversation(viewer, conversation)],
        "is_proved": directory.customer_card(conversation.customer).proof == "signed",
    }
    if request.method == "GET":
        return ask(request, ASKING, context)
    asked = Asked(*(request.POST.get(name, "") for name in ("action", "reason", "value")))
    try:
        made = requests_store.ask(viewer, conversation, asked)
    except KefuError as error:
        return ask_again(request, ASKING, context, error)
    return redirect("desk:request", made)


@policy(Who.STAFF, needs=Capability.APPROVE_REQUESTS, objects="all requests that move an account")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    found = [_shown(card) for card in requests_store.listed(viewer)]
    context = {
        "layout": layout_for(viewer),
        "open": [each for each in found if each.card.ended_at is None],
        "ended": [each for each in found if each.card.ended_at is not None],
    }
    return render(request, "desk/requests.html", context)


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every request that moves an account", rate=Rate.WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, request_id: str) -> HttpResponse:
    """Read it, and do the step that is next; who may do which is decided below."""
    viewer, problem = viewer_of(request), None
    if request.method == "POST":
        try:
            _act(request, viewer, request_id)
            return redirect("desk:request", request_id)
        except KefuError as error:
            problem = error
    found = _shown(requests_store.request_for(viewer, request_id))
    context = {
        "layout": layout_for(viewer),
        "found": found,
        "others": [_shown(card) for card in requests_store.others_of(viewer, found.card)],
        "may": viewer.capabilities,
        "proof_kinds": [(each.value, _proof_name(each)) for each in ProofKind],
        "flags": [(each.value, _flag_name(each)) for each in _unset(found.card)],
        "problem": problem.message if problem else "",
        "typed": request.POST,
    }
    return render(request, "desk/request.html", context, status=problem.status if problem else 200)


def _act(request: HttpRequest, viewer: Viewer, request_id: str) -> None:
    reason = request.POST.get("reason", "")
    match request.POST.get("act"):
        case "prove":
            requests_store.prove(viewer, request_id, kind=request.POST.get("kind", ""), note=reason)
        case "flag":
            requests_store.flag(viewer, request_id, request.POST.get("flag", ""))
        case "approve":
            requests_store.approve(viewer, request_id)
        case "refuse":
            requests_store.refuse(viewer, request_id, reason=reason)
        case "stop":
            requests_store.stop(viewer, request_id, reason=reason)
        case _:
            raise Invalid


def _shown(card: Card) -> ShownRequest:
    state, meaning = _state_name(card.state)
    return ShownRequest(
        card=card,
        title=action_name(card.action),
        state=state,
        meaning=meaning,
        next=_next(card.state),
        customer=directory.customer_card(card.customer).name,
        asked_by=_name(card.asked_by),
        approved_by=_name(card.approved_by),
        ended_by=_name(card.ended_by),
        proofs=[Told(_proof_name(each.kind), _name(each.by), each.at, each.note) for each in card.proofs],
        flags=[Told(_flag_name(each.flag), _name(each.by) or _("Kefu"), each.at) for each in card.flags],
    )


def _unset(card: Card) -> Collection[Flag]:
    known = {each.flag for each in card.flags}
    return [each for each in NOTICED if each not in known]


def _name(agent: int | None) -> str:
    card = directory.agent_card(agent) if agent else None
    return card.name if card else ""


def _state_name(state: State) -> tuple[str, str]:
    return {
        State.ASKED: (_("needs a proof"), "warn"),
        State.PROOFING: (_("needs a second person"), "warn"),
        State.APPROVED: (_("approved; the owner is being told"), "brand"),
        State.WAITING: (_("on hold"), "brand"),
        State.EXECUTING: (_("with the exchange"), "brand"),
        State.FAILED: (_("the exchange did not do it"), "danger"),
        State.EXECUTED: (_("done"), "good"),
        State.VETOED: (_("stopped"), "danger"),
        State.REFUSED: (_("refused"), "danger"),
        State.EXPIRED: (_("expired"), "plain"),
    }[state]


def _next(state: State) -> str:
    """What follows, and who does it; empty at an end."""
    return {
        State.ASKED: _("Next: somebody records how the owner was recognised. Until then nobody can approve it."),
        State.PROOFING: _("Next: a lead of another team, who had no part in it, decides under “Account requests”."),
        State.APPROVED: _("Next: the exchange tells the owner on every channel. Only then does the hold begin."),
        State.WAITING: _("Next: it is done when the hold ends, unless the owner or one of ours stops it before."),
        State.EXECUTING: _("The exchange has it. Until it answers, it cannot be stopped any more."),
        State.FAILED: _("The exchange said no. It is asked again by itself; until then it can still be stopped."),
    }.get(state, "")


def _proof_name(kind: ProofKind) -> str:
    return {
        ProofKind.STEP_UP: _("proved anew at the exchange"),
        ProofKind.VIDEO: _("a video call"),
        ProofKind.SIGNED_MESSAGE: _("a message signed by an address of theirs"),
        ProofKind.CALL_BACK: _("a call back to the number bound before"),
        ProofKind.VAULT: _("papers in the vault that you opened and marked as fitting"),
    }[kind]


def _flag_name(flag: Flag) -> str:
    return {
        Flag.NEW_DEVICE: _("a new device"),
        Flag.FRESH_RESET: _("a reset not long ago"),
        Flag.SIM_NOTE: _("a note about the SIM card"),
        Flag.STOPPED_BEFORE: _("the owner stopped one before"),
    }[flag]
