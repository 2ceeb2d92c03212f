"""Whether a mail that says it is from a mailbox of ours is one that we wrote down as sent. Never to whom, or about what."""

from kefu.channels import accounts
from kefu.conversations import deliveries

CHANNEL = "email"


def was_sent(sender: str, message_id: str) -> bool | None:
    """None for a sender that is no mailbox of ours: what other systems of the exchange send is written down elsewhere."""
    account = accounts.account_at(CHANNEL, sender)
    if account is None:
        return None
    return deliveries.by_external_id(account.id, message_id.strip()[:250]) is not None
