"""Browsers that asked to be told, each bound to the session that asked: signed out or expired, they hear nothing more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.conversations.kinds import AuthorKind
from kefu.kit import crypto, db, http, webpush
from kefu.kit.errors import Invalid, NotAllowed, NotFound
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.watchers.notify.models import Subscription

TABLE = "notify_subscription"
MOST_A_PERSON = 10
MAX_ENDPOINT_CHARS = 1_000
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Browser:
    """One of a person's subscribed browsers, and what became of the last notice to it."""

    public_id: str
    label: str
    created_at: datetime
    sent_at: datetime | None
    shown_at: datetime | None
    error: str


def subscribe(viewer: Viewer, *, endpoint: str, keys: webpush.Keys, label: str = "") -> str:
    """Tell this browser from now on, as long as the viewer's session lives; its public id.

    Invalid if it is no browser's subscription or its service is not on the operator's list; NotAllowed if another
    living session holds it with other keys: whoever has only learnt an address must not take it over.
    """
    _vet(endpoint, keys)
    endpoint_hash = crypto.keyed_hash("push.endpoint", endpoint)
    told = {
        "person_kind": _kind(viewer),
        "person_id": viewer.id,
        "session": viewer.session,
        "endpoint": endpoint,
        "p256dh": keys.p256dh,
        "auth": keys.auth,
        "locale": viewer.locale,
        "label": label[:60],
        "error": "",
    }
    try:
        with transaction.atomic():
            _admit(viewer, endpoint_hash, keys)
            row, _made = Subscription.objects.update_or_create(endpoint_hash=endpoint_hash, defaults=told)
    except IntegrityError as error:
        raise Invalid from error  # the same browser in two tabs at once: the other one made it
    return row.public_id


def unsubscribe(viewer: Viewer, public_id: str) -> None:
    """NotFound if it is not the viewer's own."""
    if not _of(viewer).filter(public_id=public_id).delete()[0]:
        raise NotFound


def browsers_of(viewer: Viewer) -> list[Browser]:
    rows = _of(viewer).order_by("-created_at")
    return [Browser(r.public_id, r.label, r.created_at, r.sent_at, r.shown_at, r.error) for r in rows]


def has_any(viewer: Viewer) -> bool:
    return _of(viewer).exists()


def mine(viewer: Viewer, public_id: str) -> Subscription:
    """NotFound if it is not the viewer's own."""
    found = _of(viewer).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def of_people(*, agents: Collection[int], customers: Collection[int], all_agents: bool = False) -> list[Subscription]:
    """The browsers of these people."""
    if not _has_any(agents=agents, customers=customers, all_agents=all_agents):
        return []
    rows: list[Subscription] = []
    staff = Subscription.objects.filter(person_kind=AuthorKind.AGENT.value)
    if all_agents or agents:
        rows += staff if all_agents else staff.filter(person_id__in=agents)
    if customers:
        rows += Subscription.objects.filter(person_kind=AuthorKind.CUSTOMER.value, person_id__in=customers)
    return rows


def _has_any(*, agents: Collection[int], customers: Collection[int], all_agents: bool) -> bool:
    """By one bare statement: most passes over the log find nobody, and hold the database meanwhile."""
    of_agents, agent_ids = ("1 = 1", []) if all_agents else db.among("person_id", agents)
    of_customers, customer_ids = db.among("person_id", customers)
    sql = (
        f"SELECT EXISTS (SELECT 1 FROM {TABLE} WHERE person_kind = %s AND {of_agents})"
        f" OR EXISTS (SELECT 1 FROM {TABLE} WHERE person_kind = %s AND {of_customers})"
    )
    found = db.rows(sql, [AuthorKind.AGENT.value, *agent_ids, AuthorKind.CUSTOMER.value, *customer_ids])
    return bool(found[0][0])


def forget(subscription: Subscription) -> None:
    """The browser gave it up, or its session is over; what waits for it goes too."""
    subscription.delete()


def sweep() -> int:
    """Forget those whose session has ended; returns how many went."""
    gone, last = 0, 0
    while some := list(Subscription.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "session")[:CHUNK]):
        alive = sessions.alive({session for _, session in some})
        dead = [pk for pk, session in some if session not in alive]
        gone += Subscription.objects.filter(pk__in=dead).delete()[0] if dead else 0
        last = some[-1][0]
    return gone


def _vet(endpoint: str, keys: webpush.Keys) -> None:
    try:
        keys.checked()
    except webpush.BadKeys as error:
        raise Invalid from error
    if len(endpoint) > MAX_ENDPOINT_CHARS or not http.is_allowed(endpoint, places=settings.PUSH_PLACES):
        raise Invalid(_("This browser's push service is not one that we call."))


def _admit(viewer: Viewer, endpoint_hash: str, keys: webpush.Keys) -> None:
    held = Subscription.objects.filter(endpoint_hash=endpoint_hash).first()
    if held is None:
        surplus = _of(viewer).order_by("-created_at").values_list("pk", flat=True)[MOST_A_PERSON - 1 :]
        Subscription.objects.filter(pk__in=list(surplus)).delete()
    elif held.session != viewer.session and not _knows(held, keys) and sessions.alive([held.session]):
        raise NotAllowed


def _knows(held: Subscription, keys: webpush.Keys) -> bool:
    """The browser itself, whoever sits before it now, knows the secret it made."""
    return crypto.same(f"{held.p256dh}.{held.auth}", f"{keys.p256dh}.{keys.auth}")


def _of(viewer: Viewer) -> QuerySet[Subscription]:
    return Subscription.objects.filter(person_kind=_kind(viewer), person_id=viewer.id)


def _kind(viewer: Viewer) -> str:
    return (AuthorKind.CUSTOMER if viewer.is_customer else AuthorKind.AGENT).value
