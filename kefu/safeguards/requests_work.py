"""The worker's part in requests that move an account: what nobody approved ends, owners are told, and what was held is done."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from kefu.conversations.data_notes import RequestStep as Step
from kefu.exchange import asking
from kefu.exchange.asking import Asker
from kefu.exchange.contract import calls
from kefu.exchange.contract.actions import AskAct
from kefu.exchange.contract.connector import Learned, Unlearned
from kefu.exchange.contract.kinds import Action, Level, Trouble
from kefu.people import keys
from kefu.safeguards import requests, requests_rows, requests_store, requests_telling
from kefu.safeguards.models import AccountRequest
from kefu.safeguards.requests import APPROVED_WITHIN, UNDECIDED, Refusal, Request, State

AT_ONCE = 20
logger = logging.getLogger(__name__)
# nothing was done for sure; with any other trouble nobody knows, and it is asked again by the same key
NOT_DONE = frozenset(
    {
        Trouble.REFUSED,
        Trouble.NOT_FOUND,
        Trouble.NOT_OFFERED,
        Trouble.NOT_PROVED,
        Trouble.NOT_CONNECTED,
        Trouble.BUSY,
    }
)
DUE = (State.WAITING, State.EXECUTING, State.FAILED)


def work(now: datetime) -> int:
    """How many things were done. Safe to run twice, and beside itself."""
    done = expire(now) + requests_telling.notify(now) + requests_telling.hold(now) + execute(now)
    return done + requests_telling.note(now)


def expire(now: datetime) -> int:
    old = AccountRequest.objects.filter(state__in=UNDECIDED, asked_at__lte=now - APPROVED_WITHIN)
    return sum(
        _changed(each, lambda request: requests.expire(request, now=now), Step.EXPIRED)
        for each in list(old.values_list("public_id", flat=True)[:AT_ONCE])
    )


def execute(now: datetime) -> int:
    """What has been held long enough, and what was tried before: each once, by its own key."""
    due = AccountRequest.objects.filter(state__in=DUE, due_at__lte=now).order_by("due_at", "id")
    done = 0
    for public_id in list(due.values_list("public_id", flat=True)[:AT_ONCE]):
        if _may_be_done(public_id, now) and _changed(public_id, lambda request: requests.begin(request, now=now), None):
            _execute(public_id, now)
            done += 1
    return done


def _may_be_done(public_id: str, now: datetime) -> bool:
    """Not for who was erased: it is stopped, or, where it may have been done, not asked about again. What somebody changed
    waits for a person."""
    row = AccountRequest.objects.get(public_id=public_id)
    mine = AccountRequest.objects.filter(pk=row.pk)
    try:
        told = requests_rows.opened(row)
    except keys.Damaged:
        logger.error("request %s cannot be read and is not done", public_id)
        mine.update(due_at=now + requests.LONGEST_PAUSE)
        return False
    if told.is_erased and not _changed(public_id, lambda request: requests.veto(request, now=now), Step.STOPPED):
        mine.filter(state=State.EXECUTING).update(due_at=None)
    return not told.is_erased


def _execute(public_id: str, now: datetime) -> None:
    """Asked outside any transaction. Cut off anywhere, it is asked again with the same key."""
    row = AccountRequest.objects.get(public_id=public_id)
    told = requests_rows.opened(row)
    asked = AskAct(key=row.public_id, request_id=row.public_id, action=Action(row.action), value=told.value)
    answer = asking.ask_all({"act": (calls.ACT, asked)}, asker=Asker(told.uid, Level.SIGNED_IN))["act"]
    if isinstance(answer, Learned):
        _changed(public_id, lambda request: requests.executed(request, now=now), Step.EXECUTED)
    elif answer.trouble in NOT_DONE:
        step = Step.FAILED if not row.trouble else None  # told once
        _changed(public_id, lambda request: requests.failed(request, now=now), step, answer)
    else:
        AccountRequest.objects.filter(pk=row.pk, state=State.EXECUTING).update(trouble=answer.trouble)


def _changed(
    public_id: str, change: Callable[[Request], Request], step: Step | None, trouble: Unlearned | None = None
) -> bool:
    """Under the row's lock. False where somebody was before us."""
    try:
        with transaction.atomic():
            row = requests_store.held_row(public_id)
            requests_rows.fill(row, change(requests_rows.read(row)))
            row.trouble = trouble.trouble if trouble else row.trouble
            row.save()
            if step is not None:
                requests_store.told(row, step)
    except Refusal:
        return False
    return True
