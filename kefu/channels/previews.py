"""How a reply would leave, for whoever reads it first: under which subject, to whom, with what below it. Nothing is sent."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from kefu.channels import accounts, registry, saying, signatures
from kefu.channels.contract import Outbound
from kefu.conversations import roads
from kefu.conversations.records import ConversationRecord
from kefu.kit import languages
from kefu.people import directory

CODE = "****-****-****"  # it is of the words as they are stored, so nobody knows it before


@dataclass(frozen=True, slots=True)
class Preview:
    """`to` is masked, as our people see addresses; `below` are the lines under the words."""

    sender: str
    to: str
    subject: str
    below: tuple[str, ...]


def of(conversation: ConversationRecord, body: str) -> Preview | None:
    """None for what does not leave the house."""
    road = roads.of_row(conversation.id)
    account = accounts.account(road.account) if road else None
    if account is None:
        return None
    last = roads.last_mail_of(conversation.id)
    mail = saying.mail_of(last) if last else None
    outbound = Outbound(
        account=account,
        to="",
        conversation=conversation.public_id,
        external_id="",
        body=body,
        locale=conversation.locale,
        brand=settings.BRAND_NAME,
        verify_url=f"{settings.BASE_URL}/verify",
        proof_code=CODE,
        subject=mail.subject if mail else "",
        signature=signatures.of(account, team=conversation.team, locale=conversation.locale),
    )
    with translation.override(languages.screen_of(conversation.locale)):
        subject, below = registry.channels()[account.channel].framed(outbound)
    to = directory.customer_card(conversation.customer).email_masked
    return Preview(f"{account.label} <{account.address}>", to, subject, tuple(below))
