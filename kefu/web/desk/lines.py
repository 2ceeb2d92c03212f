"""A desk list as its templates show it: tabs with counters, lines, filters, what can be done with many. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from kefu.channels import registry
from kefu.channels.contract import Channel
from kefu.conversations import definitions, queries, sorting_words, words
from kefu.conversations.inbox import COUNTED_TO
from kefu.conversations.kinds import Box, CloseReason, Priority, Status
from kefu.conversations.records import InboxRow
from kefu.people import directory
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability
from kefu.people.directory import AgentCard
from kefu.watchers.notify.queries import unread_for
from kefu.watchers.sla import clocks
from kefu.web.desk import choices, mailboxes, shown
from kefu.web.desk.choices import Chip, Choice
from kefu.web.desk.chosen import Chosen
from kefu.web.desk.mailboxes import ShownMailbox
from kefu.web.desk.saved import View

PAGE_LINES = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One conversation in a desk list. `waiting_since` is set while the customer waits for us, `due_at`
    while they wait for a first answer that was promised by then; a usual priority is ""; `mailbox` is named where there
    are several."""

    public_id: str
    who: str
    preview: str
    preview_by: str
    at: datetime
    waiting_since: datetime | None
    due_at: datetime | None
    snoozed_until: datetime | None
    channel: Channel | None
    mailbox: ShownMailbox | None
    assignee: str
    priority: str
    priority_name: str
    category: str
    is_unread: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """`count` as it is shown; empty where nothing is counted."""

    box: Box
    label: str
    count: str


@dataclass(frozen=True, slots=True)
class Counted:
    """`appeals`: how many wait for the viewer to decide; empty for none."""

    tabs: Sequence[Tab]
    appeals: str


@dataclass(frozen=True, slots=True)
class LineList:
    """`agents` to `snoozes` are for what can be done with many lines at once."""

    box: Box
    chosen: Chosen
    order: str
    tabs: Sequence[Tab]
    appeals: str
    lines: Sequence[Line]
    next_cursor: str
    filters: Sequence[Choice]
    chips: Sequence[Chip]
    views: Sequence[View]
    view: View | None
    agents: Sequence[AgentCard]
    reasons: Sequence[tuple[str, str]]
    sorts: Sequence[Choice]
    may: frozenset[str]


def line_list(
    viewer: Viewer, chosen: Chosen, *, views: Sequence[View], cursor: str = "", view_id: str = ""
) -> LineList:
    page = queries.inbox_for(viewer, chosen.filter(), cursor=cursor, limit=PAGE_LINES)
    offered, counted = choices.offered(viewer), tabs(viewer)
    return LineList(
        box=Box(chosen.box),
        chosen=chosen,
        order=chosen.sorted_by,
        tabs=counted.tabs,
        appeals=counted.appeals,
        lines=lines(viewer, page.rows),
        next_cursor=page.next_cursor,
        filters=offered,
        chips=choices.chips(chosen, offered),
        views=views,
        view=next((view for view in views if view.public_id == view_id), None),
        agents=directory.agents_to_offer() if Capability.ASSIGN in viewer.capabilities else [],
        reasons=[(reason.value, words.reason_text(reason)) for reason in CloseReason],
        sorts=[choice for choice in offered if choice.name in {"team", "category", "priority"}],
        may=frozenset(capability.value for capability in viewer.capabilities),
    )


def first_box(viewer: Viewer) -> Box:
    """Where a shift begins: with one's own conversations, or, without any, with those that wait for somebody."""
    return Box.MINE if queries.counts_for(viewer).get(Box.MINE) else Box.UNASSIGNED


def tabs(viewer: Viewer) -> Counted:
    counts, appeals = queries.counts_with_appeals(viewer)
    labels = {
        Box.MINE: _("Mine"),
        Box.TEAM: _("Team"),
        Box.UNASSIGNED: _("Unassigned"),
        Box.OPEN: _("Open"),
        Box.SNOOZED: _("Snoozed"),
        Box.CLOSED: _("Closed"),
        Box.BOT: _("With the assistant"),
    }
    shown = [
        Tab(box=box, label=label, count=_shown(counts.get(box)))
        for box, label in labels.items()
        if _is_used(box, counts)
    ]
    return Counted(tabs=shown, appeals=_shown(appeals) if appeals else "")


def _is_used(box: Box, counts: Mapping[Box, int]) -> bool:
    """The assistant's list is there where it is switched on, and as long as it holds anything."""
    return box is not Box.BOT or settings.BOT or bool(counts.get(Box.BOT))


def _shown(count: int | None) -> str:
    """ "999+" where there are more than are counted."""
    if count is None:
        return ""
    return str(count) if count <= COUNTED_TO else f"{COUNTED_TO}+"


def lines(viewer: Viewer, rows: Sequence[InboxRow]) -> list[Line]:
    """Unread marks and agents for all rows at once: the number of queries does not grow with the rows."""
    heads = [row.conversation for row in rows]
    unread = unread_for(viewer, [head.id for head in heads])
    directory.warm({head.assignee for head in heads if head.assignee})
    if any(head.category for head in heads):
        definitions.warm()
    due = clocks.promised((head.id, head.account is not None) for head in heads)
    ours = mailboxes.by_row() if any(head.account is not None for head in heads) else {}
    return [_line(viewer, row, unread, due, ours) for row in rows]


def _line(
    viewer: Viewer, row: InboxRow, unread: set[int], due: Mapping[int, datetime], ours: Mapping[int, ShownMailbox]
) -> Line:
    head, last = row.conversation, row.last_message
    card = directory.known_agent(head.assignee) if head.assignee else None
    is_usual = head.priority is Priority.NORMAL
    return Line(
        public_id=head.public_id,
        who=shown.customer_name(row.customer_name),
        preview=shown.preview(last) if last else "",
        preview_by=shown.said_by(viewer, last) if last else "",
        at=head.last_entry_at,
        waiting_since=head.waiting_since if head.status is Status.OPEN else None,
        due_at=due.get(head.id),
        snoozed_until=head.snoozed_until if head.status is Status.SNOOZED else None,
        channel=registry.channels().get(head.origin),
        mailbox=ours.get(head.account) if head.account is not None else None,
        assignee=card.name if card else "",
        priority="" if is_usual else head.priority.name.lower(),
        priority_name="" if is_usual else sorting_words.priority_name(head.priority),
        category=sorting_words.category_name(head.category) if head.category else "",
        is_unread=head.id in unread,
    )
