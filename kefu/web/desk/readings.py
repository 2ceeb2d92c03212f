"""Replies that a second person reads first: handed in by the reply box, read and decided on here; which categories want it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kefu.channels import previews
from kefu.conversations import closing, definitions, queries, second_readers, sorting_words
from kefu.conversations.records import ConversationRecord
from kefu.files.vault_kinds import PaperKind
from kefu.kit.errors import Invalid, KefuError
from kefu.kit.ids import public_id
from kefu.people import directory, teams
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.safeguards import second_reading
from kefu.safeguards.kinds import ReadingState
from kefu.safeguards.second_reading import Handed, Reading
from kefu.web.desk import drafts, forms, shown, view, words_papers
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.drafts import Kept
from kefu.web.desk.layout import layout_for
from kefu.web.desk.models import ReplyDraft

PANEL = "desk/parts/readings.html"


@dataclass(frozen=True, slots=True)
class ShownReading:
    """`conversation` is its public id; empty where the viewer does not see it. `waits_since`: the customer's oldest
    unanswered word. `paper`: the identity paper that the words ask for; empty for a reply."""

    reading: Reading
    conversation: str
    customer: str
    category: str
    writer: str
    reader: str
    paper: str
    waits_since: datetime | None


def hand_in(viewer: Viewer, conversation: ConversationRecord, handed: Handed) -> None:
    second_reading.ask(viewer, conversation, handed)


def panel_of(viewer: Viewer, conversation: ConversationRecord) -> Mapping[str, object]:
    """What stands over the reply box: whether somebody reads first, what waits, and what came back to the viewer."""
    found = second_reading.of_conversation(viewer, conversation)
    return {
        "conversation": conversation,
        "is_read_first": second_readers.holds_for(conversation),
        "readings": _shown(viewer, found),
    }


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="own; those to read", by_itself=True)
@never_cache
@require_safe
def panel(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    return render(request, PANEL, dict(panel_of(viewer, conversation)))


@policy(Who.STAFF, needs=Capability.REPLY, objects="own; with the capability all that wait")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What waits for a reader, longest first, and one's own."""
    viewer = viewer_of(request)
    may_read = Capability.SECOND_READ in viewer.capabilities
    waiting = second_reading.waiting_for(viewer) if may_read else []
    context = {
        "layout": layout_for(viewer),
        "may_read": may_read,
        "waiting": _shown(viewer, [each for each in waiting if not each.is_own]),
        "own": _shown(viewer, second_reading.own(viewer)),
    }
    return render(request, "desk/readings.html", context)


@policy(Who.STAFF, needs=Capability.SECOND_READ, objects="every reply that waits but one's own", rate=Rate.WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def reading(request: HttpRequest, reading_id: str) -> HttpResponse:
    """GET: the thread, the reply, what came since. POST: approved, or sent back with words."""
    viewer, problem = viewer_of(request), None
    if request.method == "POST":
        try:
            _decide(request, viewer, reading_id)
            return redirect("desk:readings")
        except KefuError as error:
            problem = error
    found = second_reading.reading_for(viewer, reading_id)
    conversation = queries.conversation_by_row(viewer, found.conversation)
    context = {
        "layout": layout_for(viewer),
        "found": _shown(viewer, [found])[0],
        "conversation": conversation,
        "leaves": previews.of(conversation, found.body),
        "customer_name": shown.name_of_customer(conversation),
        "entries": view.latest(viewer, conversation).entries,
        "news": view.shown_entries(viewer, second_reading.news_of(viewer, found)),
        "last_seq": conversation.last_seq,
        "problem": problem.message if problem else "",
        "typed": request.POST,
    }
    return render(request, "desk/reading.html", context, status=problem.status if problem else 200)


@policy(Who.STAFF, needs=Capability.REPLY, objects="own", rate=Rate.WRITE)
@require_POST
def taking_back(request: HttpRequest, reading_id: str) -> HttpResponse:
    """Into the reply box, under whatever stands there; as what can be handed in anew."""
    viewer = viewer_of(request)
    with transaction.atomic():
        taken = second_reading.take_back(viewer, reading_id)
        conversation = queries.conversation_by_row(viewer, taken.conversation)
        kept = drafts.draft_for(viewer, conversation)
        body = "\n\n".join(each for each in (kept.body, taken.body) if each.strip())
        files = list(dict.fromkeys([*kept.files, *(file.id for file in taken.files)]))[: drafts.MAX_FILES]
        drafts.save(viewer, conversation, Kept(ReplyDraft.Mode.REPLY.value, body, files, public_id(), kept.version))
    return redirect("desk:conversation", conversation.public_id)


@policy(Who.STAFF, needs=Capability.WANT_SECOND, objects="all categories", rate=Rate.WRITE)
@require_http_methods(["GET", "POST"])
def categories(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    if request.method == "POST":
        if "team" in request.POST:
            closing.close(viewer, request.POST.get("category", ""), team=forms.number(request, "team") or None)
            return redirect("desk:categories")
        wanted = {"yes": True, "no": False}.get(request.POST.get("second", ""))
        if wanted is None:
            raise Invalid(_("Please choose one of the two."))
        definitions.want_second(request.POST.get("category", ""), on=wanted, by=viewer.id)
        return redirect("desk:categories")
    language = get_language() or "en"
    closed = closing.teams()
    listed = [
        (each, definitions.named(each.names, locale=language), closed.get(each.slug, 0))
        for each in definitions.categories()
    ]
    told = {"layout": layout_for(viewer), "categories": listed, "teams": teams.teams()}
    return render(request, "desk/categories.html", told)


def _decide(request: HttpRequest, viewer: Viewer, reading_id: str) -> None:
    match request.POST.get("decision"):
        case "approve":
            seen = forms.number(request, "seen")
            second_reading.approve(viewer, reading_id, seen=seen, knows_news="knows" in request.POST)
        case "back":
            second_reading.send_back(viewer, reading_id, words=request.POST.get("words", ""))
        case _:
            raise Invalid(_("Please choose one of the two."))


def _shown(viewer: Viewer, found: Sequence[Reading]) -> list[ShownReading]:
    heads = queries.heads_for(viewer, [each.conversation for each in found])
    names = directory.customer_names({head.customer for head in heads.values()})
    return [_one(each, heads.get(each.conversation), names) for each in found]


def _one(found: Reading, head: ConversationRecord | None, names: Mapping[int, str]) -> ShownReading:
    is_back = found.state is ReadingState.RETURNED
    return ShownReading(
        reading=found,
        conversation=head.public_id if head else "",
        customer=shown.customer_name(names.get(head.customer, "")) if head else "",
        category=sorting_words.category_name(head.category) if head and head.category else "",
        writer=_name(found.author),
        reader=_name(found.decided_by) if is_back else "",
        paper=words_papers.name(PaperKind(found.paper)) if found.paper else "",
        waits_since=head.waiting_since if head else None,
    )


def _name(agent: int | None) -> str:
    card = directory.agent_card(agent) if agent else None
    return card.name if card else ""
