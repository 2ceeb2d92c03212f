"""Whether what a customer does not read in the chat goes on by mail, to which of their addresses, and their own word on it."""

from ninja import Schema

from kefu.api.v1 import shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.channels import going_on
from kefu.conversations import away
from kefu.people import directory
from kefu.people.access import Rate, Who, policy

router = GuardedRouter(tags=["chat mails"])


class ChatMails(Schema):
    """`to` is masked; empty where no mail can go: none is set up, or no address is proved to be the caller's."""

    to: str
    is_wanted: bool
    after_s: int


class ChatMailsChoice(shapes.Closed):
    is_wanted: bool


@router.get("/chat-mails", response=ChatMails)
@policy(Who.CUSTOMER, objects="oneself")
def chat_mails(request: ApiRequest) -> ChatMails:
    """Where an answer goes that the caller does not read here."""
    return _told(request.auth.id)


@router.put("/chat-mails", response=ChatMails)
@policy(Who.CUSTOMER, objects="oneself", rate=Rate.WRITE)
def choose_chat_mails(request: ApiRequest, chosen: ChatMailsChoice) -> ChatMails:
    """The caller's own word on it, until they say otherwise."""
    away.choose(request.auth.id, is_wanted=chosen.is_wanted)
    return _told(request.auth.id)


def _told(customer: int) -> ChatMails:
    is_reached = going_on.is_reached(customer)
    return ChatMails(
        to=directory.customer_card(customer).email_masked if is_reached else "",
        is_wanted=away.is_wanted(customer),
        after_s=int(away.after().total_seconds()),
    )
