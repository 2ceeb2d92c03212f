"""The worker's part in account appeals: customers are told, evidence is waited for so long and no longer, and the desk is rung
before a deadline is over. No deadline decides anything.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation

from kefu.conversations import log, second_readers
from kefu.conversations.data import MessageData, NoteData, SortedData
from kefu.conversations.data_notes import AppealAlarm
from kefu.conversations.kinds import Audience, Author, AuthorKind, Kind, Priority
from kefu.conversations.records import Draft, Failed, Refused
from kefu.kit.languages import screen_of
from kefu.people import directory
from kefu.people.capabilities import Capability
from kefu.safeguards import (
    account_appeals,
    account_appeals_rows,
    account_appeals_store,
    account_appeals_vault,
    account_appeals_words,
)
from kefu.safeguards.account_appeals import DUE_PERCENT, Appeal, Refusal, State, Step, Subject
from kefu.safeguards.account_appeals_store import US
from kefu.safeguards.models import AccountAppeal

AT_ONCE = 50
logger = logging.getLogger(__name__)


def work(now: datetime) -> int:
    """How many things were done. Safe to run twice, and beside itself."""
    return tell() + take_papers(now) + stop_waiting(now) + alarm(now)


def tell() -> int:
    """What was asked for, or decided, as a message of the case; once however often it is tried."""
    rows = list(AccountAppeal.objects.filter(is_told=False).order_by("id")[:AT_ONCE])
    return sum(_told(row) for row in rows)


def take_papers(now: datetime) -> int:
    """What came to the vault counts as given, also at the last moment: before the time is called over."""
    found = account_appeals_vault.with_papers(now)
    return sum(_paper_taken(each, now) for each in found)


def stop_waiting(now: datetime) -> int:
    late = AccountAppeal.objects.filter(state=State.GATHERING, bring_by__lte=now).order_by("bring_by", "id")
    names = list(late.values_list("public_id", flat=True)[:AT_ONCE])
    return sum(
        _changed(each, lambda one: account_appeals.stop_waiting(one, now=now), Step.EVIDENCE_LATE) for each in names
    )


def alarm(now: datetime) -> int:
    """A note that names everybody who decides, at 80 % of a deadline and when it is over; then the case is urgent too."""
    still = AccountAppeal.objects.filter(
        state__in=[each.value for each in account_appeals.OPEN], alarmed__lt=DUE_PERCENT
    )
    return sum(_alarmed(row, now) for row in still.order_by("decide_by", "id")[:AT_ONCE])


def _told(row: AccountAppeal) -> bool:
    appeal = account_appeals_rows.read(row)
    outcome = log.append([_message(row, appeal)])[0]
    if isinstance(outcome, Failed):
        return False
    if isinstance(outcome, Refused):
        logger.error("an account appeal's customer was not told: %s", outcome.code)
        return False
    return bool(
        AccountAppeal.objects.filter(pk=row.pk, is_told=False, state=row.state, asks=row.asks).update(is_told=True)
    )


def _message(row: AccountAppeal, appeal: Appeal) -> Draft:
    """In the customer's language. Of a decision both who wrote and who confirmed it have read exactly this."""
    with translation.override(screen_of(directory.customer_card(row.customer_id).locale)):
        if appeal.outcome is not None and appeal.confirmed_by is not None:
            subject = Subject(row.subject)
            body = account_appeals_words.decided(subject, row.detail, appeal.outcome, reason=appeal.reason)
            key = f"account-appeal.{row.public_id}.decided"
        else:
            newest = max((item.asked_at for item in appeal.items), default=row.made_at)
            asked = [item.what for item in appeal.items if item.asked_at == newest]
            day = f"{timezone.localtime(appeal.bring_by):%Y-%m-%d}" if appeal.bring_by else ""
            body, key = account_appeals_words.asked_for(asked, until=day), f"account-appeal.{row.public_id}.{row.asks}"
    if appeal.confirmed_by is None or appeal.prepared_by is None:
        asker = Author(AuthorKind.AGENT, appeal.items[-1].asked_by)
        return Draft(row.conversation_id, Kind.MESSAGE, asker, MessageData(), body=body, key=key)
    read = second_readers.read_by(appeal.confirmed_by, conversation=row.conversation_id, body=body, files=())
    author = Author(AuthorKind.AGENT, appeal.prepared_by)
    return Draft(row.conversation_id, Kind.MESSAGE, author, MessageData(), body=body, key=key, read=read)


def _alarmed(row: AccountAppeal, now: datetime) -> bool:
    """The note first: it is there once however often it is tried, and a crash in between loses none."""
    appeal = account_appeals_rows.read(row)
    percent = account_appeals.alarm_due(appeal, now=now)
    if not percent:
        return False
    deciders = tuple(directory.staff_with(Capability.DECIDE_ACCOUNT_APPEALS))
    kind = AppealAlarm.DUE if percent == DUE_PERCENT else AppealAlarm.SOON
    key = f"account-appeal.{row.public_id}.{appeal.since:%Y%m%d%H%M%S}.{percent}"
    data = NoteData(appeal=kind, mentions=deciders)
    drafts = [Draft(row.conversation_id, Kind.NOTE, US, data, audience=Audience.STAFF, body=kind.value, key=key)]
    if kind is AppealAlarm.DUE:
        urgent = SortedData(priority=Priority.URGENT)
        drafts.append(Draft(row.conversation_id, Kind.SORTED, US, urgent, audience=Audience.STAFF, key=f"{key}.sorted"))
    if isinstance(log.append(drafts)[0], Failed):
        return False
    return _changed(row.public_id, lambda one: account_appeals.alarmed(one, percent), f"alarm_{percent}")


def _paper_taken(public_id: str, now: datetime) -> bool:
    with transaction.atomic():
        row = account_appeals_store.held_row(public_id)
        appeal = account_appeals_rows.read(row)
        if appeal.state not in account_appeals.OPEN:
            return False
        after = account_appeals_vault.with_what_came(appeal, now=now)
        if after == appeal:
            return False
        account_appeals_rows.fill(row, after)
        row.save()
        account_appeals_store.journaled(row, f"account_appeal_{Step.GIVEN}", customer=True)
    return True


def _changed(public_id: str, change: Callable[[Appeal], Appeal], act: str) -> bool:
    """Under the row's lock. False where somebody was before us."""
    try:
        with transaction.atomic():
            row = account_appeals_store.held_row(public_id)
            account_appeals_rows.fill(row, change(account_appeals_rows.read(row)))
            row.save()
            account_appeals_store.journaled(row, f"account_appeal_{act}")
    except Refusal:
        return False
    return True
