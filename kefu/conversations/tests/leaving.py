"""What is on its way, for tests of other rooms, which know no table of this one."""

from kefu.conversations import deliveries
from kefu.conversations.deliveries import DeliveryRecord
from kefu.conversations.models import Delivery
from kefu.conversations.models_away import Away


def rows() -> list[DeliveryRecord]:
    """All deliveries, in the order they were made."""
    found = (deliveries.delivery(row) for row in Delivery.objects.order_by("pk").values_list("pk", flat=True))
    return [record for record in found if record is not None]


def noted() -> list[Away]:
    """All chats in which something was said that may have to go by mail."""
    return list(Away.objects.order_by("pk"))
