"""What this room holds of a customer: the checks that were run for them."""

from collections.abc import Iterator, Mapping

from django.db.models import Q, QuerySet

from kefu.exchange import runs
from kefu.exchange.models import CheckRun
from kefu.people.inventory import GONE, Counts, Scope, Table, nobodys


class Exchange:
    tables: Mapping[str, Table] = {
        "exchange.CheckRun": GONE,
        "exchange.Fact": nobodys("what the exchange says of itself"),
    }

    def erase(self, scope: Scope) -> Counts:
        return {"exchange.CheckRun": _runs(scope).delete()[0]}

    def told(self, scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
        for row in _runs(scope).order_by("pk").iterator():
            told = {"id": row.public_id, "check": row.diagnosis, **runs.opened(row)}
            yield "checks", {**told, "by": row.by, "conversation": row.conversation, "at": row.made_at}


def _runs(scope: Scope) -> QuerySet[CheckRun]:
    theirs = Q(conversation__in=scope.conversation_ids)
    return CheckRun.objects.filter(theirs | Q(customer_id=scope.person) if scope.person else theirs)
