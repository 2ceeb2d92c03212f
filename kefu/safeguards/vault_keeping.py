"""Papers go when their case is over: by the worker, case by case, each with its row in the journal and its word in the log."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from kefu.conversations import everywhere, log
from kefu.conversations.data_papers import PapersStep
from kefu.conversations.kinds import Author, AuthorKind
from kefu.conversations.records import Failed
from kefu.files import vault
from kefu.safeguards import holds, vault_asks, vault_rules
from kefu.safeguards.models import AccountAppeal, AccountRequest, Paper, PaperAsk
from kefu.safeguards.requests import OPEN
from kefu.trust import journal

AT_ONCE = 200
US = Author(AuthorKind.WATCHER, name="vault")


def sweep(now: datetime) -> int:
    """Delete what is due. How many papers went. May run at any time, in several processes at once, and end in the midst."""
    gone = sum(_delete(case, customer, now=now) for case, customer in _over(now))
    _tell(now)
    return gone


def is_held(customer: int) -> bool:
    """Whether something stands for which these papers must stay, though their case is over: what moves the account, an appeal
    about it, or a legal hold on the customer or a conversation of theirs. (A case whose ending is appealed is not over:
    `everywhere.ended`.)
    """
    return (
        AccountRequest.objects.filter(customer_id=customer, state__in=[each.value for each in OPEN]).exists()
        or AccountAppeal.objects.filter(customer_id=customer, ended_at=None).exists()
        or holds.holds(
            customer, list(PaperAsk.objects.filter(customer=customer).values_list("conversation_id", flat=True))
        )
    )


def _over(now: datetime) -> Iterator[tuple[int, int]]:
    """Cases (rows) whose papers are due, and whose they are: all there are, a page at a time."""
    after, keep = 0, timedelta(seconds=settings.PAPERS_KEEP_S)
    while True:
        kept = Paper.objects.filter(deleted_at=None, ask__conversation_id__gt=after)
        pairs = kept.order_by("ask__conversation_id").values_list("ask__conversation_id", "ask__customer").distinct()
        page = list(pairs[:AT_ONCE])
        closed = everywhere.ended([case for case, _ in page])
        for case, customer in page:
            after = case
            if case in closed and vault_rules.is_over(closed[case], keep=keep, now=now) and not is_held(customer):
                yield case, customer
        if len(page) < AT_ONCE:
            return


def _delete(case: int, customer: int, *, now: datetime) -> int:
    with transaction.atomic():
        holds.lock(customer)
        if is_held(customer):  # since a moment ago
            return 0
        theirs = Paper.objects.filter(ask__conversation_id=case, ask__customer=customer, deleted_at=None)
        rows = list(theirs.select_for_update())
        count = Paper.objects.filter(pk__in=[row.pk for row in rows], deleted_at=None).update(deleted_at=now)
        vault.forget([row.file for row in rows], now=now)
        if rows:
            detail = f"papers={len(rows)}"
            journal.write([journal.Act(now, "operator", 0, "papers_deleted", "conversation", case, detail)])
    return count


def _tell(now: datetime) -> None:
    """The log says so once for each paper, also if a process ended before it could."""
    untold = list(
        Paper.objects.select_related("ask").exclude(deleted_at=None).filter(told_at=None).order_by("id")[:AT_ONCE]
    )
    told = _told(untold)
    Paper.objects.filter(pk__in=told).update(told_at=now)


def _told(rows: Collection[Paper]) -> list[int]:
    drafts = [
        vault_asks.entry(row.ask, PapersStep.DELETED, by=US, key=f"papers.{row.public_id}.deleted") for row in rows
    ]
    outcomes = log.append(drafts) if drafts else []
    return [row.pk for row, outcome in zip(rows, outcomes, strict=True) if not isinstance(outcome, Failed)]
