"""Brings signed heads to the places outside: the folder, and the address if there is one. Each head, in order, until it is
there; a place that does not answer is asked again, and never holds the other one up."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings

from kefu.kit import db, http
from kefu.trust.models_sealing import TreeHead
from kefu.trust.sealing import folder, notes, store
from kefu.trust.sealing.errors import Bent

logger = logging.getLogger(__name__)

AT_ONCE = 60
MOST_LEAVES = 65_536  # of a file: 2 MB
FOLDER, URL = "in_folder_at", "at_url_at"
_BRINGING = 0x6A726E6C
_DEADLINE_S = 30.0

Keep = Callable[[str, bytes], None]


class NotKept(Exception):
    """The place has not taken it."""


def configured() -> dict[str, Keep]:
    """By the column that says when a head came there."""
    found: dict[str, Keep] = {FOLDER: folder.keep}
    if settings.JOURNAL_URL:
        found[URL] = _put
    return found


def bring(now: datetime) -> int:
    """Whatever is signed and not outside yet. Returns how many heads came to a place."""
    with db.held(_BRINGING, "heads") as is_ours:
        return sum(_bring_to(place, keep, now) for place, keep in configured().items()) if is_ours else 0


def _bring_to(place: str, keep: Keep, now: datetime) -> int:
    count = 0
    try:
        for head in TreeHead.objects.filter(**{f"{place}__isnull": True}).order_by("id")[:AT_ONCE]:
            for name, data in _files_of(head):
                keep(name, data)
            TreeHead.objects.filter(pk=head.pk).update(**{place: now})
            count += 1
    except (OSError, NotKept, Bent, http.Unreachable, http.Forbidden) as error:
        logger.warning("a head of the journal did not come to its place (%s): %s", place, error)
    return count


def _files_of(head: TreeHead) -> Iterator[tuple[str, bytes]]:
    """The head last: where it is, its leaves are."""
    told = notes.Head(head.line, head.size, bytes(head.root), head.signed_at)
    before = TreeHead.objects.filter(pk__lt=head.pk).order_by("-pk").values_list("size", flat=True).first() or 0
    for start in range(before, head.size, MOST_LEAVES):
        end = min(start + MOST_LEAVES, head.size)
        yield folder.name_of_leaves(told, start, end), b"".join(store.hashes(0, start, end))
    yield folder.name_of_head(told), head.note.encode()


def _put(name: str, data: bytes) -> None:
    url = f"{settings.JOURNAL_URL}/{name}"
    headers = {"Content-Type": "application/octet-stream"}
    if settings.JOURNAL_TOKEN:
        headers["Authorization"] = f"Bearer {settings.JOURNAL_TOKEN}"
    allowed = (http.place_of(settings.JOURNAL_URL),)
    answer = http.put(url, data, headers=headers, places=allowed, deadline_s=_DEADLINE_S)
    if answer.status not in {200, 201, 204}:
        raise NotKept(f"status {answer.status}")
