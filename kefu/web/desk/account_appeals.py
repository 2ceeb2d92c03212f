"""Appeals against decisions about accounts: evidence asked for, a decision prepared by one of us and confirmed by another."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kefu.conversations import queries
from kefu.kit.errors import Invalid, KefuError
from kefu.people import directory
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.safeguards import account_appeals_store, account_appeals_words
from kefu.safeguards.account_appeals import Outcome, State, Subject
from kefu.safeguards.account_appeals_rows import Card
from kefu.web.desk import shown, view, words_papers
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.layout import layout_for


@dataclass(frozen=True, slots=True)
class ShownAppeal:
    """A card in words. `meaning` colours its state; `language` is the customer's, in which the reason is written."""

    card: Card
    title: str
    state: str
    meaning: str
    customer: str
    language: str
    prepared_by: str
    confirmed_by: str
    outcome: str


@policy(Who.STAFF, needs=Capability.DECIDE_ACCOUNT_APPEALS, objects="all account appeals")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is due first stands first."""
    viewer = viewer_of(request)
    found = [_shown(card) for card in account_appeals_store.listed(viewer)]
    context = {
        "layout": layout_for(viewer),
        "open": [each for each in found if each.card.own.is_open],
        "ended": [each for each in found if not each.card.own.is_open],
    }
    return render(request, "desk/account_appeals.html", context)


@policy(
    Who.STAFF,
    needs=Capability.DECIDE_ACCOUNT_APPEALS,
    objects="every account appeal; decisions of others alone",
    rate=Rate.WRITE,
)
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, appeal_id: str) -> HttpResponse:
    """Read the case, and do the step that is next; who may do which is decided below."""
    viewer, problem = viewer_of(request), None
    if request.method == "POST":
        try:
            _act(request, viewer, appeal_id)
            return redirect("desk:account-appeal", appeal_id)
        except KefuError as error:
            problem = error
    found = _shown(account_appeals_store.appeal_for(viewer, appeal_id))
    conversation = queries.conversation_for(viewer, found.card.own.conversation)
    context = {
        "layout": layout_for(viewer),
        "found": found,
        "conversation": conversation,
        "customer_name": found.customer,
        "entries": view.latest(viewer, conversation).entries,
        "outcomes": [(each.value, _outcome_name(each)) for each in Outcome],
        "papers": words_papers.kinds(),
        "problem": problem.message if problem else "",
        "typed": request.POST,
    }
    return render(request, "desk/account_appeal.html", context, status=problem.status if problem else 200)


def _act(request: HttpRequest, viewer: Viewer, appeal_id: str) -> None:
    match request.POST.get("act"):
        case "ask":
            wanted = [line for line in request.POST.get("wanted", "").splitlines() if line.strip()]
            account_appeals_store.ask_evidence(viewer, appeal_id, wanted, paper=request.POST.get("paper", ""))
        case "prepare":
            outcome, reason = request.POST.get("outcome", ""), request.POST.get("reason", "")
            account_appeals_store.prepare(viewer, appeal_id, outcome=outcome, reason=reason)
        case "confirm":
            account_appeals_store.confirm(viewer, appeal_id)
        case "back":
            account_appeals_store.send_back(viewer, appeal_id, words=request.POST.get("words", ""))
        case _:
            raise Invalid


def _shown(card: Card) -> ShownAppeal:
    own, customer = card.own, directory.customer_card(card.customer)
    state, meaning = _state_name(State.PREPARED if card.prepared_by and own.is_open else own.state)
    return ShownAppeal(
        card=card,
        title=_title(own.subject, own.detail),
        state=state,
        meaning=meaning,
        customer=shown.customer_name(customer.name),
        language=customer.locale,
        prepared_by=_name(card.prepared_by),
        confirmed_by=_name(card.confirmed_by),
        outcome=_outcome_name(card.outcome) if card.outcome else "",
    )


def _title(subject: Subject, detail: str) -> str:
    names: Mapping[Subject, str] = {
        Subject.FROZEN: _("Frozen account"),
        Subject.KYC: _("Identity check refused"),
        Subject.WITHDRAWAL: _("Withdrawal refused"),
        Subject.REQUEST: _("Account request refused"),
    }
    told = account_appeals_words.detail_of(subject, detail)
    return f"{names[subject]} · {told}" if told else names[subject]


def _state_name(state: State) -> tuple[str, str]:
    return {
        State.GATHERING: (_("waits for evidence"), "plain"),
        State.REVIEW: (_("to decide"), "warn"),
        State.PREPARED: (_("to confirm"), "brand"),
        State.GRANTED: (_("granted"), "good"),
        State.PARTLY: (_("granted in part"), "good"),
        State.REFUSED: (_("not granted"), "danger"),
        State.WITHDRAWN: (_("taken back by the customer"), "plain"),
    }[state]


def _outcome_name(outcome: Outcome) -> str:
    return {
        Outcome.GRANTED: _("Grant it"),
        Outcome.PARTLY: _("Grant it in part"),
        Outcome.REFUSED: _("Do not grant it"),
    }[outcome]


def _name(agent: int | None) -> str:
    card = directory.agent_card(agent) if agent else None
    return card.name if card else ""
