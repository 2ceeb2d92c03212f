"""The one way in: what a channel read becomes drafts for the log. Replays are harmless, because the sender's id is the key."""

from collections.abc import Sequence

from django.conf import settings

from kefu.channels.contract import Channel, Inbound
from kefu.conversations import log
from kefu.conversations.data import MessageData
from kefu.conversations.data_mail import MailHead
from kefu.conversations.kinds import Author, AuthorKind, Kind
from kefu.conversations.records import Draft, NewConversation, Outcome
from kefu.files.kinds import FileRef


def receive_many(channel: Channel, inbounds: Sequence[Inbound]) -> list[Outcome]:
    """Append what came in, one outcome each, in one batch."""
    return log.append([draft_of(channel, inbound) for inbound in inbounds])


def draft_of(
    channel: Channel, inbound: Inbound, *, files: Sequence[FileRef] = (), mail: MailHead | None = None
) -> Draft:
    """A customer's message: into the conversation it answers to, else into their open one, else into a new one."""
    place: int | NewConversation
    if inbound.thread is not None:
        place = inbound.thread
    else:
        place = NewConversation(
            customer=inbound.sender,
            origin=channel.key,
            locale=inbound.locale,
            page=log.page_of(inbound.page),
            beyond=inbound.beyond,
            bot=settings.BOT and channel.capabilities.bot,
            account=inbound.account,
        )
    return Draft(
        conversation=place,
        kind=Kind.MESSAGE,
        author=Author(kind=AuthorKind.CUSTOMER, id=inbound.sender),
        data=MessageData(files=tuple(files), mail=mail),
        body=inbound.body,
        key=inbound.external_id,
    )
