"""What the desk holds of a customer: what is typed to them and not sent."""

from collections.abc import Iterator, Mapping

from django.db import transaction

from kefu.files import uploads
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
        drafts = ReplyDraft.objects.filter(conversation_id__in=scope.conversations)
        with transaction.atomic():
            uploads.erase_loose([each for files in drafts.values_list("files", flat=True) for each in files])
            typed = drafts.delete()[0]
        return {
            "desk.ReplyDraft": typed,
            "desk.Lease": Lease.objects.filter(conversation_id__in=scope.conversations).delete()[0],
        }

    def told(self, scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Nothing: a draft was said to nobody."""
        del scope
        yield from ()
