"""Where customers bring identity papers for an appeal: through the vault, never as files of the chat. The one place that knows.

An ask in the vault lasts a day and an appeal weeks: it is made when its customer comes to send, and made anew when it is over.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kefu.conversations import log, queries
from kefu.conversations.data_papers import PapersStep
from kefu.conversations.kinds import Author, AuthorKind, Status
from kefu.conversations.records import ConversationRecord, Refused
from kefu.files.vault_kinds import PaperKind
from kefu.kit import clock
from kefu.kit.errors import Conflict, NotFound
from kefu.kit.languages import screen_of
from kefu.people.access import Viewer
from kefu.safeguards import account_appeals_rows, account_appeals_store, account_appeals_words, vault_asks, vault_rules
from kefu.safeguards.account_appeals import OPEN, Appeal, Item, give
from kefu.safeguards.models import AccountAppeal, Paper, PaperAsk

LOOKS_BACK = timedelta(hours=1)  # longer than a worker is ever away between two rounds
MOST_AT_ONCE = 50


def upload_ask(viewer: Viewer, public_id: str, number: int) -> str:
    """The id of the ask under which this customer sends the paper asked for as item `number`, made anew where it is over.

    NotFound for what is another's, is no paper or was given; Conflict while the case is closed.
    """
    new: PaperAsk | None = None
    with transaction.atomic():
        row = account_appeals_store.held_row(public_id)
        appeal = account_appeals_rows.read(row)
        item = _wanted(viewer, row, appeal, number)
        ask = PaperAsk.objects.filter(public_id=item.ask).first()
        if ask is None or not _is_live(ask, clock.now()):
            ask = new = _made(_case(viewer, row), item, locale=viewer.locale)
            account_appeals_rows.fill(row, _with(appeal, number, replace(item, ask=ask.public_id)))
            row.save(update_fields=["items"])
    if new is not None:
        by = Author(AuthorKind.AGENT, item.asked_by)
        outcome = log.append([vault_asks.entry(new, PapersStep.ASKED, by=by, body=new.why)])[0]
        if not isinstance(outcome, Refused):  # where a second person reads first: nothing here is anybody's own words
            log.stored(outcome)
    return ask.public_id


def with_papers(now: datetime) -> list[str]:
    """Open appeals (public ids) to which papers came lately."""
    recent = Paper.objects.filter(sent_at__gt=now - LOOKS_BACK).values("ask__conversation_id")
    is_open = [each.value for each in OPEN]
    rows = AccountAppeal.objects.filter(state__in=is_open, conversation_id__in=recent).order_by("-id")
    return list(rows.values_list("public_id", flat=True)[:MOST_AT_ONCE])


def with_what_came(appeal: Appeal, *, now: datetime) -> Appeal:
    """The same one where nothing is new."""
    waits = {item.ask: at for at, item in enumerate(appeal.items, start=1) if item.ask and item.given_at is None}
    for ask in Paper.objects.filter(ask__public_id__in=waits).values_list("ask__public_id", flat=True).distinct():
        appeal = give(appeal, waits[ask], now=now)
    return appeal


def _wanted(viewer: Viewer, row: AccountAppeal, appeal: Appeal, number: int) -> Item:
    if not viewer.is_customer or row.customer_id != viewer.id or appeal.state not in OPEN:
        raise NotFound
    item = appeal.items[number - 1] if 0 < number <= len(appeal.items) else None
    if item is None or not item.is_identity or item.given_at is not None:
        raise NotFound
    return item


def _is_live(ask: PaperAsk, now: datetime) -> bool:
    return vault_rules.may_be_sent(expires_at=ask.expires_at, ended_at=ask.ended_at, now=now)


def _case(viewer: Viewer, row: AccountAppeal) -> ConversationRecord:
    case = queries.conversation_for(viewer, row.conversation_public_id)
    if case.status is Status.CLOSED:
        raise Conflict(
            _("The case of your appeal is closed just now. Write a few words under “Bring something else” first.")
        )
    return case


def _made(case: ConversationRecord, item: Item, *, locale: str) -> PaperAsk:
    """By whoever asked for it in the appeal; the row stands in the journal as every ask does."""
    kind = PaperKind(item.paper or PaperKind.OTHER)
    with translation.override(screen_of(locale)):
        why = account_appeals_words.why_a_paper()
    place = vault_asks.Case(case.id, case.public_id, case.customer)
    ask = vault_asks.new_row(place, kind, why=why, by=item.asked_by, now=clock.now())
    ask.save(force_insert=True)
    vault_asks.journaled(ask, "papers_asked", by=item.asked_by, told="for an appeal")
    return ask


def _with(appeal: Appeal, number: int, item: Item) -> Appeal:
    return replace(appeal, items=(*appeal.items[: number - 1], item, *appeal.items[number:]))
