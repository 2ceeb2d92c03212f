"""Runs the checks that conversations wait for, outside any transaction, and writes what they found.

A claim is a compare-and-set; a run that dies is due again after two minutes; what it appends is keyed, so it stands once.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from kefu.conversations import data_checks, everywhere, log
from kefu.conversations.data import ClosedData, SortedData, TaggedData
from kefu.conversations.kinds import Audience, Author, AuthorKind, CloseReason, Kind, Priority
from kefu.conversations.log import OUTAGE
from kefu.conversations.records import Draft, EntryRecord, Known
from kefu.exchange import runs
from kefu.exchange.diagnoses.definition import Finding, State
from kefu.exchange.errors import UnknownCheck
from kefu.exchange.runs import By, Run
from kefu.watchers.cases import rules
from kefu.watchers.cases.models import CaseJob

logger = logging.getLogger(__name__)

AT_ONCE = 8
STALE_AFTER = timedelta(minutes=2)
MOST_ATTEMPTS = 2_000  # of one case: seven days of looks
MOST_FIRST_LOOKS = 5  # before the first reply: whoever has proved nothing is not asked about for days
CLAIM = "claim"

Status, Reason = CaseJob.Status, CaseJob.Reason
_CLOSED_BY_ITSELF = frozenset({Priority.LOW, Priority.NORMAL})
_FAILED = Finding("failed", State.UNCLEAR)  # only to be looked at again
WATCHER = Author(kind=AuthorKind.WATCHER, name="cases")


def work(now: datetime) -> int:
    """Run some that are due; how many."""
    due = CaseJob.objects.filter(due_at__lte=now).exclude(status=Status.DONE).order_by("due_at")[:AT_ONCE]
    return sum(_claimed(job, now) and _run(job, now) for job in due)


def end(conversations: Sequence[int]) -> None:
    """Nobody waits for these any more."""
    CaseJob.objects.filter(conversation__in=conversations).exclude(status=Status.DONE).update(status=Status.DONE)


def sweep(now: datetime) -> int:
    """Forget what ended a while ago."""
    return CaseJob.objects.filter(status=Status.DONE, due_at__lt=now - rules.LIVES).delete()[0]


def _claimed(job: CaseJob, now: datetime) -> bool:
    mine = CaseJob.objects.filter(pk=job.pk, attempts=job.attempts).exclude(status=Status.DONE)
    job.attempts += 1
    return mine.update(status=Status.RUNNING, attempts=job.attempts, due_at=now + STALE_AFTER) == 1


def _run(job: CaseJob, now: datetime) -> bool:
    try:
        _look(job, now)
    except OUTAGE:
        raise  # the database is away: it is due again when the claim ends
    except Exception:  # one check's bug must neither stop the others nor be run for ever
        logger.exception("the check %s failed for conversation %d", job.diagnosis, job.conversation)
        _settle(job, _FAILED, now)
    return True


def _look(job: CaseJob, now: datetime) -> None:
    try:
        answered, finding = runs.look(job.diagnosis, job.answers, asker=runs.asker_for(job.customer))
    except UnknownCheck:  # of another release
        finding = None
    if finding is None:
        _settle(job, None, now)
        return
    if rules.is_worth_telling(finding, told=job.told):
        kept = runs.keep(
            job.diagnosis,
            answered,
            finding,
            customer=job.customer,
            by=By.WATCHER,
            conversation=job.public_id,
            is_told=job.reason == Reason.FOLLOW,
        )
        outcome = log.append(_drafts(job, finding, kept))[0]
        if isinstance(outcome, EntryRecord | Known):  # else it is told the next time
            job.told = rules.gist(finding)
    _settle(job, finding, now)


def _drafts(job: CaseJob, finding: Finding, kept: Run) -> list[Draft]:
    """The receipt; and where a followed case has come to its end, what follows from that."""
    key = f"{job.pk}.{job.made_at.timestamp():.3f}.{rules.gist(finding)}"[:70]  # followed anew, it is told anew
    found = data_checks.of(job.diagnosis, finding, run=kept.id)
    is_followed = job.reason == Reason.FOLLOW
    audience = Audience.EVERYONE if is_followed else Audience.STAFF
    drafts = [Draft(job.conversation, Kind.DIAGNOSED, WATCHER, found, audience=audience, key=key)]
    if is_followed and finding.state is State.FINE and _may_close(job.conversation):
        drafts.append(
            Draft(job.conversation, Kind.CLOSED, WATCHER, ClosedData(CloseReason.SOLVED), key=f"{key}.closed")
        )
    if is_followed and finding.state is State.PERSON:
        drafts += _claim(job, key)
    return drafts


def _may_close(conversation: int) -> bool:
    """Nobody has it, and nothing says that there is more to it: a credited deposit answers no cry for help."""
    is_free = everywhere.assignees([conversation]).get(conversation) is None
    return is_free and everywhere.priorities([conversation]).get(conversation) in _CLOSED_BY_ITSELF


def _claim(job: CaseJob, key: str) -> list[Draft]:
    """Waiting did not help: it is marked for a person to take, and never made less pressing than it was."""
    tagged = TaggedData(added=(CLAIM,))
    drafts = [Draft(job.conversation, Kind.TAGGED, WATCHER, tagged, audience=Audience.STAFF, key=f"{key}.tagged")]
    if everywhere.priorities([job.conversation]).get(job.conversation, Priority.NORMAL) < Priority.HIGH:
        high = SortedData(priority=Priority.HIGH)
        drafts.append(Draft(job.conversation, Kind.SORTED, WATCHER, high, audience=Audience.STAFF, key=f"{key}.sorted"))
    return drafts


def _settle(job: CaseJob, finding: Finding | None, now: datetime) -> None:
    waits = finding is not None and rules.goes_on(finding, now=now, until_at=job.until_at)
    is_first = job.reason == Reason.CATEGORY
    most = MOST_FIRST_LOOKS if is_first else MOST_ATTEMPTS
    is_over = not waits or job.attempts >= most or (is_first and bool(job.told))
    mine = CaseJob.objects.filter(pk=job.pk, status=Status.RUNNING)
    if is_over:
        mine.update(status=Status.DONE, told=job.told, due_at=now)
    else:
        mine.update(status=Status.DUE, told=job.told, due_at=rules.next_look(now=now, made_at=job.made_at))
