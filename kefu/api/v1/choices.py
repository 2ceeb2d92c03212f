"""What a customer chooses of what the assistant offers."""

from typing import Annotated

from ninja import Path
from ninja.responses import Status
from pydantic import Field

from kefu.api.v1 import answers, shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.conversations import log, queries
from kefu.people.access import Rate, Who, policy

router = GuardedRouter(tags=["assistant"])
Seq = Path[Annotated[int, Field(ge=1, le=2**31 - 1)]]


@router.post("/conversations/{conversation_id}/entries/{seq}/choices", response={201: dict})
@policy(Who.CUSTOMER, objects="own", rate=Rate.WRITE)
def choose(request: ApiRequest, wanted: shapes.Chosen, conversation_id: str, seq: Seq) -> Status[dict[str, object]]:
    """Take one of the `options` of what the assistant said. It answers as it does to a message; once a person has the
    conversation, this is a conflict: write to them."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    target = queries.entry_for(viewer, record, number=seq)
    outcome = log.choose(
        record.id,
        target=target.seq,
        choice=wanted.choice,
        author=answers.author_of(viewer),
        key=wanted.client_msg_id,
    )
    return Status(201, answers.entry(viewer, log.stored(outcome)))
