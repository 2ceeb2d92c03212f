"""What the assistant remembers of a customer: what they asked it, and why it answered so."""

from collections.abc import Iterator, Mapping

from django.db.models import Q, QuerySet

from kefu.people.inventory import GONE, Counts, Fate, Scope, Table
from kefu.watchers.bot.models import BotJob, BotTurn


class Bot:
    tables: Mapping[str, Table] = {
        "bot.BotJob": GONE,
        "bot.BotTurn": Table(Fate.EMPTIED, "which answer was chosen, how sure and how fast, for the figures; no words"),
    }

    def erase(self, scope: Scope) -> Counts:
        return {
            "bot.BotJob": BotJob.objects.filter(conversation__in=scope.conversations).delete()[0],
            "bot.BotTurn": _turns(scope).exclude(query="", customer=0).update(query="", customer=0),
        }

    def told(self, scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
        for row in _turns(scope).order_by("pk").iterator():
            told = {"conversation": row.public_id, "asked": row.query, "decision": row.decision, "answer": row.key}
            yield "asked_of_the_assistant", {**told, "feedback": row.feedback, "at": row.made_at}


def _turns(scope: Scope) -> QuerySet[BotTurn]:
    theirs = Q(conversation__in=scope.conversations)
    return BotTurn.objects.filter(theirs | Q(customer=scope.person) if scope.person else theirs)
