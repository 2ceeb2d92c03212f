"""What this room holds of a customer: the word they know us by, and rows of the journal that tell of them."""

from collections.abc import Iterator, Mapping

from django.db.models import Q, QuerySet

from kefu.people.inventory import GONE, Counts, Fate, Scope, Table, nobodys
from kefu.trust import own_word
from kefu.trust.models import CustomerPasskey, CustomerWord, JournalEntry
from kefu.trust.sealing import erasing

AT_ONCE = 500
_OURS = nobodys("what is officially ours")
_SEALS = nobodys("hashes of the journal's rows")
# What they may know of it. Not that they are held, or looked into: that would warn whoever should not be warned.
_CARRIED_AWAY = ("transcript", "signed_transcript", "copy_asked", "copy_made", "copy_fetched", "copy_exported")
_BECAUSE = "a customer was erased"


class Trust:
    tables: Mapping[str, Table] = {
        "trust.CustomerWord": GONE,
        "trust.CustomerPasskey": GONE,
        "trust.JournalEntry": Table(
            Fate.EMPTIED,
            "who of ours did what and when, sealed: kept as proof of it; details that could name somebody go",
        ),
        "trust.Badge": nobodys("our own people"),
        "trust.Channel": _OURS,
        "trust.ChannelChange": _OURS,
        "trust.DeniedName": nobodys("names found to be frauds"),
        "trust.DoctorReport": nobodys("how this installation is set and kept"),
        "trust.QueueGate": nobodys("the same"),
        "trust.SealedRow": _SEALS,
        "trust.TreeNode": _SEALS,
        "trust.TreeHead": _SEALS,
        "trust.JournalLine": _SEALS,
    }

    def erase(self, scope: Scope) -> Counts:
        if not scope.person:
            return {}
        rows = [row for row, detail in _about(scope).values_list("pk", "detail").iterator() if not detail.isdecimal()]
        starts = range(0, len(rows), AT_ONCE)
        parts = (rows[start : start + AT_ONCE] for start in starts)
        forgotten = sum(erasing.forget(part, actor_kind="operator", actor_id=0, because=_BECAUSE) for part in parts)
        words = CustomerWord.objects.filter(customer_id=scope.person).delete()[0]
        passkeys = CustomerPasskey.objects.filter(customer_id=scope.person).delete()[0]
        return {"trust.JournalEntry": forgotten, "trust.CustomerWord": words, "trust.CustomerPasskey": passkeys}

    def told(self, scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
        word = own_word.of(scope.person)
        if word:
            yield "own_word", {"word": word}
        for key in CustomerPasskey.objects.filter(customer_id=scope.person).exclude(made_at=None).order_by("pk"):
            yield "passkeys", {"name": key.name, "made_at": key.made_at, "used_at": key.used_at}
        for row in _rows(scope).filter(action__in=_CARRIED_AWAY).order_by("pk").iterator():
            yield "done_by_us", {"at": row.at, "what": row.action, "by": row.actor_kind}


def count(scope: Scope) -> int:
    """How many rows of the journal tell of them: they stay, as sealed."""
    return _rows(scope).count()


def _rows(scope: Scope) -> QuerySet[JournalEntry]:
    person = Q(subject_kind="customer", subject_id=scope.person)
    return JournalEntry.objects.filter(
        person | Q(subject_kind="conversation", subject_id__in=list(scope.conversations))
    )


def _about(scope: Scope) -> QuerySet[JournalEntry]:
    return _rows(scope).filter(commitment="").exclude(detail="").order_by("pk")
