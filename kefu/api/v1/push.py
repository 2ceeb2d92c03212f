"""Notices to a customer's browser when they have left: offered, taken and taken back by the chat page itself."""

from django.utils.translation import get_language
from ninja.responses import Status

from kefu.api.v1 import shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.kit import vapid, webpush
from kefu.people import sessions
from kefu.people.access import Rate, Who, policy
from kefu.watchers.notify import subscriptions

router = GuardedRouter(tags=["notices"])


@router.get("/push/key", response=shapes.PushKey)
@policy(Who.ANYONE)
def push_key(request: ApiRequest) -> shapes.PushKey:
    """The installation's public key, which a browser subscribes with (`applicationServerKey`)."""
    return shapes.PushKey(key=vapid.public())


@router.post("/push/subscriptions", response={201: shapes.PushSubscribed})
@policy(Who.CUSTOMER, objects="one's own browser", rate=Rate.WRITE)
def subscribe(request: ApiRequest, wanted: shapes.PushSubscription) -> Status[shapes.PushSubscribed]:
    """Be told in this browser that somebody answered, for as long as this session lives. Again: the same id.

    Notices speak the language of `Accept-Language`, else the customer's.
    """
    keys = webpush.Keys(p256dh=wanted.keys.p256dh, auth=wanted.keys.auth)
    spoken = get_language() if "Accept-Language" in request.headers else ""
    reader = sessions.with_locale(request.auth, spoken)
    given = subscriptions.subscribe(reader, endpoint=wanted.endpoint, keys=keys)
    return Status(201, shapes.PushSubscribed(id=given))


@router.delete("/push/subscriptions/{subscription_id}", response={204: None})
@policy(Who.CUSTOMER, objects="one's own browser", rate=Rate.WRITE)
def unsubscribe(request: ApiRequest, subscription_id: str) -> Status[None]:
    """No more notices to this browser."""
    subscriptions.unsubscribe(request.auth, subscription_id)
    return Status(204, None)
