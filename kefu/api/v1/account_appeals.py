"""The caller's appeals against decisions about their account. Deciding is for people at the desk: no token does it."""

from django.utils import translation
from ninja.responses import Status

from kefu.api.v1 import shapes_account_appeals as given
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.people.access import Rate, Who, policy
from kefu.safeguards import account_appeals_doors, account_appeals_store, account_appeals_words
from kefu.safeguards.account_appeals_rows import OwnersCard

router = GuardedRouter(tags=["account appeals"])


@router.get("/account-appeals", response=given.Appeals)
@policy(Who.CUSTOMER, objects="own", rate=Rate.CHECK)
def list_account_appeals(request: ApiRequest) -> given.Appeals:
    """What the caller can appeal against, as the exchange tells it now, and how far their appeals are."""
    viewer = request.auth
    with translation.override(viewer.locale):
        return given.Appeals(
            decisions=[
                given.Decision(
                    decision=each.key,
                    subject=each.subject.value,
                    text=account_appeals_words.subject(each.subject, each.detail),
                    decided_at=each.decided_at,
                )
                for each in account_appeals_store.appealable(viewer)
            ],
            appeals=[_told(each) for each in account_appeals_store.own(viewer)],
        )


@router.post("/account-appeals/page", response={201: given.Page})
@policy(Who.CUSTOMER, objects="own", rate=Rate.WRITE)
def open_page(request: ApiRequest) -> Status[given.Page]:
    """The address of the caller's own page, on which they appeal and bring evidence. A key to it, good for two hours."""
    return Status(
        201, given.Page(url=account_appeals_doors.address_for(request.auth), lasts_s=account_appeals_doors.LASTS_S)
    )


def _told(card: OwnersCard) -> given.Appeal:
    return given.Appeal(
        id=card.public_id,
        conversation=card.conversation,
        subject=card.subject.value,
        text=account_appeals_words.subject(card.subject, card.detail),
        state=card.state.value,
        asked_for=[
            given.Item(what=item.what, given_at=item.given_at, is_lacking=item.is_lacking) for item in card.items
        ],
        made_at=card.made_at,
        bring_by=card.bring_by,
        decide_by=card.decide_by,
        reason=card.reason,
        ended_at=card.ended_at,
    )
