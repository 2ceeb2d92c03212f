"""A conversation, or one entry of it, as a file that proves itself: see docs/proof.md. For its customer, and for staff.

It holds what everyone in the conversation sees, in their numbering, whoever takes it: notes never leave in one. What a customer
told of who they are is withheld from staff, who see it masked elsewhere: its commitment holds the place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation

from kefu.conversations import commitments, proofs, queries, withdrawn, words
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.kinds import CHANGES_TARGET, HOLDS_WORDS, Audience, AuthorKind
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.people import directory
from kefu.people.access import Viewer, ViewerKind
from kefu.trust import transcripts
from kefu.trust.transcripts import Sealed
from kefu.ui import transcript

MAX_ENTRIES = 10_000
PAGE = 200
TAKEN = "signed_transcript"
ERASED = "erased"


def response(viewer: Viewer, conversation: ConversationRecord, *, number: int | None = None) -> HttpResponse:
    """The download: all of it, or the receipt of one entry by the viewer's `number`. NotFound if everyone does not see one.

    That staff took one is in the journal before it leaves.
    """
    if number is None:
        entries = list(_all_of(viewer, conversation))
    else:
        entries = [_seen_by_all(queries.entry_for(viewer, conversation, number=number))]
    if viewer.is_staff:
        transcript.note_down(viewer, conversation, action=TAKEN)
    file = written(viewer, conversation, entries[:MAX_ENTRIES], is_cut=len(entries) > MAX_ENTRIES)
    answer = HttpResponse(file, content_type="application/json; charset=utf-8")
    name = f"conversation-{conversation.public_id[:8]}" + ("" if number is None else f"-{number}")
    answer["Content-Disposition"] = f'attachment; filename="{name}.signed.json"'
    answer["Cache-Control"] = "no-store"
    return answer


def written(viewer: Viewer, conversation: ConversationRecord, entries: Sequence[EntryRecord], *, is_cut: bool) -> bytes:
    """The signed file over these entries. Events' sentences are in the viewer's language; what people said is as they said it."""
    words.warm(entries)
    with translation.override(viewer.locale):
        gone = withdrawn.commitments_of([entry for entry in entries if _may_be_gone(entry)])
        whole = [_sealed(entry, gone.get(entry.id, "")) for entry in entries]
    sealed = [
        Sealed(each.commitment) if viewer.is_staff and _names_somebody(entry) else each
        for entry, each in zip(entries, whole, strict=True)
    ]
    head: dict[str, object] = {
        "brand": settings.BRAND_NAME,
        "site": settings.BASE_URL,
        "conversation": conversation.public_id,
        "customer": directory.customer_card(conversation.customer).public_id,
        "made_at": clock.now().isoformat(timespec="milliseconds"),
        "people": _people(entries),
        "is_cut": is_cut,
    }
    return transcripts.written(head, sealed)


def _sealed(entry: EntryRecord, committed: str) -> Sealed:
    """What was taken out since it was said stands there as a commitment alone."""
    if committed:
        return Sealed(committed)
    if entry.is_erased:  # nobody can say any more what was committed to: its place is kept, and nothing else
        return Sealed(commitments.of(entry, text=ERASED))
    content = commitments.content(entry, text=_sentence(entry))
    salt = commitments.salt_of(entry)
    return Sealed(transcripts.commitment(content, salt=salt), salt, content)


def _sentence(entry: EntryRecord) -> str:
    return "" if entry.kind in HOLDS_WORDS else words.event_text(entry, viewer=Viewer(kind=ViewerKind.CUSTOMER))


def _names_somebody(entry: EntryRecord) -> bool:
    return isinstance(entry.data, ParticularsData) and bool(entry.data.uid or entry.data.email or entry.data.phone)


def _may_be_gone(entry: EntryRecord) -> bool:
    return entry.is_erased or (entry.kind in HOLDS_WORDS and (proofs.is_gone(entry) or not entry.body))


def _people(entries: Sequence[EntryRecord]) -> dict[str, str]:
    """What customers call the agents who stand in it by their public ids."""
    rows = {entry.author.id for entry in entries if entry.author.kind is AuthorKind.AGENT}
    cards = [card for row in sorted(rows) if (card := directory.agent_card(row)) is not None]
    return {card.public_id: card.alias for card in cards}


def _all_of(viewer: Viewer, conversation: ConversationRecord) -> Iterator[EntryRecord]:
    """What everyone sees, in order; one more than fit, so that a cut is known."""
    after, given = 0, 0
    while given <= MAX_ENTRIES:
        page = queries.entries_for(viewer, conversation, after=after, limit=PAGE)
        if not page:
            return
        after = queries.numbered(viewer, page[-1])
        for entry in page:
            if entry.audience is Audience.EVERYONE:
                given += 1
                yield _as_it_is(entry)


def _seen_by_all(entry: EntryRecord) -> EntryRecord:
    if entry.audience is not Audience.EVERYONE:
        raise NotFound
    return _as_it_is(entry)


def _as_it_is(entry: EntryRecord) -> EntryRecord:
    """An entry that changed another carries the other's words for screens; in a transcript it says that it changed it."""
    return replace(entry, body="", version=1) if entry.kind in CHANGES_TARGET else entry
