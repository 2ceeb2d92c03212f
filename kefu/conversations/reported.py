"""Which delivery another server's report is about, and what of ours reached a customer after all.

A report proves nothing: it has to name what only we and its receiver know.
"""

from collections.abc import Collection
from datetime import datetime

from kefu.conversations import deliveries, store
from kefu.conversations.deliveries import DeliveryRecord
from kefu.conversations.kinds import Audience, AuthorKind, DeliveryStatus, Kind
from kefu.conversations.models import Delivery
from kefu.kit import db
from kefu.people import fields

NEVER = frozenset({DeliveryStatus.FAILED, DeliveryStatus.BOUNCED})
MOST_ANSWERS = 200


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


def first_arrived(conversation: int, *, since: datetime) -> datetime | None:
    """When the first word of a person of ours left, since then, that has not come back; null where the customer has none."""
    where = "e.conversation_id = %s AND e.created_at >= %s AND e.kind = %s AND e.author_kind = %s AND e.audience = %s"
    told = [conversation, db.to_moment(since), Kind.MESSAGE.value, AuthorKind.AGENT.value, Audience.EVERYONE.value]
    answers = store.select_entries(where, told, tail=f"ORDER BY e.seq LIMIT {MOST_ANSWERS}")
    sent = deliveries.newest_for([entry.id for entry in answers])
    left = [(entry, sent.get(entry.id)) for entry in answers]
    moments = [
        entry.created_at if delivery is None or delivery.nth == 1 else delivery.changed_at
        for entry, delivery in left
        if delivery is None or delivery.status not in NEVER
    ]
    return min(moments, default=None)
