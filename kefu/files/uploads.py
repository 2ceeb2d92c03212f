"""The way of a file: received, named in a message, bound to its conversation, shown by links.

Writers: `receive`, `bind`, `set_aside`, `withdraw`, `forget` (and `transfers`, piece by piece). Who may see one: its owner,
staff who read conversations, and the customer of its conversation unless it belongs to a note.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import BinaryIO

from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from kefu.files import arrivals, inspection, links, scanning, sealed, storage
from kefu.files.errors import FileNotReady, Infected, TooManyFiles
from kefu.files.kinds import PICTURES, WITH_BYTES, Condition, FileRef, MediaType, Seen, State, Variant
from kefu.files.links import Holder, Link
from kefu.files.models import Upload
from kefu.kit import clock, ids
from kefu.kit.errors import Invalid, NotFound
from kefu.people import closed
from kefu.people.access import Viewer, ViewerKind
from kefu.people.capabilities import Capability

MAX_WAITING = 30
MAX_CUSTOMER_BYTES_A_DAY = 400 * 1024 * 1024
MAX_A_MESSAGE = 10
_TO_THE_VAULT = frozenset({State.MOVING, State.MOVED})
_NOWHERE = {"conversation": None, "is_public": False, "is_evidence": False}


@dataclass(frozen=True, slots=True)
class Opened:
    """A file's bytes, ready to be sent; the receiver closes `file`. Only `is_picture` may be shown in place."""

    file: BinaryIO
    name: str
    media_type: str
    left_s: int
    is_picture: bool


def receive(viewer: Viewer, file: BinaryIO, *, name: str) -> FileRef:
    """Take a file in that came in one piece: by content alone. On return it is on disk and its row committed."""
    leave_room(viewer)
    arrivals.leave_disk()
    with sealed.temporary() as raw:
        arrivals.copy(file, raw)
        row = arrivals.taken_in(viewer, raw, name=name)
    row.save(force_insert=True)
    return ref(looked_at(row))


def looked_at(row: Upload) -> Upload:
    """The row after a scanner's first look, if one is there and free. Infected if that was the end of it."""
    if row.state == State.QUARANTINED:
        scanning.look_at(row)
        row.refresh_from_db()
    if row.state == State.INFECTED:
        raise Infected
    return row


def refs(viewer: Viewer, upload_ids: Sequence[str]) -> tuple[FileRef, ...]:
    """What a message may carry: the viewer's own uploads, in the order given. FileNotReady for any other id."""
    wanted = list(dict.fromkeys(upload_ids))
    if len(wanted) > MAX_A_MESSAGE:
        raise Invalid(code="too_many")
    if not wanted:
        return ()
    if not all(ids.is_public_id(upload_id) for upload_id in wanted):
        raise FileNotReady
    found = {row.public_id: ref(row) for row in _ready(wanted).filter(_owned(viewer))}
    if len(found) != len(wanted):
        raise FileNotReady
    return tuple(found[upload_id] for upload_id in wanted)


def are_free(upload_ids: Sequence[str], *, conversation_id: int | None, staff_only: bool) -> bool:
    """Whether `bind` would take them: not yet tied to anything but this very place."""
    if not upload_ids:
        return True
    here = Q(conversation=None)
    if conversation_id is not None:
        here |= Q(conversation_id=conversation_id, staff_only=staff_only)
    return _ready(upload_ids).filter(here).count() == len(set(upload_ids))


def words_of(upload_ids: Sequence[str]) -> list[str]:
    """What the texts among them begin with. OSError where the files' place does not answer."""
    rows = _ready(upload_ids).filter(media_type__in=[each.value for each in inspection.TEXTS]) if upload_ids else []
    said = []
    for row in rows:
        with storage.opened(row.stored_as, variant=Variant.FULL) as file:
            said.append(inspection.words_of(file))
    return said


def bind(upload_ids: Sequence[str], *, conversation_id: int, staff_only: bool) -> bool:
    """Tie uploads to the message being written, in its transaction. False if one meanwhile belongs elsewhere."""
    if not upload_ids:
        return True
    place = {"conversation_id": conversation_id, "staff_only": staff_only}
    _ready(upload_ids).filter(conversation=None).update(**place)
    return _ready(upload_ids).filter(**place).count() == len(set(upload_ids))


def set_aside(viewer: Viewer, upload_ids: Sequence[str], *, conversation_id: int) -> tuple[FileRef, ...]:
    """Show own uploads that stand nowhere to staff beside this conversation, in the caller's transaction. FileNotReady else."""
    found = refs(viewer, upload_ids)
    own = _ready(upload_ids).filter(_owned(viewer), conversation=None)
    if own.update(conversation_id=conversation_id, staff_only=True) != len(found):
        raise FileNotReady
    return found


def set_aside_again(owner: int, upload_ids: Sequence[str], *, conversation_id: int) -> None:
    """The same for what was put back in the name of this agent (row) a moment ago."""
    own = _ready(upload_ids).filter(owner_kind=ViewerKind.AGENT, owner_id=owner, conversation=None)
    own.update(conversation_id=conversation_id, staff_only=True)


def put_back(upload_ids: Sequence[str], *, conversation_id: int) -> None:
    """What was set aside stands nowhere again: its owner may send it or drop it."""
    aside = _ready(upload_ids).filter(conversation_id=conversation_id, staff_only=True)
    aside.update(conversation=None, staff_only=False)


def keep_as_evidence(viewer: Viewer, upload_ids: Sequence[str]) -> tuple[FileRef, ...]:
    """Tie own uploads that stand nowhere to a report, in its transaction. FileNotReady for any other."""
    found = refs(viewer, upload_ids)
    kept = _ready(upload_ids).filter(_owned(viewer), conversation=None).update(is_evidence=True)
    if kept != len(found):
        raise FileNotReady
    return found


def erase_evidence(upload_ids: Sequence[str]) -> int:
    """Erase files that a report kept, names and all; their bytes go right after the commit. How many there were."""
    return _erased(Upload.objects.filter(public_id__in=list(upload_ids), is_evidence=True))


def erase_loose(upload_ids: Iterable[str]) -> int:
    """The same of files that stand nowhere yet: of what was written to somebody who is erased."""
    loose = Upload.objects.filter(conversation=None, is_evidence=False, is_public=False)
    return _erased(loose.filter(public_id__in=list(upload_ids)))


def _erased(found: QuerySet[Upload]) -> int:
    rows = list(found)
    Upload.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        transaction.on_commit(partial(storage.forget, row.stored_as))
    return len(rows)


def withdraw(upload_ids: Iterable[str]) -> None:
    """Take files away for good: no link shows them from the commit on, and their bytes go right after it."""
    rows = list(_ready(upload_ids))
    Upload.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.WITHDRAWN)
    for row in rows:
        transaction.on_commit(partial(storage.forget, row.stored_as))


def forget(viewer: Viewer, upload_id: str) -> None:
    """Drop an own upload that stands in no message. NotFound for any other."""
    row = Upload.objects.filter(_owned(viewer), public_id=upload_id, **_NOWHERE).first()
    if row is None or not Upload.objects.filter(pk=row.pk, **_NOWHERE).delete()[0]:
        raise NotFound
    storage.forget(row.stored_as)


def seen(viewer: Viewer, upload_ids: Sequence[str]) -> dict[str, Seen]:
    """How those of them stand that the viewer may see; what is left out does not exist for them."""
    if not _may_read(viewer):
        return {}
    rows = _visible_to(viewer).filter(public_id__in=[found for found in upload_ids if ids.is_public_id(found)])
    return {row.public_id: Seen(condition_of(row), row.finding, row.holds_archives) for row in rows}


def link(upload_id: str, *, viewer: Viewer, variant: Variant = Variant.FULL) -> str:
    """An address that gives the file to this viewer's session for five minutes. NotFound if it is not theirs, not a picture
    (for a thumb), or may be had by nobody yet."""
    if not _may_read(viewer) or not ids.is_public_id(upload_id):
        raise NotFound
    row = _visible_to(viewer).filter(public_id=upload_id).first()
    if row is None or not _may_be_had(row, variant):
        raise NotFound
    return links.made(upload_id, viewer=viewer, variant=variant)


def opened(link: Link) -> Opened:
    """The bytes behind a genuine link, if its holder is still signed in and may still have them. NotFound otherwise."""
    variant = Variant.THUMB if link.variant == Variant.THUMB else Variant.FULL
    row = _visible_to(links.holder_of(link)).filter(public_id=link.upload_id).first()
    if row is None or not _may_be_had(row, variant):
        raise NotFound
    try:
        file = storage.opened(row.stored_as, variant=variant)
    except FileNotFoundError as error:
        raise NotFound from error
    media_type = row.media_type if variant is Variant.FULL else MediaType.WEBP.value
    left_s = links.left_s(link)
    return Opened(file, row.name, media_type, left_s=left_s, is_picture=row.media_type in PICTURES)


def condition_of(row: Upload) -> Condition:
    """As the setting stands now: a scanner that was added or taken away counts at once."""
    if row.state == State.READY:
        return Condition.READY
    if row.state == State.QUARANTINED:
        return Condition.UNSCANNED if scanning.is_shown_unscanned() else Condition.CHECKING
    return Condition.MOVED if row.state in _TO_THE_VAULT else Condition.REMOVED


def leave_room(viewer: Viewer) -> None:
    """Nobody fills the disk: few uploads may wait unsent, and a customer's day has a size."""
    own = Upload.objects.filter(_owned(viewer))
    if own.filter(**_NOWHERE, state__in=WITH_BYTES).count() >= MAX_WAITING:
        raise TooManyFiles(retry_after_s=60)
    if viewer.is_customer:
        today = own.filter(created_at__gt=clock.now() - timedelta(days=1)).aggregate(total=Sum("bytes"))
        if (today["total"] or 0) >= MAX_CUSTOMER_BYTES_A_DAY:
            raise TooManyFiles(retry_after_s=3600)


def ref(row: Upload) -> FileRef:
    return FileRef(
        id=row.public_id,
        name=row.name,
        media_type=row.media_type,
        width=row.width,
        height=row.height,
        bytes=row.bytes,
    )


def _may_be_had(row: Upload, variant: Variant) -> bool:
    is_free = condition_of(row) in {Condition.READY, Condition.UNSCANNED}
    return is_free and (variant is Variant.FULL or row.media_type in PICTURES)


def _may_read(viewer: Viewer) -> bool:
    return viewer.is_customer or Capability.READ_CONVERSATIONS in viewer.capabilities


def _visible_to(person: Viewer | Holder) -> QuerySet[Upload]:
    if person.kind is ViewerKind.CUSTOMER:
        visible = _owned(person) | Q(conversation__customer_id=person.id, staff_only=False)
    elif person.kind is ViewerKind.AGENT:
        hidden = closed.hidden_from(person.id) if person.id not in closed.overseers() else set()
        in_sight = Q(conversation__isnull=False) & ~Q(conversation__category__in=hidden)
        visible = (_owned(person) & Q(conversation=None)) | in_sight | Q(is_evidence=True)
    else:
        return Upload.objects.none()
    return Upload.objects.filter(visible).exclude(state=State.WITHDRAWN)


def _ready(upload_ids: Iterable[str]) -> QuerySet[Upload]:
    return Upload.objects.filter(
        public_id__in=list(upload_ids), state__in=WITH_BYTES, is_public=False, is_evidence=False
    )


def _owned(person: Viewer | Holder) -> Q:
    return Q(owner_kind=person.kind, owner_id=person.id)
