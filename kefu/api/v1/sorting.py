"""How staff sort conversations: put off, tags, category, priority, team, fields. Customers learn nothing of it."""

from typing import Annotated

from ninja import Path
from pydantic import Field

from kefu.api.v1 import answers, shapes, shapes_sorting
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.conversations import log, queries
from kefu.conversations.data import FieldValue
from kefu.conversations.kinds import Author
from kefu.conversations.records import ConversationRecord, Outcome
from kefu.people import teams
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability

router = GuardedRouter(tags=["sorting"])
Slug = Path[Annotated[str, Field(min_length=1, max_length=40)]]
_HERE = "/conversations/{conversation_id}"


@router.put(_HERE + "/snooze", response=shapes.Conversation, exclude_none=True)
@policy(Who.STAFF, needs=Capability.SORT, objects="all", rate=Rate.WRITE)
def snooze(request: ApiRequest, wanted: shapes_sorting.Snooze, conversation_id: str) -> shapes.Conversation:
    """Put it away until a moment; the customer's next word brings it back before."""
    author, record = _found(request.auth, conversation_id)
    return _done(request.auth, record, log.snooze(record.id, author=author, until=wanted.until))


@router.delete(_HERE + "/snooze", response=shapes.Conversation, exclude_none=True)
@policy(Who.STAFF, needs=Capability.SORT, objects="all", rate=Rate.WRITE)
def wake(request: ApiRequest, conversation_id: str) -> shapes.Conversation:
    author, record = _found(request.auth, conversation_id)
    return _done(request.auth, record, log.wake_up(record.id, author=author))


@router.post(_HERE + "/tags", response=shapes.Conversation, exclude_none=True)
@policy(Who.STAFF, needs=Capability.SORT, objects="all", rate=Rate.WRITE)
def add_tags(request: ApiRequest, wanted: shapes_sorting.Tags, conversation_id: str) -> shapes.Conversation:
    """A tag that nobody used before is made by using it."""
    author, record = _found(request.auth, conversation_id)
    return _done(request.auth, record, log.tag(record.id, author=author, add=wanted.tags))


@router.delete(_HERE + "/tags/{tag}", response=shapes.Conversation, exclude_none=True)
@policy(Who.STAFF, needs=Capability.SORT, objects="all", rate=Rate.WRITE)
def remove_tag(request: ApiRequest, conversation_id: str, tag: Slug) -> shapes.Conversation:
    author, record = _found(request.auth, conversation_id)
    return _done(request.auth, record, log.tag(record.id, author=author, remove=[tag]))


@router.put(_HERE + "/category", response=shapes.Conversation, exclude_none=True)
@policy(Who.STAFF, needs=Capability.SORT, objects="all", rate=Rate.WRITE)
def set_category(
    request: ApiRequest, wanted: shapes_sorting.CategoryWanted, conversation_id: str
) -> shapes.Conversation:
    author, record = _found(request.auth, conversation_id)
    return _done(request.auth, record, log.sort(record.id, author=author, category=wanted.category))


@router.delete(_HERE + "/category", response=shapes.Conversation, exclude_none=True)
@policy(Who.STAFF, needs=Capability.SORT, objects="all", rate=Rate.WRITE)
def drop_category(request: ApiRequest, conversation_id: str) -> shapes.Conversation:
    author, record = _found(request.auth, conversation_id)
    return _done(request.auth, record, log.sort(record.id, author=author, category=""))


@router.put(_HERE + "/priority", response=shapes.Conversation, exclude_none=True)
@policy(Who.STAFF, needs=Capability.SORT, objects="all", rate=Rate.WRITE)
def set_priority(
    request: ApiRequest, wanted: shapes_sorting.PriorityWanted, conversation_id: str
) -> shapes.Conversation:
    author, record = _found(request.auth, conversation_id)
    priority = shapes.PRIORITIES[wanted.priority]
    return _done(request.auth, record, log.sort(record.id, author=author, priority=priority))


@router.put(_HERE + "/team", response=shapes.Conversation, exclude_none=True)
@policy(Who.STAFF, needs=Capability.SORT, objects="all", rate=Rate.WRITE)
def set_team(request: ApiRequest, wanted: shapes_sorting.TeamWanted, conversation_id: str) -> shapes.Conversation:
    """Whose it is; who has it in hand keeps it. To hand it over into a team's queue: see the assignment."""
    author, record = _found(request.auth, conversation_id)
    return _done(request.auth, record, log.sort(record.id, author=author, team=teams.team_for(wanted.team).id))


@router.delete(_HERE + "/team", response=shapes.Conversation, exclude_none=True)
@policy(Who.STAFF, needs=Capability.SORT, objects="all", rate=Rate.WRITE)
def drop_team(request: ApiRequest, conversation_id: str) -> shapes.Conversation:
    author, record = _found(request.auth, conversation_id)
    return _done(request.auth, record, log.sort(record.id, author=author, team=0))


@router.put(_HERE + "/fields/{field}", response=shapes.Conversation, exclude_none=True)
@policy(Who.STAFF, needs=Capability.SORT, objects="all", rate=Rate.WRITE)
def set_field(
    request: ApiRequest, wanted: shapes_sorting.FieldWanted, conversation_id: str, field: Slug
) -> shapes.Conversation:
    """Note a value under one of the exchange's own fields, in the field's own type."""
    return _with_field(request.auth, conversation_id, field=field, value=wanted.value)


@router.delete(_HERE + "/fields/{field}", response=shapes.Conversation, exclude_none=True)
@policy(Who.STAFF, needs=Capability.SORT, objects="all", rate=Rate.WRITE)
def empty_field(request: ApiRequest, conversation_id: str, field: Slug) -> shapes.Conversation:
    return _with_field(request.auth, conversation_id, field=field, value=None)


def _with_field(viewer: Viewer, conversation_id: str, *, field: str, value: FieldValue | None) -> shapes.Conversation:
    author, record = _found(viewer, conversation_id)
    return _done(viewer, record, log.set_field(record.id, author=author, field=field, value=value))


def _found(viewer: Viewer, conversation_id: str) -> tuple[Author, ConversationRecord]:
    return answers.author_of(viewer), queries.conversation_for(viewer, conversation_id)


def _done(viewer: Viewer, record: ConversationRecord, outcome: Outcome) -> shapes.Conversation:
    log.stored(outcome)
    return answers.conversation(viewer, queries.conversation_by_row(viewer, record.id))
