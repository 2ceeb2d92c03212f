"""Forgets what nobody sent: uploads without a conversation and unfinished ones after a day, strays, old holders of links."""

from datetime import datetime, timedelta
from itertools import islice

from kefu.files import storage
from kefu.files.kinds import WITH_BYTES
from kefu.files.models import LinkHolder, Transfer, Upload, VaultFile

WAITS = timedelta(hours=24)
HOLDER_LIFE = timedelta(days=31)  # no session lives longer
BATCH = 500


def run(now: datetime) -> int:
    """Returns how many uploads went. May run at any time, in several processes at once."""
    LinkHolder.objects.filter(created_at__lt=now - HOLDER_LIFE).delete()
    gone = 0
    waiting = Upload.objects.filter(conversation=None, is_public=False, is_evidence=False, created_at__lt=now - WAITS)
    for key, stored_as in list(waiting.values_list("pk", "stored_as")[:BATCH]):
        if waiting.filter(pk=key).delete()[0]:  # one sent at this very moment stays
            storage.forget(stored_as)
            gone += 1
    gone += _forget_unfinished(now - WAITS)
    _forget_strays(now - WAITS)
    return gone


def _forget_unfinished(before: datetime) -> int:
    gone = 0
    for key, upload_id in list(Transfer.objects.filter(created_at__lt=before).values_list("pk", "public_id")[:BATCH]):
        gone += Transfer.objects.filter(pk=key).delete()[0]
        storage.forget_partial(upload_id)
    return gone


def _forget_strays(before: datetime) -> None:
    """Files that no row needs: the process died between the bytes and the commit, or could not remove what was withdrawn."""
    old = storage.older_than(before)
    while some := list(islice(old, BATCH)):
        names = {name for name, _ in some if name}
        known = set(
            Upload.objects.filter(stored_as__in=names, state__in=WITH_BYTES).values_list("stored_as", flat=True)
        )
        papers = VaultFile.objects.filter(stored_as__in=names, deleted_at=None)
        known |= set(papers.values_list("stored_as", flat=True))
        for name, place in some:
            if name not in known:
                storage.remove(place)
