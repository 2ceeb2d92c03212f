"""Steps for the customer to tick."""

from typing import Annotated

from ninja import Path
from ninja.responses import Status
from pydantic import Field

from kefu.api.v1 import answers, shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.conversations import checklists, log, queries
from kefu.conversations.data_checklists import MAX_ITEMS
from kefu.kit.errors import Conflict
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability

router = GuardedRouter(tags=["checklists"])
Seq = Path[Annotated[int, Field(ge=1, le=2**31 - 1)]]
Item = Path[Annotated[int, Field(ge=1, le=MAX_ITEMS)]]


@router.post("/conversations/{conversation_id}/checklists", response={201: dict})
@policy(Who.STAFF, needs=Capability.REPLY, objects="all", rate=Rate.WRITE)
def give(request: ApiRequest, wanted: shapes.Checklist, conversation_id: str) -> Status[dict[str, object]]:
    """Send a title and steps; the customer ticks them in the chat."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    outcome = log.give_checklist(
        record.id,
        title=wanted.title,
        items=wanted.items,
        author=answers.author_of(viewer),
        key=wanted.client_msg_id,
    )
    return Status(201, answers.entry(viewer, log.stored(outcome)))


@router.put("/conversations/{conversation_id}/checklists/{seq}/items/{item}", response=shapes.Ticked)
@policy(Who.CUSTOMER, objects="own", rate=Rate.WRITE)
def tick(request: ApiRequest, wanted: shapes.Tick, conversation_id: str, seq: Seq, item: Item) -> shapes.Ticked:
    """Say that a step is done, or not after all. What already is as wanted stays so, without an error."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    target = queries.entry_for(viewer, record, number=seq)
    outcome = log.check(
        record.id,
        target=target.seq,
        item=item,
        on=wanted.on,
        author=answers.author_of(viewer),
        key=wanted.client_msg_id,
    )
    try:
        log.stored(outcome)
    except Conflict as error:
        if error.code != "conflict":
            raise
    return shapes.Ticked(done=sorted(queries.ticks_for([target]).get(target.id, ())))


@router.get("/checklist-templates", response=shapes.Templates)
@policy(Who.STAFF, needs=Capability.REPLY, objects="the same for all")
def list_templates(request: ApiRequest, locale: shapes.Locale = "en") -> shapes.Templates:
    """Checklists to start from, in a customer's language."""
    found = [
        shapes.Template(slug=one.slug, title=one.title, items=list(one.items)) for one in checklists.templates(locale)
    ]
    return shapes.Templates(templates=found)
