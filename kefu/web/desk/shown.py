"""What the desk's templates show, gathered for one viewer. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kefu.channels import accounts
from kefu.conversations import conduct, definitions, mailing, marks, queries, words, words_notes
from kefu.conversations.data import MessageData
from kefu.conversations.data_bot import HandedOverData
from kefu.conversations.kinds import AuthorKind, CloseReason, Kind, Status, Visibility
from kefu.conversations.records import ConversationRecord, EntryRecord, Marks
from kefu.files.kinds import FileRef
from kefu.kit import clock
from kefu.kit.ids import public_id
from kefu.kit.text import clean_line
from kefu.people import directory
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability
from kefu.people.directory import AgentCard, CustomerCard
from kefu.safeguards import holds
from kefu.trust import notice, word_pairs
from kefu.trust.notice import NeverAsk
from kefu.trust.word_pairs import WordPair
from kefu.ui import thread, told_bot
from kefu.ui.thread import ShownEntry
from kefu.ui.told_bot import ShownHandedOver
from kefu.watchers.sla import clocks
from kefu.web.desk import drafts, found_checks, identity_shown, particulars
from kefu.web.desk.answering import Answering
from kefu.web.desk.drafts import Kept
from kefu.web.desk.found_checks import ShownRun
from kefu.web.desk.identity_shown import ShownIdentity
from kefu.web.desk.models import ReplyDraft
from kefu.web.desk.particulars import ToldPart
from kefu.web.desk.remembered import Remembered, remembered_for
from kefu.web.desk.sorting import Sorting, sorting_of
from kefu.web.desk.view import PAGE_ENTRIES, View, latest, shown_entries

PREVIEW_CHARS = 140
NAME_CHARS = 80
MOST_OTHERS = 5


@dataclass(frozen=True, slots=True)
class Head:
    """A conversation's bar: who, in whose hands, and what the viewer may do with it."""

    conversation: ConversationRecord
    who: str
    assignee: AgentCard | None
    is_mine: bool
    is_open: bool
    agents: Sequence[AgentCard]
    reasons: Sequence[tuple[str, str]]
    may: frozenset[str]
    merged_into: str
    next_step: str
    is_held: bool
    is_mail: bool  # it leaves by mail, or came by it
    due_at: datetime | None  # by then a first answer is promised
    identity: ShownIdentity | None
    renew_in_s: int | None  # then what it says of the identity is another; 0: it says nothing yet


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything beside the list: the log, its marks, the customer."""

    head: Head
    conversation: ConversationRecord
    view: View
    marks: Marks
    receipt: str
    last_own_seq: int
    last_seq: int
    draft: Kept
    draft_files: Sequence[FileRef]
    answering: Answering | None
    card: CustomerCard
    told: Sequence[ToldPart]
    sorting: Sorting
    checks: Sequence[ShownRun]
    handed: ShownHandedOver | None
    others: Sequence[ConversationRecord]
    endings: Sequence[ConversationRecord]
    key: str
    never_ask: NeverAsk
    pair: WordPair | None
    may_be_read_first: bool
    leaves_by: str = ""  # our address, where its customer reads outside

    @property
    def is_long(self) -> bool:
        """Its beginning is not on the screen."""
        return not self.view.own or self.view.own[0].seq > 1

    @property
    def draft_is_note(self) -> bool:
        return self.draft.mode == ReplyDraft.Mode.NOTE


def preview(entry: EntryRecord) -> str:
    body = " ".join(words_notes.body(entry).split())[:PREVIEW_CHARS]
    if body:
        return body
    if entry.kind is Kind.BROKEN:
        return words.broken_text()
    if isinstance(entry.data, MessageData) and entry.data.files:
        return _("Picture") if all(file.is_picture for file in entry.data.files) else _("File")
    return _("This message was removed.")


def said_by(viewer: Viewer, entry: EntryRecord) -> str:
    if entry.author.kind is not AuthorKind.AGENT:
        return ""
    return _("You") if entry.author.id == viewer.id else _("Us")


def customer_name(name: str) -> str:
    """As one line that turns and hides nothing, whatever was stored."""
    return clean_line(name, max_chars=NAME_CHARS) or _("Visitor")


def pair_of(conversation: ConversationRecord) -> WordPair | None:
    """The words of this half minute, while we are talking to the customer at all."""
    is_ours_to_say = conversation.status is not Status.CLOSED and conversation.visibility is Visibility.PRIVATE
    return word_pairs.of(conversation.public_id, at=clock.now()) if is_ours_to_say else None


def name_of_customer(conversation: ConversationRecord) -> str:
    return customer_name(directory.customer_names([conversation.customer]).get(conversation.customer, ""))


def head(
    viewer: Viewer,
    conversation: ConversationRecord,
    *,
    who: str | None = None,
    is_partial: bool | None = None,
    is_mail: bool = False,
) -> Head:
    """`is_partial`: what stands with the identity is asked for afterwards (True), or is nothing (False)."""
    identity = identity_shown.shown(conversation) if is_partial is None else None
    return Head(
        conversation=conversation,
        who=name_of_customer(conversation) if who is None else customer_name(who),
        assignee=directory.agent_card(conversation.assignee) if conversation.assignee else None,
        is_mine=conversation.assignee == viewer.id,
        is_open=conversation.status is not Status.CLOSED,
        agents=directory.agents_to_offer() if Capability.ASSIGN in viewer.capabilities else [],
        reasons=[(reason.value, words.reason_text(reason)) for reason in CloseReason],
        may=frozenset(capability.value for capability in viewer.capabilities),
        merged_into=_public_id(viewer, conversation.joins.merged_into),
        next_step=conduct.next_step(conversation.conduct).value,
        is_held=holds.is_known_on(conversation),
        is_mail=conversation.account is not None or is_mail,
        due_at=clocks.promised([(conversation.id, conversation.account is not None)]).get(conversation.id),
        identity=identity,
        renew_in_s=0 if is_partial else (identity.renew_in_s or None) if identity else None,
    )


def _public_id(viewer: Viewer, row: int | None) -> str:
    return queries.conversation_by_row(viewer, row).public_id if row is not None else ""


def stage(viewer: Viewer, conversation: ConversationRecord, kept_here: Remembered | None = None) -> Stage:
    """`kept_here`: what the desk remembers for this viewer and conversation, if it was read already."""
    kept_here = kept_here or remembered_for(viewer, conversation)
    around = queries.beside(viewer, conversation)
    view = latest(viewer, conversation, tied=around.tied)
    card = directory.customer_card(conversation.customer)
    far = marks.marks_for(viewer, conversation)
    last_own = last_outward(view.own)
    leaves_by = _leaves_by(conversation) if view.goes_out else ""
    kept = kept_here.draft
    return Stage(
        head=head(
            viewer, conversation, who=card.name, is_partial=identity_shown.may_stand(view.own), is_mail=bool(leaves_by)
        ),
        conversation=conversation,
        view=view,
        marks=far,
        receipt=receipt(last_own, far),
        last_own_seq=last_own,
        last_seq=view.own[-1].seq if view.own else conversation.last_seq,
        draft=kept,
        draft_files=drafts.files_of(viewer, kept),
        answering=kept_here.answering,
        card=card,
        others=around.others[:MOST_OTHERS],
        endings=around.endings[:MOST_OTHERS],
        told=particulars.parts(viewer, conversation, view.own, card=card),
        checks=found_checks.on_screen(viewer, view.own),
        handed=handed_over(view.own),
        sorting=sorting_of(viewer, conversation),
        key=kept.key or public_id(),
        never_ask=notice.never_ask(),
        pair=pair_of(conversation),
        leaves_by=leaves_by,
        may_be_read_first=any(each.needs_second for each in definitions.categories_to_offer()),
    )


def _leaves_by(conversation: ConversationRecord) -> str:
    road = mailing.leaves(conversation)
    return accounts.address_named(road.account) if road else ""


def handed_over(entries: Sequence[EntryRecord]) -> ShownHandedOver | None:
    """What the assistant gathered, for as long as nobody of ours has answered."""
    for entry in reversed(entries):
        if entry.author.kind is AuthorKind.AGENT and entry.kind is Kind.MESSAGE:
            return None
        if isinstance(entry.data, HandedOverData):
            return told_bot.handed_over(entry.data)
    return None


def others(viewer: Viewer, conversation: ConversationRecord) -> Sequence[ConversationRecord]:
    return queries.beside(viewer, conversation).others[:MOST_OTHERS]


def news(viewer: Viewer, conversation: ConversationRecord, *, after: int | None) -> list[ShownEntry]:
    """What others did after this number: what a stale reply is shown before it is sent."""
    found = queries.entries_for(viewer, conversation, after=after or 0, limit=PAGE_ENTRIES)
    return shown_entries(viewer, [entry for entry in found if not thread.is_mine(entry, viewer)])


def last_outward(entries: Sequence[EntryRecord]) -> int:
    """The newest message from our side; 0 if the customer spoke last or we never did."""
    for entry in reversed(entries):
        if entry.kind is Kind.MESSAGE:
            return entry.seq if entry.author.kind is not AuthorKind.CUSTOMER else 0
    return 0


def receipt(seq: int, far: Marks) -> str:
    """How far our last message got: `read`, `delivered`, `sent`, or nothing to tell."""
    if not seq:
        return ""
    if far.customer_read >= seq:
        return "read"
    return "delivered" if far.customer_delivered >= seq else "sent"
