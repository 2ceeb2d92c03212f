"""Which delivery another server's report is about. A report proves nothing: it has to name what only we and its receiver know."""

from collections.abc import Collection

from kefu.conversations import deliveries
from kefu.conversations.deliveries import DeliveryRecord
from kefu.conversations.models import Delivery
from kefu.people import fields


def delivery_of(
    account: int, *, external_id: str, receiver: str, conversations: Collection[str]
) -> DeliveryRecord | None:
    """`external_id`: what it says we called the mail; `receiver`: to whom it says that went; `conversations` (public ids): of
    which tokens of ours stand in where it was sent to. Null where these do not fit each other, or say too little.
    """
    digest = fields.digest_of("email", receiver) if receiver else ""
    sent = Delivery.objects.filter(account_id=account, claimed_at__isnull=False)
    named = sent.filter(external_id=external_id).select_related("entry__conversation").first() if external_id else None
    if named is not None:
        fits = digest in {"", named.digest} or named.entry.conversation.public_id in conversations
        return deliveries.delivery(named.pk) if fits else None
    there = sent.filter(entry__conversation__public_id__in=list(conversations)) if conversations else sent.none()
    if digest:
        there = there.filter(digest=digest)
    rows = list(there.order_by("-claimed_at").values_list("pk", flat=True)[: 1 if digest else 2])
    return deliveries.delivery(rows[0]) if len(rows) == 1 else None
