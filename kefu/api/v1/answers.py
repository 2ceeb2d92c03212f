"""Turns what the rooms know into what the API gives, for one viewer."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass

from kefu.api.v1 import shapes
from kefu.conversations import marks, queries, words
from kefu.conversations.kinds import Author, AuthorKind
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.files import transfers
from kefu.files.kinds import Progress
from kefu.people import directory, teams
from kefu.people.access import Viewer, ViewerKind
from kefu.people.directory import CustomerCard
from kefu.ui import thread

_NAMES = {priority: name for name, priority in shapes.PRIORITIES.items()}


def author_of(viewer: Viewer) -> Author:
    """Who writes is who is signed in, whatever was sent."""
    kind = AuthorKind.AGENT if viewer.kind is ViewerKind.AGENT else AuthorKind.CUSTOMER
    return Author(kind=kind, id=viewer.id)


def person_of(viewer: Viewer) -> shapes.Person:
    return shapes.Person(kind=viewer.kind, id=viewer.public_id, name=viewer.name)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands in other rows, by row, read at once for however many conversations."""

    customers: Mapping[int, CustomerCard]
    merged_into: Mapping[int, str]


def around(viewer: Viewer, records: Collection[ConversationRecord]) -> Around:
    """Customers' cards are for staff alone: nobody else is shown one."""
    merged = {record.joins.merged_into for record in records} - {None}
    return Around(
        customers=directory.customer_cards({record.customer for record in records}) if viewer.is_staff else {},
        merged_into=queries.public_ids_for(viewer, [row for row in merged if row is not None]),
    )


def conversation(viewer: Viewer, record: ConversationRecord) -> shapes.Conversation:
    """With how far both sides have read."""
    given = line(viewer, record, around(viewer, [record]))
    far = marks.marks_for(viewer, record)
    given.read = shapes.Reach(customer=far.customer_read, staff=far.staff_read)
    given.delivered = shapes.Reach(customer=far.customer_delivered, staff=far.staff_delivered)
    return given


def line(viewer: Viewer, record: ConversationRecord, known: Around) -> shapes.Conversation:
    """As it stands in a list. For customers only what no note or assignment can move."""
    given = shapes.Conversation(
        id=record.public_id,
        status=record.status,
        locale=record.locale,
        last=record.last_seq if viewer.is_staff else record.last_public_seq,
        created_at=record.created_at,
    )
    _add_how_it_stands(given, record, known)
    if viewer.is_staff:
        _add_what_staff_know(given, record, known.customers[record.customer])
    return given


def _add_how_it_stands(given: shapes.Conversation, record: ConversationRecord, known: Around) -> None:
    """Where it goes on if it was merged; how far the steps against abuse went."""
    if record.joins.merged_into is not None:
        given.merged_into = known.merged_into[record.joins.merged_into]
    if record.conduct.step or record.conduct.appeal:
        given.step, given.appeal = record.conduct.step.value, record.conduct.appeal.value
        given.paused_until = record.conduct.paused_until


def entry(viewer: Viewer, record: EntryRecord) -> dict[str, object]:
    return entries(viewer, [record])[0]


def entries(viewer: Viewer, records: list[EntryRecord]) -> list[dict[str, object]]:
    words.warm(records)
    return [thread.entry_json(record, viewer=viewer) for record in records]


def upload_of(progress: Progress) -> shapes.Upload:
    """An upload's progress, and the file it became."""
    return shapes.Upload(
        id=progress.id,
        offset=progress.offset,
        bytes=progress.bytes,
        piece_bytes=transfers.MAX_PIECE_BYTES,
        file=shapes.File(**asdict(progress.file)) if progress.file else None,
        state=progress.condition.value if progress.condition else None,  # type: ignore[arg-type]
    )


def _add_what_staff_know(given: shapes.Conversation, record: ConversationRecord, customer: CustomerCard) -> None:
    given.customer = shapes.Person(kind=ViewerKind.CUSTOMER, id=customer.public_id, name=customer.name)
    given.holder, given.waiting_since = record.holder, record.waiting_since
    given.last_entry_at = record.last_entry_at
    given.team, given.priority, given.category = _team(record.team), _NAMES[record.priority], record.category or None
    given.snoozed_until, given.tags, given.fields = record.snoozed_until, list(record.tags), dict(record.fields)
    agent = directory.agent_card(record.assignee) if record.assignee is not None else None
    if agent is not None:
        given.assignee = shapes.Person(kind=ViewerKind.AGENT, id=agent.public_id, name=agent.name)


def _team(row: int | None) -> str | None:
    card = teams.team_card(row) if row else None
    return card.slug if card else None
