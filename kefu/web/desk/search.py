"""The desk's search: what was said, by its words, and customers by name or address."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kefu.conversations import finding
from kefu.conversations.finding import FoundEntry, FoundPage, Said, State
from kefu.conversations.kinds import AuthorKind, Box, Kind, Status
from kefu.conversations.records import ConversationRecord
from kefu.people import directory
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.search.index import Piece
from kefu.watchers.indexing import progress
from kefu.web.desk import customers, shown
from kefu.web.desk.asked import is_partial, viewer_of
from kefu.web.desk.layout import layout_for
from kefu.web.desk.sought import CURSOR_CHARS, Asked

MOST_CUSTOMERS = 5
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Hit:
    found: FoundEntry
    by: str
    is_note: bool

    @property
    def pieces(self) -> Sequence[Piece]:
        return self.found.pieces


@dataclass(frozen=True, slots=True)
class Group:
    """A conversation with what was found in it, the newest first."""

    conversation: ConversationRecord
    who: str
    assignee: str
    is_closed: bool
    box: Box  # the list it stands in, to be opened beside it
    hits: Sequence[Hit]


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", rate=Rate.LOG_SEARCH)
@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The page, or its results alone for a page that is there. `before` goes on; `longer` gives it more time."""
    viewer, asked = viewer_of(request), Asked.read(request.GET.dict())
    before = request.GET.get("before", "")[:CURSOR_CHARS]
    budget = finding.PATIENT if request.GET.get("longer") == "1" else finding.BUDGET
    page = finding.found(viewer, asked.sought(), before=before, budget=budget)
    context = {
        "asked": asked,
        "page": page,
        "groups": groups(viewer, page),
        "goes_on": bool(before),
        "behind": 0 if before else progress.behind(),
        **({} if before else _customers(viewer, asked)),
    }
    if is_partial(request):
        return render(request, "desk/parts/found.html", context)
    offered = {"said_by": _said_by(), "states": _states(), "layout": layout_for(viewer)}
    return render(request, "desk/search.html", {**context, **offered})


def groups(viewer: Viewer, page: FoundPage) -> list[Group]:
    heads = {each.conversation.id: each.conversation for each in page.entries}
    names = directory.customer_names({head.customer for head in heads.values()})
    directory.warm({head.assignee for head in heads.values() if head.assignee})
    return [
        Group(
            conversation=head,
            who=shown.customer_name(names.get(head.customer, "")),
            assignee=_name_of(head.assignee),
            is_closed=head.status is Status.CLOSED,
            box=_box_of(viewer, head),
            hits=[_hit(viewer, each) for each in page.entries if each.conversation.id == row],
        )
        for row, head in heads.items()
    ]


def _box_of(viewer: Viewer, head: ConversationRecord) -> Box:
    if head.status is not Status.OPEN:
        return Box.CLOSED if head.status is Status.CLOSED else Box.SNOOZED
    if head.assignee is None:
        return Box.UNASSIGNED
    return Box.MINE if head.assignee == viewer.id else Box.OPEN


def _hit(viewer: Viewer, found: FoundEntry) -> Hit:
    author = found.entry.author
    by = ""
    if author.kind is AuthorKind.AGENT:
        by = _("You") if author.id == viewer.id else _name_of(author.id) or _("Us")
    elif author.kind is not AuthorKind.CUSTOMER:
        by = _("Us")
    return Hit(found, by, is_note=found.entry.kind is Kind.NOTE)


def _name_of(agent: int | None) -> str:
    card = directory.agent_card(agent) if agent else None
    return card.name if card else ""


def _customers(viewer: Viewer, asked: Asked) -> dict[str, object]:
    if not asked.q or asked.is_narrowed:
        return {}
    meant = customers.meant(viewer, asked.q, limit=MOST_CUSTOMERS)
    return {"customers": customers.told(viewer, meant.rows), "are_held": meant.is_held}


def _said_by() -> Options:
    return [
        (Said.ANYBODY, _("Said by anybody")),
        (Said.CUSTOMER, _("Said by customers")),
        (Said.US, _("Said by us")),
        (Said.NOTE, _("Notes")),
    ]


def _states() -> Options:
    return [(State.ANY, _("Open and closed")), (State.OPEN, _("Open only")), (State.CLOSED, _("Closed only"))]
