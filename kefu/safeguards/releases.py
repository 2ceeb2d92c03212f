"""What the guard refused, read by a second person who lets it out or not. Never for tokens, bots or macros: only people at
the desk ask, and only a lead or somebody above decides, about what others wrote. Both are in the journal and in the conversation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256

from django.db import transaction
from django.utils.functional import Promise

from kefu.conversations import compartments, log, outward, second_readers, together
from kefu.conversations.data import MessageData, NoteData
from kefu.conversations.data_notes import Release as Decision
from kefu.conversations.kinds import Audience, Author, AuthorKind, Kind
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord, Refused
from kefu.kit import clock, ids
from kefu.kit.errors import NotFound
from kefu.kit.text import clean_body
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import second, sight
from kefu.safeguards.errors import Decided, NothingBlocked, OwnLink, OwnText, TooManyWait
from kefu.safeguards.kinds import State
from kefu.safeguards.models import BlockedText
from kefu.trust import journal, shield
from kefu.trust.refusal import Guarded

MOST_WAITING = 20  # of one writer
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Release:
    """`conversation` is a public id, `author` a row; `why` what the guard had against it. Neither of what is `is_own` nor
    `is_own_link` (one of the two let the other in by a link; told by `release_for` alone) may the viewer decide."""

    public_id: str
    conversation: str
    author: int
    rule: str
    why: str | Promise
    body: str
    asked_at: datetime
    is_own: bool
    is_own_link: bool = False


def ask(viewer: Viewer, conversation: ConversationRecord, *, body: str, key: str) -> Release:
    """Let a second person read what the guard refuses. The same key and words again are the same text; what was changed in
    the box, whose key stays, is another.
    """
    require(viewer, Capability.REPLY)
    second.require_desk(viewer)
    body = shield.cut(clean_body(body)).text
    if not body:
        raise log.error_of(Refused("empty"))
    refused = outward.refusal(_reply(conversation.id, author=viewer.id, body=body, key=key))
    if refused is None:
        raise NothingBlocked
    key = f"{key}.{sha256(body.encode()).hexdigest()[:15]}"
    with transaction.atomic():
        known = BlockedText.objects.filter(author_id=viewer.id, key=key).first()
        if known is not None and known.state != State.WAITING:
            raise Decided
        if known is not None:
            return _release(known, viewer)
        if BlockedText.objects.filter(author_id=viewer.id, state=State.WAITING).count() >= MOST_WAITING:
            raise TooManyWait
        row = BlockedText.objects.create(
            conversation_id=conversation.id,
            conversation_public_id=conversation.public_id,
            author_id=viewer.id,
            key=key,
            rule=refused.rule,
            body=body,
        )
        _journal(viewer, row, "release_asked")
    return _release(row, viewer)


def waiting_for(viewer: Viewer) -> list[Release]:
    """What waits for somebody, longest first."""
    require(viewer, Capability.RELEASE_BLOCKED)
    waiting = BlockedText.objects.filter(state=State.WAITING).select_related("conversation")
    rows = sight.seen(viewer, waiting.order_by("asked_at", "id")[:MOST_SHOWN], of=_place)
    kept = compartments.kept(viewer, rows, customer=lambda row: row.conversation.customer_id)
    return [_release(row, viewer) for row in kept]


def release_for(viewer: Viewer, public_id: str) -> Release:
    require(viewer, Capability.RELEASE_BLOCKED)
    row = _theirs(viewer, public_id)
    return replace(_release(row, viewer), is_own_link=second.may_have_been(viewer, row.author_id, at=row.asked_at))


def let_out(viewer: Viewer, public_id: str) -> None:
    """Send it as its writer's, with a note that says who let it out. OwnText, Decided, or what the log has against it now."""
    row = _decidable(viewer, public_id)
    reply = _reply(
        row.conversation_id, author=row.author_id, body=row.body, key=f"release.{row.public_id}", by=viewer.id
    )
    if Capability.SECOND_READ in viewer.capabilities:  # it is read by a second person here, whatever its category wants
        read = second_readers.read_by(viewer.id, conversation=row.conversation_id, body=row.body, files=())
        reply = replace(reply, read=read)
    drafts = [reply, _note(viewer, row, Decision.RELEASED)]
    together.stored(
        together.append(drafts, step=partial(_decide, viewer, row, State.RELEASED), then=partial(_out, row))
    )


def decline(viewer: Viewer, public_id: str) -> None:
    """It does not go out; a note tells its writer."""
    row = _decidable(viewer, public_id)
    step = partial(_decide, viewer, row, State.DECLINED)
    together.stored(together.append([_note(viewer, row, Decision.DECLINED)], step=step))


def _decidable(viewer: Viewer, public_id: str) -> BlockedText:
    require(viewer, Capability.RELEASE_BLOCKED)
    second.require_desk(viewer)
    row = _theirs(viewer, public_id)
    if row.author_id == viewer.id:
        raise OwnText
    if second.may_have_been(viewer, row.author_id, at=row.asked_at):
        raise OwnLink
    return row


def _decide(viewer: Viewer, row: BlockedText, state: State) -> None:
    """By compare-and-set, with its act in the journal, inside the transaction of what goes out. Decided if it was before."""
    open_ones = BlockedText.objects.filter(pk=row.pk, state=State.WAITING)
    if state is State.RELEASED:  # one that an earlier release let out, and cut off before the log had it
        open_ones |= BlockedText.objects.filter(pk=row.pk, state=State.RELEASED, entry=None)
    if not open_ones.update(state=state, decided_by_id=viewer.id, decided_at=clock.now()):
        raise Decided
    _journal(viewer, row, f"release_{state}")


def _out(row: BlockedText, entries: Sequence[EntryRecord]) -> None:
    BlockedText.objects.filter(pk=row.pk).update(entry=entries[0].id)


def _journal(viewer: Viewer, row: BlockedText, action: str) -> None:
    told = f"{row.public_id} {row.rule} agent:{row.author_id}"
    journal.write([journal.Act(clock.now(), "agent", viewer.id, action, "conversation", row.conversation_id, told)])


def _reply(conversation: int, *, author: int, body: str, key: str, by: int = 0) -> Draft:
    return Draft(
        conversation, Kind.MESSAGE, Author(AuthorKind.AGENT, author), MessageData(), body=body, key=key, released_by=by
    )


def _note(viewer: Viewer, row: BlockedText, decision: Decision) -> Draft:
    """Worded when shown, for each reader in their language; the log holds the rule's name."""
    author, key = Author(AuthorKind.AGENT, viewer.id), f"release.{row.public_id}.note"
    data = NoteData(release=decision, rule=row.rule)
    return Draft(row.conversation_id, Kind.NOTE, author, data, audience=Audience.STAFF, body=row.rule, key=key)


def _theirs(viewer: Viewer, public_id: str) -> BlockedText:
    """NotFound where it is about a customer outside the viewer's compartment."""
    row = sight.require(viewer, _row(public_id), of=_place)
    compartments.require(viewer, row.conversation.customer_id)
    return row


def _place(row: BlockedText) -> int:
    return row.conversation_id


def _row(public_id: str) -> BlockedText:
    row = BlockedText.objects.filter(public_id=public_id).first() if ids.is_public_id(public_id) else None
    if row is None:
        raise NotFound
    return row


def _release(row: BlockedText, viewer: Viewer) -> Release:
    return Release(
        public_id=row.public_id,
        conversation=row.conversation_public_id,
        author=row.author_id,
        rule=row.rule,
        why=Guarded(row.rule).message,
        body=row.body,
        asked_at=row.asked_at,
        is_own=row.author_id == viewer.id,
    )
