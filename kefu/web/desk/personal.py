"""What the desk holds of a customer: what is typed to them and not sent."""

from collections.abc import Iterator, Mapping

from kefu.people.inventory import GONE, Counts, Fate, Scope, Table, nobodys
from kefu.web.desk.models import Lease, ReplyDraft


class Desk:
    tables: Mapping[str, Table] = {
        "desk.ReplyDraft": GONE,
        "desk.Lease": GONE,
        "desk.BulkAct": Table(Fate.KEPT, "numbers of entries that one act made, for a day"),
        "desk.DeskPreference": nobodys("our own people"),
        "desk.SavedView": nobodys("lists that our own people look at"),
    }

    def erase(self, scope: Scope) -> Counts:
        return {
            "desk.ReplyDraft": ReplyDraft.objects.filter(conversation_id__in=scope.conversations).delete()[0],
            "desk.Lease": Lease.objects.filter(conversation_id__in=scope.conversations).delete()[0],
        }

    def told(self, scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Nothing: a draft was said to nobody."""
        del scope
        yield from ()
