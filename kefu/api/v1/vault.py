"""The way from the chat to the page where identity papers are sent. The papers themselves are in no operation."""

from ninja.responses import Status

from kefu.api.v1 import shapes_vault as shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.people import page_visits
from kefu.people.access import Rate, Who, policy
from kefu.safeguards import vault_asks

router = GuardedRouter(tags=["vault"])


@router.post("/vault/tickets", response={201: shapes.VaultTicket})
@policy(Who.CUSTOMER, objects="one's own papers", rate=Rate.WRITE)
def ticket(request: ApiRequest) -> Status[shapes.VaultTicket]:
    """For a form that our own pages send to `/vault/entrance` within a minute: it opens one's own papers in this browser."""
    return Status(201, shapes.VaultTicket(ticket=page_visits.ticket(request.auth)))


@router.get("/vault/asks", response=shapes.VaultAsks)
@policy(Who.CUSTOMER, objects="what one was asked for")
def asks(request: ApiRequest) -> shapes.VaultAsks:
    """What can be sent just now: its kind, until when, and how many came."""
    found = [
        shapes.VaultAsk(
            id=each.id, kind=each.kind.value, expires_at=each.expires_at.isoformat(), sent=each.sent, left=each.left
        )
        for each in vault_asks.open_for(request.auth)
    ]
    return shapes.VaultAsks(asks=found)
