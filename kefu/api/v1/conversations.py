"""Conversations as resources: lists, heads, who has them, whether they are closed, how far they were read."""

from collections.abc import Sequence

from ninja import Query
from ninja.responses import Status

from kefu.api.v1 import answers, shapes, shapes_sorting
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.channels import intake, registry
from kefu.channels.contract import Inbound
from kefu.conversations import log, marks, queries, rules, words
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.inbox import COUNTED_TO
from kefu.conversations.records import ConversationRecord, Filter, InboxRow, Known
from kefu.files import uploads
from kefu.kit.errors import Invalid
from kefu.people import directory, teams
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability

router = GuardedRouter(tags=["conversations"])

ORIGIN = "livechat"


@router.get("/conversations", response=shapes.Conversations, exclude_none=True)
@policy(Who.SIGNED_IN, needs=Capability.READ_CONVERSATIONS, objects="a customer's own; staff: all")
def list_conversations(
    request: ApiRequest,
    wanted: Query[shapes_sorting.ListWanted],
    cursor: shapes.Cursor = "",
    limit: shapes.PageSize = 50,
) -> shapes.Conversations:
    """A customer gets the own ones, newest first; staff get a box of the desk, a page at a time."""
    viewer = request.auth
    if viewer.is_customer:
        own = queries.conversations_of(viewer)
        newest = {entry.conversation: entry for entry in queries.newest_public_for(viewer, own)}
        return _listed(viewer, [InboxRow(record, newest.get(record.id)) for record in own], next_cursor="")
    page = queries.inbox_for(viewer, _filter(viewer, wanted), cursor=cursor, limit=limit)
    return _listed(viewer, page.rows, next_cursor=page.next_cursor)


@router.get("/boxes", response=shapes_sorting.Boxes)
@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="all")
def count_boxes(request: ApiRequest) -> shapes_sorting.Boxes:
    counts = queries.counts_for(request.auth)
    return shapes_sorting.Boxes(
        boxes={box.value: min(count, COUNTED_TO) for box, count in counts.items()},
        more=[box.value for box, count in counts.items() if count > COUNTED_TO],
    )


@router.post("/conversations", response={200: shapes.Opened, 201: shapes.Opened}, exclude_none=True)
@policy(Who.CUSTOMER, objects="own", rate=Rate.WRITE)
def open_conversation(request: ApiRequest, first: shapes.NewConversation) -> Status[shapes.Opened]:
    """Say the first words. With an open conversation already, they go there. The same `client_msg_id` again: 200."""
    viewer = request.auth
    message = intake.draft_of(
        registry.channels()[ORIGIN],
        Inbound(viewer.id, first.client_msg_id, first.body, locale=viewer.locale, page=first.page),
        files=uploads.refs(viewer, first.files),
    )
    told = [ParticularsData(**first.particulars.model_dump())] if first.particulars else []
    outcome = log.append([*(log.told_before(message, each) for each in told), message])[-1]
    entry = log.stored(outcome)
    record = queries.conversation_for(viewer, entry.conversation_public_id)
    opened = shapes.Opened(conversation=answers.conversation(viewer, record), entry=answers.entry(viewer, entry))
    return Status(200 if isinstance(outcome, Known) else 201, opened)


@router.get("/conversations/{conversation_id}", response=shapes.Conversation, exclude_none=True)
@policy(Who.SIGNED_IN, needs=Capability.READ_CONVERSATIONS, objects="own; staff: all")
def one_conversation(request: ApiRequest, conversation_id: str) -> shapes.Conversation:
    record = queries.conversation_for(request.auth, conversation_id)
    return answers.conversation(request.auth, record)


@router.put("/conversations/{conversation_id}/assignment", response=shapes.Conversation, exclude_none=True)
@policy(Who.STAFF, needs=Capability.ASSIGN, objects="all", rate=Rate.WRITE)
def assign(request: ApiRequest, wanted: shapes.Assignment, conversation_id: str) -> shapes.Conversation:
    """Give it to an agent, or hand it over into the queue of a team."""
    record = queries.conversation_for(request.auth, conversation_id)
    if wanted.agent is None and wanted.team is None:
        raise Invalid
    agent = directory.agent_for(wanted.agent).id if wanted.agent else None
    team = teams.team_for(wanted.team).id if wanted.team else None
    return _assigned(request.auth, record, agent, team=team)


@router.delete("/conversations/{conversation_id}/assignment", response=shapes.Conversation, exclude_none=True)
@policy(Who.STAFF, needs=Capability.ASSIGN, objects="all", rate=Rate.WRITE)
def unassign(request: ApiRequest, conversation_id: str) -> shapes.Conversation:
    """Back to the queue."""
    record = queries.conversation_for(request.auth, conversation_id)
    return _assigned(request.auth, record, None)


@router.put("/conversations/{conversation_id}/closure", response=shapes.Conversation, exclude_none=True)
@policy(Who.STAFF, needs=Capability.CLOSE, objects="all", rate=Rate.WRITE)
def close(request: ApiRequest, wanted: shapes.Closure, conversation_id: str) -> shapes.Conversation:
    record = queries.conversation_for(request.auth, conversation_id)
    log.stored(log.close(record.id, author=answers.author_of(request.auth), reason=wanted.reason))
    return one_conversation(request, conversation_id)


@router.delete("/conversations/{conversation_id}/closure", response=shapes.Conversation, exclude_none=True)
@policy(Who.STAFF, needs=Capability.CLOSE, objects="all", rate=Rate.WRITE)
def reopen(request: ApiRequest, conversation_id: str) -> shapes.Conversation:
    record = queries.conversation_for(request.auth, conversation_id)
    log.stored(log.reopen(record.id, author=answers.author_of(request.auth)))
    return one_conversation(request, conversation_id)


@router.put("/conversations/{conversation_id}/read-mark", response=shapes.Conversation, exclude_none=True)
@policy(Who.SIGNED_IN, needs=Capability.READ_CONVERSATIONS, objects="own; staff: all", rate=Rate.WRITE)
def mark_read(request: ApiRequest, far: shapes.ReadMark, conversation_id: str) -> shapes.Conversation:
    """Everything up to `seq` was seen by a person. Marks only move forward."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    mark = marks.mark_of(viewer, record, delivered=far.delivered or 0, read=far.seq)
    if mark is not None:
        marks.record([mark])
    return one_conversation(request, conversation_id)


def _filter(viewer: Viewer, wanted: shapes_sorting.ListWanted) -> Filter:
    assignee = viewer.public_id if wanted.assignee == "me" else wanted.assignee
    return Filter(
        box=wanted.box,
        team=teams.team_for(wanted.team).id if wanted.team else None,
        category=wanted.category,
        priority=shapes.PRIORITIES[wanted.priority] if wanted.priority else None,
        locale=wanted.locale,
        origin=wanted.origin,
        tag=rules.tag_slug(wanted.tag) if wanted.tag else None,
        assignee=directory.agent_for(assignee).id if assignee else None,
        order=wanted.order,
    )


def _listed(viewer: Viewer, rows: Sequence[InboxRow], *, next_cursor: str) -> shapes.Conversations:
    """By as many queries, however many rows."""
    known = answers.around(viewer, [row.conversation for row in rows])
    words.warm([row.last_message for row in rows if row.last_message])
    lines = [
        shapes.Line(
            conversation=answers.line(viewer, row.conversation, known),
            last_message=answers.entry(viewer, row.last_message) if row.last_message else None,
        )
        for row in rows
    ]
    return shapes.Conversations(conversations=lines, next_cursor=next_cursor)


def _assigned(
    viewer: Viewer, record: ConversationRecord, agent: int | None, *, team: int | None = None
) -> shapes.Conversation:
    outcome = log.assign(record.id, author=answers.author_of(viewer), agent=agent, team=team)
    log.stored(outcome)
    return answers.conversation(viewer, queries.conversation_by_row(viewer, record.id))
