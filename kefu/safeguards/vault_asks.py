"""Papers asked for and sent: in an open case, of its customer, whom the exchange has proved. People at the desk alone ask.

What is sent goes to `files.vault`, never among a conversation's files. For anybody but that customer an ask does not exist.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO

from django.conf import settings
from django.db import DatabaseError, IntegrityError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kefu.conversations import everywhere, log, second_readers, together
from kefu.conversations.data_papers import FOR_STAFF, OFFERS, PapersData, PapersStep
from kefu.conversations.kinds import Audience, Author, AuthorKind, Kind, Status, Visibility
from kefu.conversations.records import ConversationRecord, Draft, Outcome, Refused, SecondRead
from kefu.files import vault
from kefu.files.vault_kinds import PaperKind
from kefu.kit import clock, crypto, db, ids
from kefu.kit.errors import Invalid, KefuError, NotAllowed, NotFound
from kefu.kit.text import clean_line
from kefu.people import directory
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.safeguards import second, vault_rules
from kefu.safeguards.errors import Decided, NoOpenCase, TooManyAsks, TooManyPapers
from kefu.safeguards.models import Paper, PaperAsk
from kefu.trust import journal, shield

MOST_OPEN = 5  # of one case
MOST_PAPERS = 4  # to one ask: pages of a statement
MOST_A_DAY = 24  # of one customer
LEAST_WHY_CHARS, MAX_WHY_CHARS = 5, 200
_LOCK, _LOCK_OF_CUSTOMERS = 2_063, 2_064


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation and its customer (rows)."""

    row: int
    public_id: str
    customer: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What its customer is shown. `by` is an agent's row, if one asked; `left`: how many may still come."""

    id: str
    conversation: str
    kind: PaperKind
    why: str
    by: int | None
    expires_at: datetime
    sent: int
    left: int


def ask(viewer: Viewer, conversation: ConversationRecord, *, kind: str, why: str) -> str:
    """The ask's public id. NoOpenCase, NotAllowed of a guest's conversation, TooManyAsks, Invalid, what the guard has against
    the words, or that a second person reads them first (`second_papers`)."""
    said = vetted(viewer, conversation, kind=kind, why=why)
    case = Case(conversation.id, conversation.public_id, conversation.customer)
    row = new_row(case, PaperKind(kind), why=said, by=viewer.id, now=clock.now())
    draft = entry(row, PapersStep.ASKED, by=author(viewer), body=said)
    refused = log.vet([draft])[0]
    if isinstance(refused, Refused):
        raise log.error_of(refused)

    def step() -> None:
        db.lock_names(_LOCK, [conversation.id])
        if open_ones(conversation.id) >= MOST_OPEN:
            raise TooManyAsks
        if second_readers.holds_for(conversation):  # its customer reads `why` as soon as the row is there
            raise log.error_of(Refused("needs_second"))
        row.save(force_insert=True)
        journaled(row, "papers_asked", by=viewer.id)

    log.stored(together.append([draft], step=step)[0])
    return row.public_id


def ask_read(wanted: PaperAsk, *, read: SecondRead) -> Outcome:
    """What a second person has read, as its writer's: once, however often it is tried."""
    row = PaperAsk.objects.filter(public_id=wanted.public_id).first() or wanted

    def step() -> None:
        if row is wanted:
            row.save(force_insert=True)
            journaled(row, "papers_asked", by=row.asked_by_id)

    by = Author(AuthorKind.AGENT, row.asked_by_id or 0)
    draft = replace(entry(row, PapersStep.ASKED, by=by, body=row.why), read=read)
    try:
        return together.append([draft], step=step)[0]
    except IntegrityError:  # tried at the same moment elsewhere, with the same word of the log's
        return log.append([draft])[0]


def vetted(viewer: Viewer, conversation: ConversationRecord, *, kind: str, why: str) -> str:
    """The words as their customer would read them. What `ask` raises, but for what others have to say to it."""
    require(viewer, Capability.REPLY)
    second.require_desk(viewer)
    _require_case(conversation)
    if kind not in set(PaperKind):
        raise Invalid(_("Choose which paper you need."))
    return _why(why)


def take_back(viewer: Viewer, ask_id: str) -> None:
    """It is not needed any more. What came to it stays until the case is over."""
    require(viewer, Capability.REPLY)
    second.require_desk(viewer)
    row = PaperAsk.objects.filter(public_id=ask_id).first() if ids.is_public_id(ask_id) else None
    if row is None:
        raise NotFound

    def step() -> None:
        if not end(row, now=clock.now()):
            raise Decided
        journaled(row, "papers_withdrawn", by=viewer.id)

    try:
        log.stored(together.append([entry(row, PapersStep.WITHDRAWN, by=author(viewer))], step=step)[0])
    except Decided:  # it was so before
        return


def asked_of(viewer: Viewer, ask_id: str) -> Asked:
    """For its customer as long as it can be answered; NotFound for everybody else, and afterwards."""
    return _shown(_own(viewer, ask_id))


def open_for(viewer: Viewer) -> list[Asked]:
    """What a customer is asked for just now, the newest first."""
    rows = list(
        PaperAsk.objects.filter(customer=viewer.id, ended_at=None, expires_at__gt=clock.now()).order_by("-id")[:50]
    )
    over = everywhere.ended([row.conversation_id for row in rows])
    return [_shown(row) for row in rows if viewer.is_customer and row.conversation_id not in over]


def send(viewer: Viewer, ask_id: str, file: BinaryIO, *, form: str) -> str:
    """Take a paper in; its public id. The same form again is the same paper. NotFound as `asked_of`, TooManyPapers, or what
    `files.vault` has against it."""
    row, digest = _own(viewer, ask_id), crypto.keyed_hash("safeguards.papers.form", form[:200])
    draft = entry(row, PapersStep.SENT, by=author(viewer), key=f"papers.{row.public_id}.{digest[:24]}")
    known = Paper.objects.filter(ask=row, form=digest).first()
    if known is not None:
        log.stored(log.append([draft])[0])
        return known.public_id
    _require_room(row)
    return _kept(row, file, form=digest, draft=draft).public_id


def new_row(case: Case, kind: PaperKind, *, why: str, by: int | None, now: datetime) -> PaperAsk:
    """Not stored yet. `by` null: nobody asked, a paper came by itself."""
    return PaperAsk(
        conversation_id=case.row,
        conversation_public_id=case.public_id,
        customer=case.customer,
        kind=kind,
        why=why,
        asked_by_id=by,
        asked_at=now,
        expires_at=now + timedelta(seconds=settings.PAPERS_ASK_S),
    )


def end(row: PaperAsk, *, now: datetime) -> bool:
    """Nothing comes to it any more; False if it was so before."""
    return PaperAsk.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now) == 1


def entry(row: PaperAsk, step: PapersStep, *, by: Author, body: str = "", key: str = "") -> Draft:
    data = PapersData(step, PaperKind(row.kind), row.public_id, row.expires_at if step in OFFERS else None)
    audience = Audience.STAFF if step in FOR_STAFF else Audience.EVERYONE
    key = key or f"papers.{row.public_id}.{step}"
    return Draft(row.conversation_id, Kind.PAPERS, by, data, audience=audience, body=body, key=key)


def author(viewer: Viewer) -> Author:
    return Author(AuthorKind.CUSTOMER if viewer.is_customer else AuthorKind.AGENT, viewer.id)


def journaled(row: PaperAsk, action: str, *, by: int | None, told: str = "") -> None:
    """`by` an agent; None: the machine itself."""
    detail = f"{row.public_id} {row.kind} {told}".strip()[:200]
    kind = "agent" if by is not None else "operator"
    journal.write([journal.Act(clock.now(), kind, by or 0, action, "conversation", row.conversation_id, detail)])


def _require_case(conversation: ConversationRecord) -> None:
    if conversation.status is Status.CLOSED:
        raise NoOpenCase
    if conversation.visibility is Visibility.PUBLIC or not directory.is_proved(conversation.customer):
        raise NotAllowed(
            _(
                "The exchange has not proved who this customer is. Their papers would prove nothing, so none are asked for."
            )
        )


def _why(text: str) -> str:
    said = shield.cut(clean_line(text, max_chars=MAX_WHY_CHARS)).text[:MAX_WHY_CHARS]
    if len(said) < LEAST_WHY_CHARS:
        raise Invalid(_("Say in a few words what it is for: the customer reads it."), code="reason_needed")
    return said


def open_ones(conversation: int) -> int:
    """How many of this case (a row) can be answered."""
    here = PaperAsk.objects.filter(conversation_id=conversation, ended_at=None, expires_at__gt=clock.now())
    return here.count()


def _own(viewer: Viewer, ask_id: str) -> PaperAsk:
    if not viewer.is_customer or not ids.is_public_id(ask_id) or not directory.is_proved(viewer.id):
        raise NotFound
    row = PaperAsk.objects.filter(public_id=ask_id, customer=viewer.id).first()
    if row is None or not vault_rules.may_be_sent(expires_at=row.expires_at, ended_at=row.ended_at, now=clock.now()):
        raise NotFound
    if row.conversation_id in everywhere.ended([row.conversation_id]):
        raise NotFound
    return row


def _require_room(row: PaperAsk) -> None:
    if row.papers.count() >= MOST_PAPERS:
        raise TooManyPapers
    today = Paper.objects.filter(ask__customer=row.customer, sent_at__gt=clock.now() - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise TooManyPapers


def _kept(row: PaperAsk, file: BinaryIO, *, form: str, draft: Draft) -> Paper:
    """The bytes first, outside the transaction; whatever fails after that leaves no paper and no word of one."""
    kept = vault.taken_in(file)
    paper = Paper(ask=row, form=form, file=kept.id, sha256=kept.sha256)
    try:
        log.stored(together.append([draft], step=partial(_write, row, paper, kept))[0])
    except IntegrityError:  # the same form, at the same moment
        vault.drop(kept)
        return Paper.objects.get(ask=row, form=form)
    except (KefuError, DatabaseError):
        vault.drop(kept)
        raise
    return paper


def _write(row: PaperAsk, paper: Paper, kept: vault.Kept) -> None:
    """Inside the transaction of the entry that tells of it."""
    db.lock_names(_LOCK_OF_CUSTOMERS, [row.customer])
    _require_room(row)
    if not PaperAsk.objects.filter(pk=row.pk, ended_at=None).update(expires_at=F("expires_at")):
        raise NotFound
    vault.keep(kept, customer=row.customer)
    paper.save(force_insert=True)
    told = f"{paper.public_id} {row.kind}"
    journal.write([journal.Act(clock.now(), "customer", row.customer, "paper_sent", "paper", paper.pk, told)])


def _shown(row: PaperAsk) -> Asked:
    sent = row.papers.count()
    return Asked(
        id=row.public_id,
        conversation=row.conversation_public_id,
        kind=PaperKind(row.kind),
        why=row.why,
        by=row.asked_by_id,
        expires_at=row.expires_at,
        sent=sent,
        left=max(0, MOST_PAPERS - sent),
    )
