"""What each step of a request is told by: a note in the conversation, and a notice to the customer through the exchange.

Both come from durable rows, are tried until they are out, and are the same however often they are tried.
"""

import logging
from datetime import datetime

from django.db import transaction

from kefu.conversations import log
from kefu.conversations.data import NoteData
from kefu.conversations.data_notes import RequestStep as Step
from kefu.conversations.kinds import Audience, Author, AuthorKind, Kind
from kefu.conversations.records import Draft, Failed, Refused
from kefu.exchange import asking
from kefu.exchange.asking import Asker
from kefu.exchange.contract import calls
from kefu.exchange.contract.actions import AskNotify, Notified
from kefu.exchange.contract.connector import Learned
from kefu.exchange.contract.kinds import Action, Level, Notice
from kefu.people import keys
from kefu.safeguards import requests, requests_rows, requests_store
from kefu.safeguards.models import AccountRequest, RequestStep
from kefu.safeguards.requests import State

AT_ONCE = 20
BEFORE_THE_HOLD = (Notice.ASKED, Notice.APPROVED)
US = Author(AuthorKind.WATCHER, name="requests")

logger = logging.getLogger(__name__)


def note(now: datetime) -> int:
    """What staff read in the conversation. How many were written."""
    steps = list(RequestStep.objects.filter(noted_at=None).select_related("request").order_by("id")[:AT_ONCE])
    for written, step in enumerate(steps):
        outcome = log.append([_draft(step)])[0]
        if isinstance(outcome, Failed):
            return written
        if isinstance(outcome, Refused):
            logger.error("a request's step was not noted: %s", outcome.code)
        RequestStep.objects.filter(pk=step.pk, noted_at=None).update(noted_at=now)
    return len(steps)


def notify(now: datetime) -> int:
    """What the customer is told. How many notices were tried; a hold begins once the last one before it is out."""
    due = RequestStep.objects.exclude(notice="").filter(noticed_at=None, due_at__lte=now)
    steps = list(due.select_related("request").order_by("due_at", "id")[:AT_ONCE])
    for step in steps:
        _notify(step, now)
    return len(steps)


def hold(now: datetime) -> int:
    """Begin the holds of those whose owners know by now. How many began."""
    began = 0
    for public_id in list(AccountRequest.objects.filter(state=State.APPROVED).values_list("public_id", flat=True)):
        with transaction.atomic():
            row = requests_store.held_row(public_id)
            if row.state != State.APPROVED or _is_anything_untold(row):
                continue
            requests_rows.fill(row, requests.noticed(requests_rows.read(row), now=now))
            row.save()
            requests_store.told(row, Step.WAITING)
            began += 1
    return began


def _is_anything_untold(row: AccountRequest) -> bool:
    """A notice that has no row counts as one that is not out."""
    out = row.steps.filter(notice__in=BEFORE_THE_HOLD).exclude(noticed_at=None).values_list("notice", flat=True)
    return not set(BEFORE_THE_HOLD) <= set(out)


def _draft(step: RequestStep) -> Draft:
    author = Author(AuthorKind.AGENT, step.by_id) if step.by_id else US
    action, key = step.request.action, f"request.{step.pk}"
    data = NoteData(request=Step(step.step), action=action)
    return Draft(step.request.conversation_id, Kind.NOTE, author, data, audience=Audience.STAFF, body=action, key=key)


def _notify(step: RequestStep, now: datetime) -> None:
    tries = step.tries + 1
    mine = RequestStep.objects.filter(pk=step.pk, noticed_at=None, tries=step.tries)
    if not mine.update(tries=tries, due_at=now + requests.pause_after(tries)):
        return  # another worker has it
    try:
        told_of = requests_rows.opened(step.request)
    except keys.Damaged:
        logger.error("request %s cannot be read: nobody is told of it", step.request.public_id)
        return
    if told_of.is_erased:  # there is nobody to tell any more
        RequestStep.objects.filter(pk=step.pk).update(noticed_at=now)
        return
    asker = Asker(told_of.uid, Level.SIGNED_IN)
    answer = asking.ask_all({"notice": (calls.NOTIFY, _asked(step, told_of.value))}, asker=asker)["notice"]
    if not isinstance(answer, Learned):
        return
    told: Notified = answer.value
    if told.sent and not told.failed:
        RequestStep.objects.filter(pk=step.pk).update(noticed_at=now, channels=",".join(told.sent)[:60])


def _asked(step: RequestStep, value: str) -> AskNotify:
    row, notice = step.request, Notice(step.notice)
    request = requests_rows.read(row)
    is_before = notice in BEFORE_THE_HOLD
    least = request.approved_at + request.holds_for if request.approved_at and notice is Notice.APPROVED else None
    return AskNotify(
        key=f"{row.public_id}.{step.pk}",
        request_id=row.public_id,
        notice=notice,
        action=Action(row.action),
        value=value,
        stop_url=requests_store.link_of(row) if is_before else "",
        done_after=least,
    )
