"""A conversation rendered for one viewer: the JSON that sockets and the API send, and the desk's HTML fragments.

Never touches the database: names come from `people.directory`, which the callers warm first (`words.warm`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from kefu.conversations import data_checklists, proofs, words, words_checks, words_cut, words_mail, words_notes
from kefu.conversations.copied import CopyRecord
from kefu.conversations.data import MessageData, NoteData
from kefu.conversations.data_bot import BotSaidData, HandedOverData
from kefu.conversations.deliveries import DeliveryRecord
from kefu.conversations.joined import Place
from kefu.conversations.kinds import HOLDS_WORDS, MESSAGES, Audience, AuthorKind, Kind
from kefu.conversations.queries import numbered
from kefu.conversations.records import EntryRecord
from kefu.files.kinds import FileRef
from kefu.kit import clock, zones
from kefu.knowledge import locales
from kefu.people import directory
from kefu.people.access import Viewer
from kefu.ui import delivered, mailed, receipt, told, told_bot
from kefu.ui.delivered import ShownCopy, ShownDelivery
from kefu.ui.receipt import Receipt
from kefu.ui.told_bot import ShownHandedOver, ShownSaid


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A step of a checklist; `number` counts from 1."""

    number: int
    text: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class ShownChecklist:
    title: str
    items: Sequence[ShownItem]
    done: int


@dataclass(frozen=True, slots=True)
class ShownMail:
    """What only mails have. `also_to`: whom its writer also sent it to; `copies`: who else gets what we said, and how far: both
    masked. `asks`: who it is from, and what proves it, is asked for by the page once it is seen.
    """

    subject: str
    also_to: str
    copies: tuple[ShownCopy, ...]
    asks: bool


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry as the template needs it. `side` is who spoke: `customer`, `staff` or `system`.

    `place` says why it stands in a view, `shown_in` where it stands since it was split off, `leads_to` where the entry
    itself points (public ids, empty for nowhere).
    """

    conversation: str
    seq: int
    kind: str
    author_kind: str
    author_id: str
    author_name: str
    body: str
    at: datetime
    mine: bool
    sent_as: str  # the key of one's own words: the page that sent them knows them by it
    version: int
    files: tuple[FileRef, ...]
    is_event: bool
    event_text: str
    is_redacted: bool
    is_edited: bool
    side: str
    target: int | None
    place: str
    shown_in: str
    leads_to: str
    checklist: ShownChecklist | None
    receipt: Receipt | None
    is_for_staff: bool
    has_words: bool
    mentions: tuple[str, ...]
    code: str  # by which its customer proves it (docs/proof.md)
    said: ShownSaid | None = None
    handed_over: ShownHandedOver | None = None
    delivery: ShownDelivery | None = None  # how far it is on its way, where its customer reads outside
    by_mail: bool = False  # it came by mail, whichever way the conversation began
    mail: ShownMail | None = None  # for staff
    has_cut: bool = False  # something was taken out of a customer's words, who was told what to do


def is_mine(entry: EntryRecord, viewer: Viewer) -> bool:
    return entry.author.id == viewer.id and entry.author.kind.value == viewer.kind.value


def shown(
    entry: EntryRecord,
    *,
    viewer: Viewer,
    ticks: frozenset[int] = frozenset(),
    place: Place = Place.OWN,
    shown_in: str = "",
    delivery: DeliveryRecord | None = None,
    copies: Sequence[CopyRecord] = (),
) -> ShownEntry:
    """Words in the active language. `ticks` are the items of a checklist that are done."""
    files = files_of(entry)
    is_event = entry.kind not in MESSAGES
    gone = entry.kind in {*MESSAGES, Kind.CHECKLIST} and not entry.body and not files
    return ShownEntry(
        conversation=entry.conversation_public_id,
        seq=numbered(viewer, entry),
        kind=entry.kind.value,
        author_kind=entry.author.kind.value,
        author_id=author_public_id(entry),
        author_name=words.author_name(entry, viewer=viewer),
        body=words_notes.body(entry),
        at=entry.created_at,
        mine=is_mine(entry, viewer),
        sent_as=(is_mine(entry, viewer) and entry.key) or "",
        version=entry.version,
        files=files,
        is_event=is_event,
        event_text=words.event_text(entry, viewer=viewer),
        is_redacted=gone,
        is_edited=not is_event and not gone and entry.version > 1,
        side=_side(entry),
        target=told.target_of(entry, viewer=viewer),
        place=place.value,
        shown_in=shown_in,
        leads_to=getattr(entry.data, "public_id", ""),
        checklist=_checklist(entry, ticks) if entry.kind is Kind.CHECKLIST and not gone else None,
        receipt=_receipt(entry, viewer=viewer),
        is_for_staff=entry.audience is Audience.STAFF,
        has_words=entry.kind in HOLDS_WORDS and bool(entry.body),
        mentions=_mentions(entry),
        code=proofs.code_of(entry),
        said=told_bot.said(entry.data) if isinstance(entry.data, BotSaidData) else None,
        handed_over=told_bot.handed_over(entry.data) if isinstance(entry.data, HandedOverData) else None,
        delivery=delivered.shown(delivery) if delivery and viewer.is_staff else None,
        by_mail=mailed.is_mail(entry),
        mail=_mail(entry, copies, viewer) if viewer.is_staff and not gone else None,
        has_cut=entry.author.kind is AuthorKind.CUSTOMER and bool(words_cut.advice(entry.body)),
    )


def _mail(entry: EntryRecord, copies: Sequence[CopyRecord], viewer: Viewer) -> ShownMail:
    told = tuple(delivered.copy(each, viewer=viewer) for each in copies)
    return ShownMail(words_mail.subject(entry), words_mail.also_to(entry), told, asks=mailed.is_mail(entry))


def entry_json(entry: EntryRecord, *, viewer: Viewer) -> dict[str, Any]:
    """The `entry` frame of docs/protocol.md, without its `type`."""
    mine = is_mine(entry, viewer)
    author = {
        "kind": entry.author.kind.value,
        "id": author_public_id(entry),
        "name": words.author_name(entry, viewer=viewer),
    }
    given: dict[str, Any] = {
        "conversation": entry.conversation_public_id,
        "seq": numbered(viewer, entry),
        "kind": entry.kind.value,
        "author": author,
        "body": words_notes.body(entry),
        "data": told.data_of(entry, viewer=viewer),
        "version": entry.version,
        "at": clock.told(entry.created_at),
        "mine": mine,
    }
    if entry.kind not in MESSAGES:
        given["text"] = words.event_text(entry, viewer=viewer)
    if entry.is_erased:
        given["erased"] = True
    code = proofs.code_of(entry)
    if code:
        given["code"] = code
    if mine and entry.key is not None:
        given["client_msg_id"] = entry.key
    return given


def entry_html(entry: EntryRecord, *, viewer: Viewer) -> str:
    """The desk's fragment of an entry, in the viewer's language and time zone."""
    with translation.override(viewer.locale), timezone.override(zones.zone_of(viewer.zone)):
        return render_to_string("ui/thread/entry.html", {"entry": shown(entry, viewer=viewer)})


def files_of(entry: EntryRecord) -> tuple[FileRef, ...]:
    return entry.data.files if isinstance(entry.data, MessageData | NoteData) else ()


def _checklist(entry: EntryRecord, ticks: frozenset[int]) -> ShownChecklist:
    lines = enumerate(data_checklists.items_of(words_cut.worded(entry.body)), start=1)
    items = [ShownItem(number, text, is_done=number in ticks) for number, text in lines]
    return ShownChecklist(
        data_checklists.title_of(words_cut.worded(entry.body)), items, done=sum(item.is_done for item in items)
    )


def _receipt(entry: EntryRecord, *, viewer: Viewer) -> Receipt | None:
    told_of = words_checks.told(entry, viewer=viewer) if entry.kind is Kind.DIAGNOSED else None
    return receipt.of(told_of, locale=locales.of_reader(translation.get_language() or "")) if told_of else None


def _mentions(entry: EntryRecord) -> tuple[str, ...]:
    """The names by which a note calls colleagues."""
    named = entry.data.mentions if isinstance(entry.data, NoteData) else ()
    return tuple(card.name for agent in named if (card := directory.known_agent(agent)) is not None)


def author_public_id(entry: EntryRecord) -> str:
    """An agent's public id; empty for all others."""
    card = directory.known_agent(entry.author.id) if entry.author.kind is AuthorKind.AGENT else None
    return card.public_id if card else ""


def _side(entry: EntryRecord) -> str:
    match entry.author.kind:
        case AuthorKind.CUSTOMER:
            return "customer"
        case AuthorKind.AGENT:
            return "staff"
        case _:
            return "system"
