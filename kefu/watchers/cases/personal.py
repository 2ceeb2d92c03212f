"""What this watcher holds of a customer: checks that wait to be run again."""

from collections.abc import Iterator, Mapping

from django.db.models import Q, QuerySet

from kefu.people.inventory import GONE, Counts, Scope, Table
from kefu.watchers.cases import sealing
from kefu.watchers.cases.models import CaseJob


class Cases:
    tables: Mapping[str, Table] = {"cases.CaseJob": GONE}

    def erase(self, scope: Scope) -> Counts:
        return {"cases.CaseJob": _jobs(scope).delete()[0]}

    def told(self, scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
        for row in _jobs(scope).order_by("pk"):
            answers = sealing.opened(
                row.customer, row.answers, place=sealing.place_of(row.conversation, row.diagnosis, row.reason)
            )
            told = {"conversation": row.public_id, "check": row.diagnosis, "answers": answers}
            yield "checks_that_wait", {**told, "status": row.status, "at": row.made_at}


def _jobs(scope: Scope) -> QuerySet[CaseJob]:
    theirs = Q(conversation__in=scope.conversations)
    return CaseJob.objects.filter(theirs | Q(customer=scope.person) if scope.person else theirs)
