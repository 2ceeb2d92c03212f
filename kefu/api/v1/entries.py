"""What stands in a conversation, in the viewer's numbering: read, say, note, correct, take out."""

from typing import Annotated

from ninja import Path
from ninja.responses import Status
from pydantic import Field

from kefu.api.v1 import answers, shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.conversations import log, queries
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord, Known, Outcome
from kefu.files import uploads
from kefu.kit.errors import NotAllowed
from kefu.people.access import Rate, Viewer, Who, policy, require
from kefu.people.capabilities import Capability

router = GuardedRouter(tags=["entries"])
Seq = Path[Annotated[int, Field(ge=1, le=2**31 - 1)]]
_LIST, _ONE = "/conversations/{conversation_id}/entries", "/conversations/{conversation_id}/entries/{seq}"


@router.get(_LIST, response=shapes.Entries)
@policy(Who.SIGNED_IN, needs=Capability.READ_CONVERSATIONS, objects="own; staff: all, with notes")
def list_entries(
    request: ApiRequest,
    conversation_id: str,
    after: shapes.Number = 0,
    limit: shapes.PageSize = 100,
) -> shapes.Entries:
    """What follows number `after`, in order, without gaps. Ask again with the last number until it equals `last`."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    found = queries.entries_for(viewer, record, after=after, limit=limit)
    last = record.last_seq if viewer.is_staff else record.last_public_seq
    return shapes.Entries(entries=answers.entries(viewer, found), last=last)


@router.post(_LIST, response={200: dict, 201: dict})
@policy(Who.SIGNED_IN, needs=Capability.READ_CONVERSATIONS, objects="own; staff: all", rate=Rate.WRITE)
def append_entry(request: ApiRequest, wanted: shapes.NewEntry, conversation_id: str) -> Status[dict[str, object]]:
    """Say something (`message`), or leave a `note` that only staff see. The same `client_msg_id` again: 200."""
    viewer = request.auth
    outcome = _appended(viewer, queries.conversation_for(viewer, conversation_id), wanted)
    given = answers.entry(viewer, log.stored(outcome))
    return Status(200 if isinstance(outcome, Known) else 201, given)


@router.patch(_ONE, response=dict)
@policy(Who.STAFF, needs=Capability.REPLY, objects="own messages and notes", rate=Rate.WRITE)
def edit_entry(request: ApiRequest, wanted: shapes.NewBody, conversation_id: str, seq: Seq) -> dict[str, object]:
    """Change one's own words. What everyone saw is marked as edited."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    outcome = log.edit(record.id, author=answers.author_of(viewer), target=seq, body=wanted.body)
    log.stored(outcome)
    return answers.entry(viewer, queries.entry_for(viewer, record, number=seq))


@router.delete(_ONE, response=dict)
@policy(Who.STAFF, needs=Capability.REDACT, objects="all", rate=Rate.WRITE)
def redact_entry(request: ApiRequest, conversation_id: str, seq: Seq, reason: shapes.Reason = "") -> dict[str, object]:
    """Take words and files out for good; the number stays."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    log.stored(log.redact(record.id, author=answers.author_of(viewer), target=seq, reason=reason))
    return answers.entry(viewer, queries.entry_for(viewer, record, number=seq))


def _appended(viewer: Viewer, record: ConversationRecord, wanted: shapes.NewEntry) -> Outcome:
    author, key = answers.author_of(viewer), wanted.client_msg_id
    if wanted.kind is Kind.NOTE:
        if not viewer.is_staff:
            raise NotAllowed
        require(viewer, Capability.NOTE)
        files = uploads.refs(viewer, wanted.files)
        return log.note(record.id, author=author, body=wanted.body, key=key, files=files)
    if viewer.is_staff:
        require(viewer, Capability.REPLY)
    files = uploads.refs(viewer, wanted.files)
    return log.reply(record.id, author=author, body=wanted.body, key=key, files=files, seen=wanted.seen)
