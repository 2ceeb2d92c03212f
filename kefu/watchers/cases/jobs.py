"""Runs the checks that conversations wait for, outside any transaction, and writes what they found.

A claim is a compare-and-set; a run that dies is due again after two minutes; what it appends is keyed, so it stands once.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from kefu.conversations.log import OUTAGE
from kefu.conversations.records import Failed
from kefu.exchange import runs
from kefu.exchange.diagnoses.answers import Answered
from kefu.exchange.diagnoses.definition import Finding, State
from kefu.exchange.errors import UnknownCheck
from kefu.exchange.runs import By, Run
from kefu.kit import clock
from kefu.people import keys
from kefu.watchers.cases import lanes, rules, sealing, telling
from kefu.watchers.cases.models import CaseJob

logger = logging.getLogger(__name__)

STALE_AFTER = timedelta(minutes=2)
FRESH_FOR = timedelta(minutes=10)  # what the customer has just found out is not found out for them
MOST_ATTEMPTS = 2_000  # of one case: seven days of looks
MOST_FIRST_LOOKS = 5  # before the first reply: whoever has proved nothing is not asked about for days
MOST_DUE = 100

Status, Reason = CaseJob.Status, CaseJob.Reason
_FAILED = Finding("failed", State.UNCLEAR)  # only to be looked at again


def work(now: datetime) -> int:
    """Begin what is due, as far as there are lanes for it; how many. Those of one conversation run one after the other."""
    due = CaseJob.objects.filter(due_at__lte=now).exclude(status=Status.DONE).order_by("due_at")[:MOST_DUE]
    with lanes.opened() as this_round:
        for job in due:
            if this_round.has_one_for(job.conversation) and _claimed(job, now):
                this_round.begin(job.conversation, _run, job, now)
    return len(this_round.begun)


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


def _mine(job: CaseJob) -> QuerySet[CaseJob]:
    """The row while nobody else has claimed it, and nobody asked for it anew."""
    return CaseJob.objects.filter(pk=job.pk, attempts=job.attempts, tellings=job.tellings, status=Status.RUNNING)


def _run(job: CaseJob, now: datetime) -> None:
    try:
        _look(job, now)
    except OUTAGE as error:  # the database is away: it is due again when the claim ends
        logger.warning("the check %s waits for the database: %s", job.diagnosis, type(error).__name__)
    except Exception:  # one check's bug must neither stop the others nor be run for ever
        logger.exception("the check %s failed for conversation %d", job.diagnosis, job.conversation)
        _settle(job, _FAILED, now)


def _look(job: CaseJob, now: datetime) -> None:
    if job.untold_run and not _tell(job, runs.kept(job.untold_run)):  # cut off before it was known to be told
        _settle(job, _FAILED, now)
        return
    answered, finding = _found(job)
    if finding is not None and rules.is_worth_telling(finding, is_told=_is_told(job, finding)):
        kept = _kept(job, answered, finding)
        if kept is None:
            return  # it is somebody else's by now
        finding = finding if _tell(job, kept) else _FAILED
    _settle(job, finding, now)


def _is_told(job: CaseJob, finding: Finding) -> bool:
    return job.told == sealing.mark(job.customer, finding)


def _found(job: CaseJob) -> tuple[Answered, Finding | None]:
    """No finding: there is nothing to be found any more, or nothing that the customer has not found out themselves."""
    try:
        given = _answers(job) if job.reason == Reason.FOLLOW else _first_answers(job)
        if given is not None:
            return runs.look(job.diagnosis, given, asker=runs.asker_for(job.customer))
    except (UnknownCheck, keys.Unreadable):  # of another release, or of somebody who was erased
        pass
    return Answered(), None


def _answers(job: CaseJob) -> Mapping[str, str] | None:
    place = sealing.place_of(job.conversation, job.diagnosis, job.reason)
    return sealing.opened(job.customer, job.answers, place=place)


def _first_answers(job: CaseJob) -> Mapping[str, str] | None:
    """What the customer has answered elsewhere; None where they ran this very check a moment ago."""
    ran = runs.own(job.customer, conversation=job.public_id)
    since = clock.now() - FRESH_FOR
    if any(_is_settled(each, job) and each.made_at > since for each in ran):
        return None
    return runs.answered_before(runs.definition_of(job.diagnosis), ran)


def _is_settled(run: Run, job: CaseJob) -> bool:
    return run.definition.key == job.diagnosis and run.finding.state is not State.UNCLEAR


def _kept(job: CaseJob, answered: Answered, finding: Finding) -> Run | None:
    """The run as a row, and that it is to be told, in one: whoever is cut off after it tells this very run."""
    definition, has_answers = runs.definition_of(job.diagnosis), bool(answered.answers)
    with transaction.atomic():
        kept = runs.keep(
            job.diagnosis,
            answered,
            finding,
            customer=job.customer,
            by=By.WATCHER,
            conversation=job.public_id,
            is_told=telling.is_for_customer(job, definition, finding, has_answers=has_answers),
        )
        if _mine(job).update(tellings=job.tellings + 1, untold_run=kept.id) != 1:
            transaction.set_rollback(True)
            return None
    job.tellings += 1
    job.untold_run = kept.id
    return kept


def _tell(job: CaseJob, run: Run | None) -> bool:
    """False while the log cannot take it. What it refuses is told the next time, if it is still so."""
    if run is not None:
        outcome = telling.tell(job, run)
        if isinstance(outcome, Failed):
            return False
        if telling.is_told(outcome):
            job.told = sealing.mark(job.customer, run.finding)
    job.untold_run = ""
    return True


def _settle(job: CaseJob, finding: Finding | None, now: datetime) -> None:
    waits = finding is not None and rules.goes_on(finding, now=now, until_at=job.until_at)
    is_first = job.reason == Reason.CATEGORY
    most = MOST_FIRST_LOOKS if is_first else MOST_ATTEMPTS
    is_over = not waits or job.attempts >= most or (is_first and bool(job.told))
    status, due_at = (Status.DONE, now) if is_over else (Status.DUE, rules.next_look(now=now, made_at=job.made_at))
    _mine(job).update(status=status, told=job.told, untold_run=job.untold_run, due_at=due_at)
