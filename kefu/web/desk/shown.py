"""What the desk's templates show, gathered for one viewer. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kefu.conversations import marks, queries, words
from kefu.conversations.data import MessageData
from kefu.conversations.kinds import AuthorKind, Box, CloseReason, Kind, Status
from kefu.conversations.records import ConversationRecord, EntryRecord, Filter, InboxRow, Marks
from kefu.files.kinds import FileRef
from kefu.kit.ids import public_id
from kefu.people import directory
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability
from kefu.people.directory import AgentCard, CustomerCard
from kefu.trust import notice
from kefu.trust.notice import NeverAsk
from kefu.ui import thread
from kefu.ui.thread import ShownEntry
from kefu.watchers.notify.queries import unread_for
from kefu.web.desk import answering, drafts
from kefu.web.desk.answering import Answering
from kefu.web.desk.drafts import Kept
from kefu.web.desk.models import ReplyDraft

PAGE_LINES = 40
PAGE_ENTRIES = 100
PREVIEW_CHARS = 140


@dataclass(frozen=True, slots=True)
class Line:
    """One conversation in a desk list. `waiting_since` is set while the customer waits for us."""

    public_id: str
    who: str
    preview: str
    preview_by: str
    at: datetime
    waiting_since: datetime | None
    origin: str
    assignee: str
    is_unread: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Tab:
    box: Box
    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class LineList:
    """`agents`, `reasons` and `may` are for what can be done with many lines at once."""

    box: Box
    order: str
    tabs: Sequence[Tab]
    lines: Sequence[Line]
    next_cursor: str
    agents: Sequence[AgentCard]
    reasons: Sequence[tuple[str, str]]
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class Head:
    """A conversation's bar: who, in whose hands, and what the viewer may do with it."""

    conversation: ConversationRecord
    who: str
    assignee: AgentCard | None
    is_mine: bool
    is_open: bool
    agents: Sequence[AgentCard]
    reasons: Sequence[tuple[str, str]]
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything beside the list: the log, its marks, the customer."""

    head: Head
    conversation: ConversationRecord
    entries: Sequence[ShownEntry]
    first_seq: int
    marks: Marks
    receipt: str
    last_own_seq: int
    last_seq: int
    draft: Kept
    draft_files: Sequence[FileRef]
    answering: Answering | None
    card: CustomerCard
    others: Sequence[ConversationRecord]
    key: str
    never_ask: NeverAsk

    @property
    def draft_is_note(self) -> bool:
        return self.draft.mode == ReplyDraft.Mode.NOTE


def line_list(viewer: Viewer, box: Box, *, cursor: str = "") -> LineList:
    page = queries.inbox_for(viewer, Filter(box=box), cursor=cursor, limit=PAGE_LINES)
    return LineList(
        box=box,
        order="newest",
        tabs=tabs(viewer),
        lines=lines(viewer, page.rows),
        next_cursor=page.next_cursor,
        agents=_colleagues(viewer),
        reasons=_reasons(),
        may=_may(viewer),
    )


def _colleagues(viewer: Viewer) -> Sequence[AgentCard]:
    return directory.agents() if Capability.ASSIGN in viewer.capabilities else []


def _reasons() -> list[tuple[str, str]]:
    return [(reason.value, words.reason_text(reason)) for reason in CloseReason]


def _may(viewer: Viewer) -> frozenset[str]:
    return frozenset(capability.value for capability in viewer.capabilities)


def first_box(viewer: Viewer) -> Box:
    """Where a shift begins: with one's own conversations, or, without any, with those that wait for somebody."""
    return Box.MINE if queries.counts_for(viewer).get(Box.MINE) else Box.UNASSIGNED


def tabs(viewer: Viewer) -> list[Tab]:
    counts = queries.counts_for(viewer)
    labels = {
        Box.MINE: _("Mine"),
        Box.TEAM: _("Team"),
        Box.UNASSIGNED: _("Unassigned"),
        Box.OPEN: _("Open"),
        Box.SNOOZED: _("Snoozed"),
        Box.CLOSED: _("Closed"),
    }
    return [Tab(box=box, label=label, count=counts.get(box)) for box, label in labels.items()]


def lines(viewer: Viewer, rows: Sequence[InboxRow]) -> list[Line]:
    """Names, unread marks and agents for all rows at once: the number of queries does not grow with the rows."""
    heads = [row.conversation for row in rows]
    names = directory.customer_names({head.customer for head in heads})
    unread = unread_for(viewer, [head.id for head in heads])
    directory.warm({head.assignee for head in heads if head.assignee})
    return [
        _line(viewer, row, who=customer_name(names.get(row.conversation.customer, "")), unread=unread) for row in rows
    ]


def _line(viewer: Viewer, row: InboxRow, *, who: str, unread: set[int]) -> Line:
    head, last = row.conversation, row.last_message
    card = directory.known_agent(head.assignee) if head.assignee else None
    return Line(
        public_id=head.public_id,
        who=who,
        preview=preview(last) if last else "",
        preview_by=said_by(viewer, last) if last else "",
        at=head.last_entry_at,
        waiting_since=head.waiting_since if head.status is Status.OPEN else None,
        origin=head.origin,
        assignee=card.name if card else "",
        is_unread=head.id in unread,
        is_open=head.status is Status.OPEN,
    )


def preview(entry: EntryRecord) -> str:
    body = " ".join(entry.body.split())[:PREVIEW_CHARS]
    if body:
        return body
    if isinstance(entry.data, MessageData) and entry.data.files:
        return _("Picture")
    return _("This message was removed.")


def said_by(viewer: Viewer, entry: EntryRecord) -> str:
    if entry.author.kind is not AuthorKind.AGENT:
        return ""
    return _("You") if entry.author.id == viewer.id else _("Us")


def customer_name(name: str) -> str:
    return name or _("Visitor")


def name_of_customer(conversation: ConversationRecord) -> str:
    return customer_name(directory.customer_names([conversation.customer]).get(conversation.customer, ""))


def head(viewer: Viewer, conversation: ConversationRecord, *, who: str | None = None) -> Head:
    return Head(
        conversation=conversation,
        who=name_of_customer(conversation) if who is None else customer_name(who),
        assignee=directory.agent_card(conversation.assignee) if conversation.assignee else None,
        is_mine=conversation.assignee == viewer.id,
        is_open=conversation.status is Status.OPEN,
        agents=_colleagues(viewer),
        reasons=_reasons(),
        may=_may(viewer),
    )


def stage(viewer: Viewer, conversation: ConversationRecord) -> Stage:
    entries = queries.latest_entries_for(viewer, conversation, limit=PAGE_ENTRIES)
    card = directory.customer_card(conversation.customer)
    far = marks.marks_for(viewer, conversation)
    last_own = last_outward(entries)
    kept = drafts.draft_for(viewer, conversation)
    return Stage(
        head=head(viewer, conversation, who=card.name),
        conversation=conversation,
        entries=shown_entries(viewer, entries),
        first_seq=entries[0].seq if entries else 0,
        marks=far,
        receipt=receipt(last_own, far),
        last_own_seq=last_own,
        last_seq=entries[-1].seq if entries else conversation.last_seq,
        draft=kept,
        draft_files=drafts.files_of(viewer, kept),
        answering=answering.other_holder(viewer, conversation),
        card=card,
        others=[
            other
            for other in queries.conversations_with(viewer, customer=conversation.customer, limit=6)
            if other.id != conversation.id
        ],
        key=kept.key or public_id(),
        never_ask=notice.never_ask(),
    )


def shown_entries(viewer: Viewer, entries: Sequence[EntryRecord]) -> list[ShownEntry]:
    """Entries as the template needs them, in the page's language."""
    words.warm(entries)
    return [thread.shown(entry, viewer=viewer) for entry in entries]


def news(viewer: Viewer, conversation: ConversationRecord, *, after: int | None) -> list[ShownEntry]:
    """What others did after this number: what a stale reply is shown before it is sent."""
    found = queries.entries_for(viewer, conversation, after=after or 0, limit=PAGE_ENTRIES)
    return shown_entries(viewer, [entry for entry in found if not thread.is_mine(entry, viewer)])


def last_outward(entries: Sequence[EntryRecord]) -> int:
    """The newest message from our side; 0 if the customer spoke last or we never did."""
    for entry in reversed(entries):
        if entry.kind is Kind.MESSAGE:
            return entry.seq if entry.author.kind is not AuthorKind.CUSTOMER else 0
    return 0


def receipt(seq: int, far: Marks) -> str:
    """How far our last message got: `read`, `delivered`, `sent`, or nothing to tell."""
    if not seq:
        return ""
    if far.customer_read >= seq:
        return "read"
    return "delivered" if far.customer_delivered >= seq else "sent"
