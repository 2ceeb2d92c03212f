"""What this room holds of a customer: their files, those sent to them, those noted beside them, and what is still arriving."""

from collections.abc import Iterator, Mapping

from django.db.models import Q, QuerySet

from kefu.files import storage
from kefu.files.models import LinkHolder, Transfer, Upload, VaultFile
from kefu.kit import clock
from kefu.people.access import ViewerKind
from kefu.people.inventory import GONE, Counts, Fate, Scope, Table

AT_ONCE = 100


class Files:
    tables: Mapping[str, Table] = {
        "files.Upload": GONE,
        "files.Transfer": GONE,
        "files.LinkHolder": GONE,
        "files.VaultFile": Table(
            Fate.EMPTIED, "that a paper came, and the hash of its picture; the picture and its key go"
        ),
    }

    def erase(self, scope: Scope) -> Counts:
        """The bytes first: a row that is still there finds what a crash left. OSError where their place does not answer."""
        gone = 0
        while rows := list(_uploads(scope).order_by("pk")[:AT_ONCE]):
            for row in rows:
                storage.erase(row.stored_as)
            gone += Upload.objects.filter(pk__in=[row.pk for row in rows]).delete()[0]
        transfers = list(_transfers(scope))
        for transfer in transfers:
            storage.forget_partial(transfer.public_id)
        Transfer.objects.filter(pk__in=[transfer.pk for transfer in transfers]).delete()
        holders = LinkHolder.objects.filter(person_kind=ViewerKind.CUSTOMER, person_id=scope.person)
        counts = {"files.Upload": gone, "files.Transfer": len(transfers), "files.LinkHolder": holders.delete()[0]}
        return counts | {"files.VaultFile": _papers_gone(scope)}

    def told(self, scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Their own and what was sent to them; what was only noted beside them is in the list without its bytes."""
        for row in _uploads(scope).order_by("pk").iterator():
            yield (
                "files",
                {
                    "id": row.public_id,
                    "name": row.name,
                    "type": row.media_type,
                    "bytes": row.bytes,
                    "sha256": row.sha256,
                    "state": row.state,
                    "is_of_customer": row.owner_kind == ViewerKind.CUSTOMER,
                    "at": row.created_at,
                },
            )
        for paper in VaultFile.objects.filter(customer=scope.person).order_by("pk"):
            told = {"id": paper.public_id, "type": paper.media_type, "bytes": paper.bytes, "sha256": paper.sha256}
            yield "papers", {**told, "at": paper.created_at, "deleted_at": paper.deleted_at}


def _papers_gone(scope: Scope) -> int:
    """Of a person: those of single conversations go by their own rule."""
    rows = list(VaultFile.objects.filter(customer=scope.person, deleted_at=None)) if scope.person else []
    for row in rows:
        storage.erase(row.stored_as)
    return VaultFile.objects.filter(pk__in=[row.pk for row in rows]).update(deleted_at=clock.now(), key=b"")


def _uploads(scope: Scope) -> QuerySet[Upload]:
    """Never what stands in an article, whoever put it there."""
    theirs = Q(conversation_id__in=scope.conversations)
    if scope.person:
        theirs |= Q(owner_kind=ViewerKind.CUSTOMER, owner_id=scope.person)
    return Upload.objects.filter(theirs, is_public=False)


def _transfers(scope: Scope) -> QuerySet[Transfer]:
    return Transfer.objects.filter(owner_kind=ViewerKind.CUSTOMER, owner_id=scope.person)
