"""The lines of a conversation's view at the desk: its own log and what belongs to it, as the templates show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kefu.conversations import copied, copies, deliveries, joined, queries, words
from kefu.conversations.copied import CopyRecord
from kefu.conversations.deliveries import DeliveryRecord
from kefu.conversations.joined import Page, Place
from kefu.conversations.kinds import MESSAGES, AuthorKind
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.people.access import Viewer
from kefu.ui import thread
from kefu.ui.thread import ShownEntry

PAGE_ENTRIES = 100


@dataclass(frozen=True, slots=True)
class ShownSource:
    """Another log this view reads, and how far it was when the view was drawn: its own cursor begins there."""

    public_id: str
    last: int


@dataclass(frozen=True, slots=True)
class View:
    """`older` continues at the beginning; empty where the view begins. `own` are the entries of the log itself. `goes_out`:
    something of what is said there leaves for the outside."""

    entries: Sequence[ShownEntry]
    own: Sequence[EntryRecord]
    sources: Sequence[ShownSource]
    older: str
    goes_out: bool = False


def latest(
    viewer: Viewer,
    conversation: ConversationRecord,
    *,
    before: Mapping[str, int] | None = None,
    tied: Sequence[ConversationRecord] | None = None,
) -> View:
    page = joined.latest_for(viewer, conversation, before=before, limit=PAGE_ENTRIES, tied=tied)
    return View(
        entries=_shown(viewer, page),
        own=[line.entry for line in page.lines if line.place is Place.OWN],
        sources=[
            ShownSource(source.conversation.public_id, queries.newest(viewer, source.conversation))
            for source in page.sources
            if source.place is not Place.OWN
        ],
        older=_older(conversation, page),
        goes_out=any(_goes_out(source.conversation) for source in page.sources),
    )


def _older(conversation: ConversationRecord, page: Page) -> str:
    """A conversation that stands alone goes on by its own number."""
    if page.before.keys() == {conversation.public_id}:
        return str(page.before[conversation.public_id])
    return joined.cursor_of(page.before)


def shown_entries(
    viewer: Viewer, entries: Sequence[EntryRecord], *, of: ConversationRecord | None = None
) -> list[ShownEntry]:
    """Entries of one log as the template needs them, in the page's language; with `of`, how far they are on their way too."""
    words.warm(entries)
    ticks = queries.ticks_for(entries)
    on_way, also = _on_way([of] if of else [], entries), copies_of([of] if of else [], entries)
    return [
        thread.shown(
            entry,
            viewer=viewer,
            ticks=ticks.get(entry.id, frozenset()),
            delivery=on_way.get(entry.id),
            copies=also.get(entry.id, ()),
        )
        for entry in entries
    ]


def _shown(viewer: Viewer, page: Page) -> list[ShownEntry]:
    entries = [line.entry for line in page.lines]
    words.warm(entries)
    ticks = queries.ticks_for(entries)
    conversations = [source.conversation for source in page.sources]
    on_way, also = _on_way(conversations, entries), copies_of(conversations, entries)
    return [
        thread.shown(
            line.entry,
            viewer=viewer,
            ticks=ticks.get(line.entry.id, frozenset()),
            place=line.place,
            shown_in=line.shown_in,
            delivery=on_way.get(line.entry.id),
            copies=also.get(line.entry.id, ()),
        )
        for line in page.lines
    ]


def _on_way(
    conversations: Sequence[ConversationRecord], entries: Sequence[EntryRecord]
) -> Mapping[int, DeliveryRecord]:
    """Asked only where something goes out at all: of chats nothing is."""
    if not any(map(_goes_out, conversations)):
        return {}
    return deliveries.newest_for([entry.id for entry in entries])


def copies_of(
    conversations: Sequence[ConversationRecord], entries: Sequence[EntryRecord]
) -> Mapping[int, Sequence[CopyRecord]]:
    """Who else got what our people wrote, where something goes out at all and copies may be sent."""
    if not conversations or not copies.domains() or not any(map(_goes_out, conversations)):
        return {}
    ours = [entry.id for entry in entries if entry.author.kind is AuthorKind.AGENT and entry.kind in MESSAGES]
    return copied.copies_for(ours, customer=conversations[0].customer)


def _goes_out(conversation: ConversationRecord) -> bool:
    """It came by an address of ours, or was split off one that a mail may have been merged into."""
    return conversation.account is not None or conversation.joins.split_from is not None
