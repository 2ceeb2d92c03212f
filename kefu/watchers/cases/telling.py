"""What the log is told of a case: the receipt, for whom, and what follows from it: a claim, or that the case is closed."""

from collections.abc import Iterator

from kefu.conversations import data_checks, everywhere, log
from kefu.conversations.data import ClosedData, SortedData, TaggedData
from kefu.conversations.kinds import Audience, Author, AuthorKind, CloseReason, Kind, Priority
from kefu.conversations.records import Draft, EntryRecord, Known, Outcome
from kefu.exchange.diagnoses.definition import Definition, Finding, State
from kefu.exchange.runs import Run
from kefu.watchers.cases import rules
from kefu.watchers.cases.models import CaseJob

CLAIM = "claim"
WATCHER = Author(kind=AuthorKind.WATCHER, name="cases")

Reason = CaseJob.Reason
_CLOSED_BY_ITSELF = frozenset({Priority.LOW, Priority.NORMAL})


def is_for_customer(job: CaseJob, definition: Definition, finding: Finding, *, has_answers: bool) -> bool:
    """What is followed for them; and of what ran by itself, what they asked for and what helps them."""
    if job.reason == Reason.FOLLOW:
        return True
    return job.is_own and rules.is_for_customer(finding, tells=definition.tells, has_answers=has_answers)


def tell(job: CaseJob, run: Run) -> Outcome:
    """Append the receipt of this run. Keyed by which telling of the job it is: told again, it stands once."""
    return log.append(list(_drafts(job, run, key=f"{job.pk}.told{job.tellings}")))[0]


def is_told(outcome: Outcome) -> bool:
    return isinstance(outcome, EntryRecord | Known)


def claim(conversation: int, *, key: str) -> Iterator[Draft]:
    """Waiting did not help: it is marked for a person to take, and never made less pressing than it was."""
    tagged = TaggedData(added=(CLAIM,))
    yield Draft(conversation, Kind.TAGGED, WATCHER, tagged, audience=Audience.STAFF, key=f"{key}.tagged")
    if everywhere.priorities([conversation]).get(conversation, Priority.NORMAL) < Priority.HIGH:
        high = SortedData(priority=Priority.HIGH)
        yield Draft(conversation, Kind.SORTED, WATCHER, high, audience=Audience.STAFF, key=f"{key}.sorted")


def _drafts(job: CaseJob, run: Run, *, key: str) -> Iterator[Draft]:
    finding = run.finding
    found = data_checks.of(job.diagnosis, finding, run=run.id)
    audience = Audience.EVERYONE if run.is_told else Audience.STAFF
    yield Draft(job.conversation, Kind.DIAGNOSED, WATCHER, found, audience=audience, key=key)
    if job.reason == Reason.FOLLOW and finding.state is State.FINE and _may_close(job.conversation):
        solved = ClosedData(CloseReason.SOLVED)
        yield Draft(job.conversation, Kind.CLOSED, WATCHER, solved, key=f"{key}.closed")
    if run.is_told and finding.state is State.PERSON:
        yield from claim(job.conversation, key=key)


def _may_close(conversation: int) -> bool:
    """Nobody has it, and nothing says that there is more to it: a credited deposit answers no cry for help."""
    is_free = everywhere.assignees([conversation]).get(conversation) is None
    return is_free and everywhere.priorities([conversation]).get(conversation) in _CLOSED_BY_ITSELF
