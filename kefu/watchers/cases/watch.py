"""Follows what checks found: runs those of a conversation's category, takes along what its customer ran before, looks again
at what waits, and answers "I was hacked" at once.

Checks ask the exchange, so they are run by `jobs`, outside the pass; here only their rows are made.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kefu.conversations import data_checks, definitions, everywhere
from kefu.conversations.data import SortedData
from kefu.conversations.data_checks import DiagnosedData
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.kinds import Audience, AuthorKind, Kind, Priority
from kefu.conversations.react import Effect, Hint, Rows, Watcher
from kefu.conversations.records import Draft, EntryRecord
from kefu.exchange import runs
from kefu.exchange.diagnoses import registry
from kefu.exchange.diagnoses.definition import Facts, State
from kefu.kit import clock, db
from kefu.people import claims
from kefu.people.claims import Claim
from kefu.trust import distress
from kefu.watchers.cases import jobs, rules, sealing, telling
from kefu.watchers.cases.models import CaseJob
from kefu.watchers.cases.telling import WATCHER, Reason

TOPIC = "checks"
HACKED, SECURITY = "account-hacked", "security"
ENDS = frozenset({Kind.CLOSED, Kind.MERGED_INTO})
TABLE = "cases_casejob"
COLUMNS = (
    "conversation, public_id, customer, diagnosis, reason, answers, is_own, status, told, tellings, untold_run, attempts,"
    " made_at, due_at, until_at"
)
ONCE = "(conversation, diagnosis, reason) DO NOTHING"
ANEW = (
    "(conversation, diagnosis, reason) DO UPDATE SET answers = excluded.answers, status = excluded.status,"
    " told = excluded.told, untold_run = excluded.untold_run, attempts = excluded.attempts, made_at = excluded.made_at,"
    " due_at = excluded.due_at, until_at = excluded.until_at"
)


@dataclass(frozen=True, slots=True)
class _Job:
    """`is_anew`: asked for by a person, so what was followed before starts over. `is_own`: as in `CaseJob`."""

    diagnosis: str
    reason: CaseJob.Reason
    due_at: datetime
    told: str = ""
    answers: Mapping[str, str] | None = None
    is_anew: bool = False
    is_own: bool = False


class Cases(Watcher):
    key = "cases"
    watches = ENDS | {Kind.OPENED, Kind.PARTICULARS, Kind.SORTED, Kind.DIAGNOSED, Kind.MESSAGE}

    def on_entries(self, entries: Sequence[EntryRecord]) -> Iterable[Effect]:
        """Rows and drafts are keyed: running twice changes nothing."""
        told = [entry for entry in entries if entry.kind is not Kind.MESSAGE or _is_alarm(entry)]
        customers = everywhere.customers({entry.conversation for entry in told})
        ended = [entry.conversation for entry in told if entry.kind in ENDS]
        if ended:
            jobs.end(ended)
        for anew, conflict in ((False, ONCE), (True, ANEW)):
            rows = [
                _row(entry, customers[entry.conversation], job)
                for entry in told
                if entry.conversation not in ended
                for job in _jobs(entry, customers[entry.conversation], clock.now())
                if job.is_anew is anew
            ]
            if rows:
                yield Rows(TABLE, COLUMNS, rows, or_else=conflict)
                yield Hint(TOPIC, [])
        for entry in told:
            yield from self._keyed(entry, _drafts(entry, customers[entry.conversation]))


def _is_alarm(entry: EntryRecord) -> bool:
    return entry.author.kind is AuthorKind.CUSTOMER and distress.is_hacked(entry.body)


def _drafts(entry: EntryRecord, customer: int) -> Iterable[Draft]:
    """What is appended because of this entry."""
    if entry.kind is Kind.MESSAGE:
        yield from _alarm(entry)
    if entry.kind is Kind.OPENED:
        for run in runs.loose(customer):
            found = data_checks.of(run.definition.key, run.finding, run=run.id)
            yield Draft(entry.conversation, Kind.DIAGNOSED, WATCHER, found, key=f"run.{run.id}")
            if run.finding.state is State.PERSON and State.PERSON in run.definition.tells:
                yield from telling.claim(entry.conversation, key=f"run.{run.id}")
    if isinstance(entry.data, DiagnosedData) and entry.data.run:
        runs.take_along(customer, entry.data.run, conversation=entry.conversation_public_id)


def _alarm(entry: EntryRecord) -> Iterable[Draft]:
    """The freeze link and what to keep, once a day; and before everybody else in the queue."""
    definition = registry.check(HACKED)
    if definition is None:
        return
    found = data_checks.of(HACKED, definition.judge(Facts(clock.now())))  # at once: nobody is asked anything
    key = f"hacked.{entry.conversation}.{entry.created_at:%Y%m%d}"
    yield Draft(entry.conversation, Kind.DIAGNOSED, WATCHER, found, key=key)
    about = SECURITY if definitions.has_category(SECURITY) else None
    urgent = SortedData(priority=Priority.URGENT, category=about)
    yield Draft(entry.conversation, Kind.SORTED, WATCHER, urgent, audience=Audience.STAFF, key=f"{key}.sorted")


def _jobs(entry: EntryRecord, customer: int, now: datetime) -> Iterable[_Job]:
    """Checks that are to be run because of this entry."""
    for definition in registry.for_category(_category(entry)):
        yield _Job(definition.key, Reason.CATEGORY, now, is_own=_is_own(entry, customer))
    if isinstance(entry.data, DiagnosedData) and entry.audience is Audience.EVERYONE:
        finding = data_checks.finding_of(entry.data)
        if finding is not None and finding.follow:
            again_at, is_theirs = rules.next_look(now=now, made_at=now), entry.author.kind is not AuthorKind.WATCHER
            told = sealing.mark(customer, finding)
            yield _Job(entry.data.check, Reason.FOLLOW, again_at, told, finding.follow, is_theirs)


def _category(entry: EntryRecord) -> str:
    if isinstance(entry.data, ParticularsData | SortedData):
        return entry.data.category or ""
    return ""


def _is_own(entry: EntryRecord, customer: int) -> bool:
    """The customer said what it is about, and named no other account than the one that the exchange has signed for."""
    if entry.author.kind is not AuthorKind.CUSTOMER or not isinstance(entry.data, ParticularsData):
        return False
    typed = Claim(entry.data.uid, entry.data.email, entry.data.phone)
    return typed == Claim() or not claims.unlike_proved(customer, typed)


def _row(entry: EntryRecord, customer: int, job: _Job) -> Sequence[Any]:
    now, until = db.to_moment(clock.now()), db.to_moment(clock.now() + rules.LIVES)
    place = sealing.place_of(entry.conversation, job.diagnosis, job.reason.value)
    answers = sealing.sealed(customer, job.answers or {}, place=place)
    return (
        *(entry.conversation, entry.conversation_public_id, customer),
        *(job.diagnosis, job.reason.value, json.dumps(answers), job.is_own),
        *("due", job.told, 0, "", 0),
        *(now, db.to_moment(job.due_at), until),
    )
