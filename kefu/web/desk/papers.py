"""Identity papers: asked for in a conversation, opened once by whoever has it, and judged. The pictures come from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kefu.conversations import queries, second_readers
from kefu.kit import clock
from kefu.kit.errors import Invalid, KefuError
from kefu.people import directory
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.safeguards import second_papers, vault_asks, vault_looks, vault_marks, vault_shown, vault_views
from kefu.safeguards.vault_shown import AskCard, Opened, PaperCard
from kefu.web.desk import readings, words_papers
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.layout import layout_for


@dataclass(frozen=True, slots=True)
class ShownPaper:
    card: PaperCard
    name: str
    state: str
    meaning: str
    opened: Sequence[tuple[Opened, str]]


@dataclass(frozen=True, slots=True)
class ShownAsk:
    card: AskCard
    name: str
    papers: Sequence[ShownPaper]


@policy(
    Who.STAFF,
    needs=Capability.READ_CONVERSATIONS,
    objects="papers of every conversation, by kind and state",
    rate=Rate.WRITE,
)
@never_cache
@require_http_methods(["GET", "POST"])
def of_case(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was asked for and came; and the form that asks."""
    viewer, problem = viewer_of(request), None
    conversation = queries.conversation_for(viewer, public_id)
    if request.method == "POST":
        try:
            if "withdrawn" in request.POST:
                vault_asks.take_back(viewer, request.POST["withdrawn"])
            elif second_readers.holds_for(conversation):
                second_papers.ask(viewer, conversation, **_wanted(request))
            else:
                vault_asks.ask(viewer, conversation, **_wanted(request))
            return redirect("desk:papers", public_id)
        except KefuError as error:
            problem = error
    context = {
        "layout": layout_for(viewer),
        "conversation": conversation,
        "who": directory.customer_card(conversation.customer).name,
        "asks": [_ask(each) for each in vault_shown.of_case(viewer, conversation)],
        "kinds": words_papers.kinds(),
        **readings.panel_of(viewer, conversation),
        "may": viewer.capabilities,
        "is_proved": directory.is_proved(conversation.customer),
        "problem": problem.message if problem else "",
        "typed": request.POST,
    }
    return render(request, "desk/papers.html", context, status=problem.status if problem else 200)


# by itself: opening papers is no sign of being at work, or whoever does nothing else would never be off shift
@policy(
    Who.STAFF,
    needs=Capability.VIEW_PAPERS,
    objects="a paper of an open case of theirs",
    rate=Rate.WRITE,
    by_itself=True,
)
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, paper_id: str) -> HttpResponse:
    """GET: the picture while a look lasts, else the question why. POST: the step that is next."""
    viewer, problem = viewer_of(request), None
    if request.method == "POST":
        try:
            _act(request, viewer, paper_id)
            return redirect("desk:paper", paper_id)
        except KefuError as error:
            problem = error
    found = vault_shown.sheet(viewer, paper_id)
    context = {
        "layout": layout_for(viewer),
        "found": found,
        "paper": _paper(found.paper),
        "left": f"{found.left_s // 60}:{found.left_s % 60:02}",
        "mark": " · ".join(vault_views.marks(viewer, vault_views.paper_row(viewer, paper_id), now=clock.now())[:1]),
        "reasons": words_papers.reasons(),
        "verdicts": words_papers.verdicts(),
        "problem": problem.message if problem else "",
        "typed": request.POST,
    }
    return render(request, "desk/paper.html", context, status=problem.status if problem else 200)


@policy(Who.STAFF, needs=Capability.VIEW_PAPERS, objects="every further look but one's own", rate=Rate.WRITE)
@require_POST
def looked(request: HttpRequest, paper_id: str, look_id: str) -> HttpResponse:
    decision = request.POST.get("decision")
    if decision not in {"allowed", "refused"}:
        raise Invalid
    vault_looks.decide(viewer_of(request), look_id, is_allowed=decision == "allowed")
    return redirect("desk:paper", paper_id)


def _wanted(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("kind", "why")}


def _act(request: HttpRequest, viewer: Viewer, paper_id: str) -> None:
    words = request.POST.get("words", "")
    match request.POST.get("act"):
        case "open":
            vault_views.look(viewer, paper_id, reason=request.POST.get("reason", ""))
        case "mark":
            vault_marks.mark(viewer, paper_id, verdict=request.POST.get("verdict", ""), words=words)
        case "look":
            vault_looks.ask(viewer, paper_id, reason=words)
        case _:
            raise Invalid


def _ask(card: AskCard) -> ShownAsk:
    return ShownAsk(card, words_papers.name(card.kind), [_paper(each) for each in card.papers])


def _paper(card: PaperCard) -> ShownPaper:
    state, meaning = words_papers.verdict(card.verdict)
    opened = [(each, words_papers.reason(each.reason)) for each in card.opened]
    return ShownPaper(card, words_papers.name(card.kind), state, meaning, opened)
