"""Identity papers that came as ordinary files are moved to the vault: out of a mail as it is taken in, or by an agent's word.

From `begin` or `begin_by` on nobody gets the file any more. Then, outside any transaction, its picture is sealed in the vault;
one transaction names it there and gives up the ordinary one, whose bytes go after the commit; then the log says so. Cut off
anywhere it is begun again, and at no moment the bytes are in neither place. There is no way back.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from kefu.conversations import log
from kefu.conversations.data_papers import PapersData, PapersStep
from kefu.conversations.kinds import Audience, Author, AuthorKind, Kind
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord, Failed
from kefu.files import moving, vault
from kefu.files.errors import Infected
from kefu.files.vault_kinds import PaperKind
from kefu.kit import clock, db, ids, wake
from kefu.kit.errors import Invalid, KefuError, NotFound, TryAgain
from kefu.people import directory
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import second, vault_asks
from kefu.safeguards.models import Paper, PaperAsk, PaperMove
from kefu.trust import journal

logger = logging.getLogger(__name__)

TOPIC = "paper-moves"
US = Author(AuthorKind.WATCHER, name="vault")
AT_ONCE = 20
LEASE, FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(seconds=10), timedelta(minutes=10)
OVERDUE = timedelta(hours=1)
_LOCK = 2_065


def asked_in(conversation: int | None) -> tuple[PaperKind, ...]:
    """Which kinds can be sent in this case (row) just now, the newest first."""
    return tuple(PaperKind(row.kind) for row in _open_asks(conversation)) if conversation else ()


def begin(entry: EntryRecord, customer: int, *, files: Sequence[tuple[str, PaperKind]]) -> None:
    """These files (ids) of a message that came by itself go to the vault; they are held already. Called again, it is the same."""
    told = [{"id": upload_id, "kind": kind.value} for upload_id, kind in files]
    made = {"conversation_id": entry.conversation, "customer": customer, "seq": entry.seq, "files": told}
    PaperMove.objects.get_or_create(key=f"in.{entry.id}", defaults=made)
    wake.wake(TOPIC, [])


def begin_by(
    viewer: Viewer, conversation: ConversationRecord, entry: EntryRecord, upload_id: str, *, kind: str
) -> None:
    """One of ours says that a file in this entry is an identity paper. NotFound for a file that stands elsewhere; Invalid for
    what the vault does not take. It cannot be taken back."""
    require(viewer, Capability.REPLY)
    second.require_desk(viewer)
    if kind not in set(PaperKind):
        raise Invalid(_("Choose which paper it is."))
    found = moving.placed(upload_id) if ids.is_public_id(upload_id) else None
    if found is None or found.conversation != entry.conversation or found.customer != conversation.customer:
        raise NotFound
    with transaction.atomic():
        if not moving.hold([upload_id]):
            raise Invalid(_("The vault takes photos only: JPEG, PNG or WebP. Ask for it as a photo."))
        told = [{"id": upload_id, "kind": kind}]
        made = {"conversation_id": entry.conversation, "customer": conversation.customer, "seq": entry.seq}
        PaperMove.objects.get_or_create(key=f"by.{upload_id}", defaults={**made, "files": told, "by_id": viewer.id})
        _journal(("agent", viewer.id), "paper_move_asked", ("conversation", entry.conversation), f"{entry.seq} {kind}")
    wake.wake(TOPIC, [])


def work(now: datetime) -> int:
    """Move what is due; how many messages were looked at. Safe to run twice, beside itself, and to be killed."""
    due = PaperMove.objects.filter(next_try_at__lte=now).order_by("next_try_at", "pk")
    return sum(_claimed(row, now) for row in list(due[:AT_ONCE]))


def overdue(now: datetime) -> int:
    """How many have waited too long: for whoever looks after the installation."""
    return PaperMove.objects.filter(next_try_at__isnull=False, at__lt=now - OVERDUE).count()


def _claimed(row: PaperMove, now: datetime) -> bool:
    mine = PaperMove.objects.filter(pk=row.pk, next_try_at=row.next_try_at)
    if mine.update(next_try_at=now + LEASE, attempts=row.attempts + 1) != 1:
        return False
    try:
        _moved(row)
        PaperMove.objects.filter(pk=row.pk).update(next_try_at=None)
    except (KefuError, OSError, DatabaseError) as error:
        pause = min(FIRST_PAUSE * (1 << min(row.attempts, 10)), LONGEST_PAUSE)
        logger.warning("the papers of entry %s wait on their way to the vault: %s", row.seq, type(error).__name__)
        PaperMove.objects.filter(pk=row.pk).update(next_try_at=now + pause)
    return True


def _moved(row: PaperMove) -> None:
    """All of its files, then the word in the log: what was done before is found done."""
    for each in row.files:
        _move(row, str(each["id"]), PaperKind(each["kind"]))
    papers = Paper.objects.filter(form__in=[_form(str(each["id"])) for each in row.files]).select_related("ask")
    last = papers.order_by("-id").first()
    if last is not None:
        _tell(row, last.ask)


def _move(row: PaperMove, upload_id: str, kind: PaperKind) -> None:
    found = moving.held([upload_id]).get(upload_id)
    if found is None or found.is_moved:  # done before, or meanwhile taken out of the log for good
        return
    try:
        with moving.opened(upload_id) as file:
            kept = vault.taken_in(file)
    except FileNotFoundError:
        if moving.held([upload_id]).get(upload_id, found).is_moved:
            return
        raise
    except Infected:
        with transaction.atomic():
            moving.infected(upload_id, "vault")
            _journal(("scanner", 0), "file_removed", ("conversation", row.conversation_id), "vault")
        return
    if not _named(row, upload_id, kept, kind):
        vault.drop(kept)


def _named(row: PaperMove, upload_id: str, kept: vault.Kept, kind: PaperKind) -> bool:
    """The one step: from its commit on it lies in the vault, and no more where it was."""
    with transaction.atomic(durable=True):
        db.lock_names(_LOCK, [row.customer])
        if not moving.gone(upload_id):
            return False
        ask = _ask_for(row, kind)
        vault.keep(kept, customer=row.customer)
        paper = Paper.objects.create(ask=ask, form=_form(upload_id), file=kept.id, sha256=kept.sha256)
        who = ("agent", row.by_id) if row.by_id else ("operator", 0)
        _journal(who, "paper_moved", ("paper", paper.pk), f"{paper.public_id} {ask.kind}")
    return True


def _ask_for(row: PaperMove, kind: PaperKind) -> PaperAsk:
    """The one it answers, if it has room; else one that nobody asked, by which its customer may send the rest safely."""
    waiting = [each for each in _open_asks(row.conversation_id) if each.papers.count() < vault_asks.MOST_PAPERS]
    for each in sorted(waiting, key=lambda ask: ask.kind != kind):
        return each
    case = vault_asks.Case(row.conversation_id, row.conversation.public_id, row.customer)
    ask = vault_asks.new_row(case, kind, why="", by=None, now=clock.now())
    ask.save(force_insert=True)
    return ask


def _tell(row: PaperMove, ask: PaperAsk) -> None:
    """Once: everyone in the conversation reads it, and who wrote by mail is sent it, within the bounds of such mails."""
    is_open = ask.ended_at is None and ask.expires_at > clock.now() and directory.is_proved(row.customer)
    moved = tuple(str(each["id"]) for each in row.files)
    until = ask.expires_at if is_open else None
    data = PapersData(PapersStep.MOVED, PaperKind(ask.kind), ask.public_id, until, target=row.seq, moved=moved)
    key = f"papers.moved.{row.pk}"
    draft = Draft(row.conversation_id, Kind.PAPERS, US, data, audience=Audience.EVERYONE, key=key)
    if isinstance(log.append([draft])[0], Failed):
        raise TryAgain


def _open_asks(conversation: int) -> list[PaperAsk]:
    here = PaperAsk.objects.filter(conversation_id=conversation, ended_at=None, expires_at__gt=clock.now())
    return list(here.order_by("-id")[: vault_asks.MOST_OPEN])


def _form(upload_id: str) -> str:
    return f"moved.{upload_id}"


def _journal(who: tuple[str, int], action: str, subject: tuple[str, int], told: str) -> None:
    journal.write([journal.Act(clock.now(), *who, action, *subject, told)])
