"""What was said, found by its words, for staff's programs."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Query, Schema
from pydantic import AwareDatetime, Field

from kefu.api.v1 import shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.conversations import finding
from kefu.conversations.finding import FoundEntry, Said, Sought, State
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability

router = GuardedRouter(tags=["search"])
Words = Annotated[str, Field(max_length=finding.MOST_CHARS)]


class Piece(Schema):
    text: str
    hit: bool


class Hit(Schema):
    """`seq` is the entry's number in its conversation; `pieces` are the part of its words that answers best."""

    conversation: shapes.PublicId
    seq: int
    kind: str
    created_at: datetime
    pieces: list[Piece]


class Hits(Schema):
    """Newest first. Not `complete`: the time was over before all was looked through. `next` goes on, where there is one."""

    hits: list[Hit]
    complete: bool
    next: str | None


class Wanted(Schema):
    """What is left out narrows nothing. `since` and `until` bound the moment it was said."""

    q: Words = ""
    said: Literal["customer", "us", "note"] | None = None
    state: Literal["open", "closed"] | None = None
    mine: bool = False
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    before: shapes.Cursor = ""
    limit: shapes.PageSize = finding.PAGE

    def sought(self) -> Sought:
        said, state = Said(self.said or ""), State(self.state or "")
        return Sought(self.q, said, state, is_mine=self.mine, since=self.since, until=self.until)


@router.get("/search", response=Hits)
@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", rate=Rate.LOG_SEARCH)
def search(request: ApiRequest, wanted: Query[Wanted]) -> Hits:
    """Messages, notes, names of files and noted numbers that hold all the words. A TxID is found by its first 8 characters."""
    page = finding.found(request.auth, wanted.sought(), before=wanted.before, limit=wanted.limit)
    return Hits(hits=[_hit(each) for each in page.entries], complete=page.is_complete, next=page.next_cursor or None)


def _hit(found: FoundEntry) -> Hit:
    return Hit(
        conversation=found.conversation.public_id,
        seq=found.entry.seq,
        kind=found.entry.kind.value,
        created_at=found.entry.created_at,
        pieces=[Piece(text=piece.text, hit=piece.is_hit) for piece in found.pieces],
    )
