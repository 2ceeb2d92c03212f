"""The steps against abuse, the customer's appeal, and who decides on it."""

from ninja.responses import Status

from kefu.api.v1 import answers, shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.conversations import log, queries
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability

router = GuardedRouter(tags=["conduct"])


@router.post("/conversations/{conversation_id}/warnings", response={201: dict})
@policy(Who.STAFF, needs=Capability.RESTRAIN, objects="all", rate=Rate.WRITE)
def warn(request: ApiRequest, wanted: shapes.Warning, conversation_id: str) -> Status[dict[str, object]]:
    """The first step. Everyone sees it."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    outcome = log.warn(record.id, reason=wanted.reason, words=wanted.words, author=answers.author_of(viewer))
    return Status(201, answers.entry(viewer, log.stored(outcome)))


@router.post("/conversations/{conversation_id}/pauses", response={201: dict})
@policy(Who.STAFF, needs=Capability.RESTRAIN, objects="all", rate=Rate.WRITE)
def pause(request: ApiRequest, wanted: shapes.Pause, conversation_id: str) -> Status[dict[str, object]]:
    """The second step: the customer cannot write here for so many minutes."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    outcome = log.pause(
        record.id,
        reason=wanted.reason,
        minutes=wanted.minutes,
        words=wanted.words,
        author=answers.author_of(viewer),
    )
    return Status(201, answers.entry(viewer, log.stored(outcome)))


@router.put("/conversations/{conversation_id}/ending", response=dict)
@policy(Who.STAFF, needs=Capability.RESTRAIN, objects="all", rate=Rate.WRITE)
def end(request: ApiRequest, wanted: shapes.Warning, conversation_id: str) -> dict[str, object]:
    """The last step: closed, and the customer cannot write here any more."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    outcome = log.end(record.id, reason=wanted.reason, words=wanted.words, author=answers.author_of(viewer))
    return answers.entry(viewer, log.stored(outcome))


@router.put("/conversations/{conversation_id}/appeal", response=dict)
@policy(Who.CUSTOMER, objects="own, once for each ending", rate=Rate.WRITE)
def appeal(request: ApiRequest, wanted: shapes.Appeal, conversation_id: str) -> dict[str, object]:
    """The customer's word against an ending. The same `client_msg_id` again gives the same entry."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    outcome = log.appeal(record.id, words=wanted.words, author=answers.author_of(viewer), key=wanted.client_msg_id)
    return answers.entry(viewer, log.stored(outcome))


@router.put("/conversations/{conversation_id}/appeal/decision", response=dict)
@policy(Who.STAFF, needs=Capability.DECIDE_APPEALS, objects="all but what one ended oneself", rate=Rate.WRITE)
def decide(request: ApiRequest, wanted: shapes.Decision, conversation_id: str) -> dict[str, object]:
    """Accept it, which reopens the conversation, or let the ending stand. The customer reads the words."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    outcome = log.decide_appeal(
        record.id, is_lifted=wanted.lifted, words=wanted.words, author=answers.author_of(viewer)
    )
    return answers.entry(viewer, log.stored(outcome))


@router.get("/appeals", response=shapes.Appeals, exclude_none=True)
@policy(Who.STAFF, needs=Capability.DECIDE_APPEALS, objects="all that wait for a decision")
def list_appeals(request: ApiRequest) -> shapes.Appeals:
    """What waits for a decision, longest first."""
    found = queries.appeals_for(request.auth)
    known = answers.around(request.auth, found)
    return shapes.Appeals(conversations=[answers.line(request.auth, record, known) for record in found])
