"""Merge, split and their undo, and the view over what belongs together."""

from ninja.responses import Status

from kefu.api.v1 import answers, shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.conversations import joined, log, queries, words
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.ui import thread

router = GuardedRouter(tags=["joining"])


@router.put("/conversations/{conversation_id}/merge", response=dict)
@policy(Who.STAFF, needs=Capability.MERGE, objects="all, of one customer", rate=Rate.WRITE)
def merge(request: ApiRequest, wanted: shapes.Merge, conversation_id: str) -> dict[str, object]:
    """Let another conversation of the same customer go on for this one, which is closed. Nothing is moved."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    into = queries.conversation_for(viewer, wanted.into)
    outcome = log.merge(record.id, into=into.id, author=answers.author_of(viewer))
    return answers.entry(viewer, log.stored(outcome))


@router.delete("/conversations/{conversation_id}/merge", response=dict)
@policy(Who.STAFF, needs=Capability.MERGE, objects="all", rate=Rate.WRITE)
def unmerge(request: ApiRequest, conversation_id: str) -> dict[str, object]:
    """Let it stand alone again."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    return answers.entry(viewer, log.stored(log.unmerge(record.id, author=answers.author_of(viewer))))


@router.post("/conversations/{conversation_id}/splits", response={201: dict})
@policy(Who.STAFF, needs=Capability.MERGE, objects="all", rate=Rate.WRITE)
def split(request: ApiRequest, wanted: shapes.Split, conversation_id: str) -> Status[dict[str, object]]:
    """Show these messages and notes in a new conversation; the answer's `data.conversation` names it."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    outcome = log.split(record.id, entries=wanted.entries, author=answers.author_of(viewer), key=wanted.client_msg_id)
    return Status(201, answers.entry(viewer, log.stored(outcome)))


@router.delete("/conversations/{conversation_id}/split", response=dict)
@policy(Who.STAFF, needs=Capability.MERGE, objects="all", rate=Rate.WRITE)
def unsplit(request: ApiRequest, conversation_id: str) -> dict[str, object]:
    """Asked of the new conversation: it goes on in the one it came from."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    return answers.entry(viewer, log.stored(log.unsplit(record.id, author=answers.author_of(viewer))))


@router.get("/conversations/{conversation_id}/thread", response=shapes.Thread)
@policy(Who.SIGNED_IN, needs=Capability.READ_CONVERSATIONS, objects="own; staff: all, with notes")
def read_thread(
    request: ApiRequest, conversation_id: str, before: shapes.Cursors = "", limit: shapes.PageSize = 100
) -> shapes.Thread:
    """The newest lines of the conversation as people read it, over all logs that belong to it, in the order of time."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    page = joined.latest_for(viewer, record, before=joined.read_cursor(before), limit=limit)
    words.warm([line.entry for line in page.lines])
    lines = [
        shapes.ThreadLine(
            entry=thread.entry_json(line.entry, viewer=viewer), place=line.place.value, shown_in=line.shown_in
        )
        for line in page.lines
    ]
    return shapes.Thread(lines=lines, before=joined.cursor_of(page.before))
