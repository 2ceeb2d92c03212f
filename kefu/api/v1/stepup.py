"""Proving anew who one is: staff ask and see passed or not, the customer sees how to answer, the exchange tells the answer."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from ninja.responses import Status

from kefu.api.v1 import shapes_stepup as shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.conversations import queries
from kefu.exchange.contract.codec import BadShape
from kefu.exchange.http import callback
from kefu.exchange.http.signing import WrongSignature
from kefu.kit.errors import Invalid, NotSignedIn
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.safeguards import stepups, stepups_answers, stepups_links
from kefu.trust import customer_passkeys

router = GuardedRouter(tags=["identity"])
IDENTITY = "/conversations/{conversation_id}/identity"


@router.get(IDENTITY, response=shapes.Identity)
@policy(Who.SIGNED_IN, needs=Capability.READ_CONVERSATIONS, objects="own; for staff all")
def identity(request: ApiRequest, response: HttpResponse, conversation_id: str) -> shapes.Identity:
    """How the newest step-up stands."""
    response["Cache-Control"] = "no-store"
    return _identity(request.auth, conversation_id)


@router.post(IDENTITY, response={201: shapes.Identity})
@policy(Who.STAFF, needs=Capability.REPLY, objects="all", rate=Rate.WRITE)
def ask(request: ApiRequest, wanted: shapes.Asked, conversation_id: str) -> Status[shapes.Identity]:
    """Ask the customer to prove anew who they are: in the exchange's app, or with a passkey. One question at a time."""
    record = queries.conversation_for(request.auth, conversation_id)
    stepups.ask(request.auth, record, level=wanted.level, reason=wanted.reason)
    return Status(201, _identity(request.auth, conversation_id))


@router.delete(IDENTITY, response={204: None})
@policy(Who.SIGNED_IN, needs=Capability.REPLY, objects="own; for staff all", rate=Rate.WRITE)
def call_off(request: ApiRequest, conversation_id: str) -> Status[None]:
    """Staff call the question off; its customer says no to it. Where none is open nothing happens."""
    stepups.cancel(request.auth, queries.conversation_for(request.auth, conversation_id))
    return Status(204, None)


@router.post("/exchange/confirmations", response=shapes.Taken)
@policy(Who.ANYONE, objects="what the exchange signed", rate=Rate.CALLBACK)
def confirmations(request: HttpRequest) -> shapes.Taken:
    """What a customer answered in the exchange's app (docs/connector.md). Believed by its signature alone."""
    try:
        found = callback.read(request.headers, path=request.path, body=request.body)
    except WrongSignature as problem:
        callback.refused(str(problem))
        raise NotSignedIn from problem
    except BadShape as problem:
        raise Invalid(str(problem)) from problem
    return shapes.Taken(state=stepups_answers.take(found))


@router.get("/passkeys", response=shapes.Passkeys)
@policy(Who.CUSTOMER, objects="own")
def passkeys(request: ApiRequest, response: HttpResponse) -> shapes.Passkeys:
    """The caller's passkeys, and the page where they make and remove them."""
    response["Cache-Control"] = "no-store"
    viewer = request.auth
    found = [
        shapes.Passkey(
            id=each.public_id,
            name=each.name,
            made_at=each.made_at,
            used_at=each.used_at,
            counts_from=each.counts_from,
        )
        for each in customer_passkeys.listed(viewer.id)
    ]
    return shapes.Passkeys(passkeys=found, page=stepups_links.passkeys(viewer))


def _identity(viewer: Viewer, conversation_id: str) -> shapes.Identity:
    record = queries.conversation_for(viewer, conversation_id)
    if viewer.is_customer:
        card = stepups.card_for(viewer, record)
        return shapes.Identity(card=shapes.Card(**{**asdict(card), "asked_by": card.alias}) if card else None)
    found = stepups.standing(record)
    if found is None:
        return shapes.Identity()
    told = {**asdict(found), "asked_level": found.level, "level": found.reached}
    return shapes.Identity(standing=shapes.Standing(**told))
