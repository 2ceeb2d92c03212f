"""Replies of categories that want a second person to read them first: handed in, read, sent as their writer's or not.

Only people at the desk hand in and read. The worker's part (`second_work`) sends what a crash left, and tells writers.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from kefu.conversations import compartments, log, queries, rules, second_readers
from kefu.conversations.data import MessageData
from kefu.conversations.kinds import Author, AuthorKind, Kind
from kefu.conversations.records import (
    ConversationRecord,
    Draft,
    EntryRecord,
    Failed,
    Known,
    Outcome,
    Refused,
    SecondRead,
)
from kefu.files import uploads
from kefu.files.kinds import FileRef
from kefu.files.vault_kinds import PaperKind
from kefu.kit import clock, ids, wake
from kefu.kit.errors import NotFound
from kefu.kit.text import clean_line
from kefu.people import directory
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import second, sight, vault_asks
from kefu.safeguards.errors import (
    Decided,
    NothingToRead,
    NoWordsBack,
    OwnLink,
    OwnText,
    SpokeMeanwhile,
    TooManyWait,
    WriterGone,
)
from kefu.safeguards.kinds import IS_BACK, ReadingState
from kefu.safeguards.models import SecondReading
from kefu.safeguards.vault_asks import Case
from kefu.trust import journal, shield

TOPIC = "second-readings"
MOST_WAITING = 20  # of one writer
MOST_SHOWN = 200
MAX_WORDS_CHARS = 500
MOST_NEWS = 200


@dataclass(frozen=True, slots=True)
class Handed:
    """What a writer hands in: `key` is made once and kept through every retry, `seen` the newest entry they had read. `paper`:
    the words ask for identity papers of this kind."""

    body: str
    key: str
    files: Sequence[FileRef] = ()
    seen: int | None = None
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """`conversation` and `author` are rows, `words` what the reader sent back with it. `may_decide`: the viewer is a second
    person for it; `is_own_link` says why not, where they made a sign-in link for its writer."""

    public_id: str
    conversation: int
    author: int
    state: ReadingState
    body: str
    files: tuple[FileRef, ...]
    paper: str
    seen: int
    asked_at: datetime
    words: str
    decided_by: int | None
    is_own: bool
    is_own_link: bool
    may_decide: bool


def ask(viewer: Viewer, conversation: ConversationRecord, handed: Handed) -> Reading:
    """Hand it in, as the log would take it. The same key again is the same reading, whatever became of it."""
    require(viewer, Capability.REPLY)
    second.require_desk(viewer)
    if not second_readers.holds_for(conversation):
        raise NothingToRead
    reply = _vetted(viewer, conversation, handed)
    known = _known(viewer, reply, handed)
    if known is None:
        try:
            known = _made(viewer, conversation, reply, handed)
        except IntegrityError:  # a second click came through meanwhile
            known = SecondReading.objects.get(author_id=viewer.id, key=handed.key)
    return _reading(known, viewer)


def waiting_for(viewer: Viewer) -> list[Reading]:
    """What waits for a reader in conversations the viewer may read, longest first."""
    require(viewer, Capability.SECOND_READ)
    waiting = SecondReading.objects.filter(state=ReadingState.WAITING).select_related("conversation")
    rows = sight.seen(viewer, waiting.order_by("asked_at", "id")[:MOST_SHOWN], of=_place)
    kept = compartments.kept(viewer, rows, customer=lambda row: row.conversation.customer_id)
    return [_reading(row, viewer) for row in kept]


def own(viewer: Viewer) -> list[Reading]:
    """One's own that wait or came back, the newest first."""
    rows = SecondReading.objects.filter(author_id=viewer.id, state__in=(ReadingState.WAITING, *IS_BACK))
    newest = rows.order_by("-asked_at", "-id")[:MOST_WAITING]
    return [_reading(row, viewer) for row in sight.seen(viewer, newest, of=_place)]


def of_conversation(viewer: Viewer, conversation: ConversationRecord) -> list[Reading]:
    """What waits here, for its writer and for whoever may read it; and what came back, for its writer."""
    require(viewer, Capability.READ_CONVERSATIONS)
    here = SecondReading.objects.filter(conversation_id=conversation.id).order_by("asked_at", "id")
    own = here.filter(author_id=viewer.id, state__in=(ReadingState.WAITING, *IS_BACK))
    rows = {row.pk: row for row in own[:MOST_WAITING]}
    if Capability.SECOND_READ in viewer.capabilities:
        rows |= {row.pk: row for row in here.filter(state=ReadingState.WAITING)[:MOST_WAITING]}
    return [_reading(rows[pk], viewer) for pk in sorted(rows)]


def reading_for(viewer: Viewer, public_id: str) -> Reading:
    require(viewer, Capability.SECOND_READ)
    row = sight.require(viewer, _row(public_id), of=_place)
    compartments.require(viewer, row.conversation.customer_id)
    return _reading(row, viewer)


def news_of(viewer: Viewer, reading: Reading) -> list[EntryRecord]:
    """What the customer or anybody but its writer said since it was handed in."""
    conversation = queries.conversation_by_row(viewer, reading.conversation)
    since = queries.entries_for(viewer, conversation, after=reading.seen, limit=MOST_NEWS)
    writer = Author(AuthorKind.AGENT, reading.author)
    return [entry for entry in since if rules.is_news(entry, writer=writer)]


def approve(viewer: Viewer, public_id: str, *, seen: int, knows_news: bool) -> None:
    """Send it as its writer's. `seen`: the newest entry on the reader's screen. SpokeMeanwhile where somebody spoke since it
    was written and the reader has not said that they know, or since they looked."""
    row = _decidable(viewer, public_id)
    if row.author_id not in directory.staff_with(Capability.REPLY):
        raise WriterGone
    if not knows_news and news_of(viewer, _reading(row, viewer)):
        raise SpokeMeanwhile
    with transaction.atomic():
        if not _moved(row, ReadingState.APPROVED, by=viewer.id, approved_seen=max(seen, 0)):
            raise Decided
        _files_back(row)
        _journal(row, "second_approved", by=viewer.id)
    row.refresh_from_db()
    outcome = send(row)
    if outcome == Refused("stale"):
        raise SpokeMeanwhile
    if outcome == Refused("needs_second"):  # it was merged into another one, where it was not read
        outcome = Refused("merged")
    log.stored(outcome)


def send_back(viewer: Viewer, public_id: str, *, words: str) -> None:
    """It does not go out as it is; its writer reads why."""
    row = _decidable(viewer, public_id)
    said = shield.cut(clean_line(words, max_chars=MAX_WORDS_CHARS)).text[:MAX_WORDS_CHARS]
    if not said:
        raise NoWordsBack
    with transaction.atomic():
        if not _moved(row, ReadingState.RETURNED, by=viewer.id, words=said, is_told=False):
            raise Decided
        _files_back(row)
        _journal(row, "second_sent_back", by=viewer.id)
        transaction.on_commit(_hurry)


def take_back(viewer: Viewer, public_id: str) -> Reading:
    """Its writer wants it in their box again, which the caller's transaction puts it into. Decided where it was approved."""
    require(viewer, Capability.REPLY)
    row = _row(public_id)
    if row.author_id != viewer.id:
        raise NotFound
    with transaction.atomic():
        was_waiting = bool(_moved(row, ReadingState.TAKEN, by=None))
        came_back = SecondReading.objects.filter(pk=row.pk, state__in=IS_BACK)
        if not was_waiting and not came_back.update(state=ReadingState.TAKEN, body="", files=[]):
            raise Decided
        if was_waiting:
            _files_back(row)
            SecondReading.objects.filter(pk=row.pk).update(body="", files=[])
        _journal(row, "second_taken_back", by=viewer.id)
    return _reading(row, viewer)


def lapse(row: SecondReading, *, now: datetime) -> bool:
    """Nobody read it in time."""
    with transaction.atomic():
        if not _moved(row, ReadingState.LAPSED, by=None, at=now, is_told=False):
            return False
        _files_back(row)
        _journal(row, "second_lapsed")
    return True


def send(row: SecondReading) -> Outcome:
    """Put what was approved into the log, once however often it is tried. Refused, it waits for a reader again."""
    outcome = _asked_for(row) if row.paper else log.append([_reply(row)])[0]
    if isinstance(outcome, EntryRecord | Known):
        with transaction.atomic():
            approved = SecondReading.objects.filter(pk=row.pk, state=ReadingState.APPROVED)
            done = {"state": ReadingState.SENT, "entry": log.stored(outcome).id, "body": "", "files": []}
            if approved.update(**done, is_told=False):
                _journal(row, "second_sent", by=row.decided_by_id or 0)
                transaction.on_commit(_hurry)
    elif not isinstance(outcome, Failed):
        _wait_again(row)
    return outcome


def _wait_again(row: SecondReading) -> None:
    with transaction.atomic():
        approved = SecondReading.objects.filter(pk=row.pk, state=ReadingState.APPROVED)
        if approved.update(state=ReadingState.WAITING, decided_by=None, decided_at=None):
            _set_aside(row)
            _journal(row, "second_not_sent", by=row.decided_by_id or 0)


def _asked_for(row: SecondReading) -> Outcome:
    """Papers: the ask has the reading's own name, so that it is one however often it is tried."""
    case = row.conversation
    what = vault_asks.new_row(
        Case(case.pk, case.public_id, case.customer_id),
        PaperKind(row.paper),
        why=row.body,
        by=row.author_id,
        now=clock.now(),
    )
    what.public_id = row.public_id
    return vault_asks.ask_read(what, read=_read(row))


def _read(row: SecondReading) -> SecondRead:
    return SecondRead(by=row.decided_by_id or 0, conversation=row.conversation_id, digest=row.digest)


def _reply(row: SecondReading) -> Draft:
    """By its writer, with who read it; where nobody has the conversation, its writer takes it."""
    author, files = Author(AuthorKind.AGENT, row.author_id), _files(row)
    key = f"second.{row.public_id}"
    return Draft(
        row.conversation_id,
        Kind.MESSAGE,
        author,
        MessageData(files=files),
        body=row.body,
        key=key,
        seen=row.approved_seen,
        claims=True,
        read=_read(row),
    )


def _vetted(viewer: Viewer, conversation: ConversationRecord, handed: Handed) -> Draft:
    """Without secrets, within bounds, and nothing the guard refuses: the second person is no way around it."""
    author, data = Author(AuthorKind.AGENT, viewer.id), MessageData(files=tuple(handed.files))
    wanted = Draft(conversation.id, Kind.MESSAGE, author, data, body=handed.body, key=handed.key)
    found = log.vet([wanted])[0]
    if isinstance(found, Refused):
        raise log.error_of(found)
    return found


def _known(viewer: Viewer, reply: Draft, handed: Handed) -> SecondReading | None:
    row = SecondReading.objects.filter(author_id=viewer.id, key=reply.key).first()
    if row is not None and (row.conversation_id, row.digest) != (reply.conversation, _digest(reply, handed)):
        raise log.error_of(Refused("key_reused"))
    return row


def _made(viewer: Viewer, conversation: ConversationRecord, reply: Draft, handed: Handed) -> SecondReading:
    own = SecondReading.objects.filter(author_id=viewer.id, state=ReadingState.WAITING)
    if own.count() >= MOST_WAITING:
        raise TooManyWait
    files = reply.data.files if isinstance(reply.data, MessageData) else ()
    with transaction.atomic():
        row = SecondReading.objects.create(
            conversation_id=conversation.id,
            author_id=viewer.id,
            key=handed.key,
            body=reply.body,
            files=[asdict(file) for file in files],
            paper=handed.paper,
            digest=_digest(reply, handed),
            seen=handed.seen or 0,
        )
        uploads.set_aside(viewer, [file.id for file in files], conversation_id=row.conversation_id)
        _journal(row, "second_asked", by=viewer.id)
    return row


def _digest(reply: Draft, handed: Handed) -> str:
    files = reply.data.files if isinstance(reply.data, MessageData) else ()
    return second_readers.digest_of(reply.body, files, paper=handed.paper)


def _decidable(viewer: Viewer, public_id: str) -> SecondReading:
    require(viewer, Capability.SECOND_READ)
    second.require_desk(viewer)
    row = _row(public_id)
    queries.conversation_by_row(viewer, row.conversation_id)
    if row.author_id == viewer.id:
        raise OwnText
    if second.may_have_been(viewer, row.author_id, at=row.asked_at):
        raise OwnLink
    return row


def _moved(
    row: SecondReading, state: ReadingState, *, by: int | None, at: datetime | None = None, **more: object
) -> int:
    """By compare-and-set, from where it waits."""
    waiting = SecondReading.objects.filter(pk=row.pk, state=ReadingState.WAITING)
    return waiting.update(state=state, decided_by_id=by, decided_at=at or clock.now(), **more)


def _set_aside(row: SecondReading) -> None:
    uploads.set_aside_again(row.author_id, [file.id for file in _files(row)], conversation_id=row.conversation_id)


def _files_back(row: SecondReading) -> None:
    uploads.put_back([file.id for file in _files(row)], conversation_id=row.conversation_id)


def _files(row: SecondReading) -> tuple[FileRef, ...]:
    return tuple(FileRef(**file) for file in row.files)


def _hurry() -> None:
    wake.wake(TOPIC, [])


def _journal(row: SecondReading, action: str, *, by: int = 0) -> None:
    """Both names: who did it, and whose words they are."""
    actor = ("agent", by) if by else ("operator", 0)
    detail = f"{row.public_id} agent:{row.author_id}"
    journal.write([journal.Act(clock.now(), *actor, action, "conversation", row.conversation_id, detail)])


def _place(row: SecondReading) -> int:
    return row.conversation_id


def _row(public_id: str) -> SecondReading:
    row = SecondReading.objects.filter(public_id=public_id).first() if ids.is_public_id(public_id) else None
    if row is None:
        raise NotFound
    return row


def _reading(row: SecondReading, viewer: Viewer) -> Reading:
    is_own, is_waiting = row.author_id == viewer.id, row.state == ReadingState.WAITING
    is_reader = Capability.SECOND_READ in viewer.capabilities
    is_linked = is_waiting and is_reader and second.may_have_been(viewer, row.author_id, at=row.asked_at)
    return Reading(
        public_id=row.public_id,
        conversation=row.conversation_id,
        author=row.author_id,
        state=ReadingState(row.state),
        body=row.body,
        files=_files(row),
        paper=row.paper,
        seen=row.seen,
        asked_at=row.asked_at,
        words=row.words,
        decided_by=row.decided_by_id,
        is_own=is_own,
        is_own_link=is_linked and not is_own,
        may_decide=is_waiting and is_reader and not is_own and not is_linked,
    )
