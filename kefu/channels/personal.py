"""What this room holds of a customer: that mails of theirs came, and the bytes of those that wait for a person."""

from collections.abc import Iterator, Mapping

from django.db import transaction
from django.db.models import Q, QuerySet

from kefu.channels.models_arrivals import Arrived, Held
from kefu.people.inventory import GONE, Counts, Fate, Scope, Table, nobodys

_EMPTY = {"conversation": None, "entry": None, "named": None, "message": ""}


class Channels:
    tables: Mapping[str, Table] = {
        "channels.Account": nobodys("our own addresses"),
        "channels.Signature": nobodys("what stands below our people's words in mails"),
        "channels.Blocked": nobodys(
            "whose mails our people do not see: a keyed digest that names nobody, and the domain; also after an erasure"
        ),
        "channels.Mailbox": nobodys("how far our own mailboxes were read"),
        "channels.Tally": nobodys(
            "how often strangers were turned away, within two days and by hashes of their domains"
        ),
        "channels.Arrived": Table(
            Fate.EMPTIED,
            "that something came and when, with a digest of its bytes, so that it never comes back from a mailbox",
        ),
        "channels.Held": GONE,
    }

    def erase(self, scope: Scope) -> Counts:
        with transaction.atomic():
            held = Held.objects.filter(customer=scope.person) if scope.person else Held.objects.none()
            dropped = Arrived.objects.filter(pk__in=held.values("pk"))
            dropped.update(outcome=Arrived.Outcome.DROPPED, next_try_at=None, **_EMPTY)
            gone = held.delete()[0]
            return {"channels.Held": gone, "channels.Arrived": _rows(scope).update(**_EMPTY)}

    def told(self, scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
        for row in Arrived.objects.filter(conversation__in=scope.conversations).order_by("pk").iterator():
            yield "mails", {"came_at": row.at, "sender_proved": row.is_proved, "became": row.outcome}


def _rows(scope: Scope) -> QuerySet[Arrived]:
    there = Q(conversation__in=scope.conversations) | Q(named__in=scope.conversations)
    return Arrived.objects.filter(there)
