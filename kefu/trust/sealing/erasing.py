"""Takes personal words out of the journal without bending it: the salted commitment stays, its salt goes with the words."""

from collections.abc import Collection

from django.db import transaction

from kefu.kit import clock
from kefu.trust import journal
from kefu.trust.models import JournalEntry
from kefu.trust.sealing.leaves import commitment

ERASED, SUBJECT = "journal_erased", "journal"


def forget(rows: Collection[int], *, actor_kind: str, actor_id: int, because: str) -> int:
    """Erase the details of these rows, each with an act that says so; how many had one. Sealed or not, they still verify."""
    count = 0
    with transaction.atomic():
        for row in JournalEntry.objects.select_for_update().filter(pk__in=rows, commitment="").exclude(detail=""):
            kept = commitment(row.detail, salt=row.salt)
            JournalEntry.objects.filter(pk=row.pk).update(detail="", salt="", commitment=kept)
            journal.write([journal.Act(clock.now(), actor_kind, actor_id, ERASED, SUBJECT, row.pk, because[:200])])
            count += 1
    return count


def is_explained(row: int) -> bool:
    """Whether an act says that this row's detail was erased."""
    return JournalEntry.objects.filter(subject_kind=SUBJECT, subject_id=row, action=ERASED).exists()
