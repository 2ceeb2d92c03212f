"""Steps of another room's with the entries that tell of them, in one transaction: neither stands without the other.

For rooms whose rows people read beside the log. Who only appends calls `log`.
"""

import logging
from collections.abc import Callable, Sequence

from django.db import transaction

from kefu.conversations import leaving, log, measured
from kefu.conversations.batch import Batch
from kefu.conversations.records import Draft, EntryRecord, Failed, Known, Outcome, Refused
from kefu.kit import wake

logger = logging.getLogger(__name__)


def append(
    drafts: Sequence[Draft], *, step: Callable[[], None], then: Callable[[Sequence[EntryRecord]], None] | None = None
) -> list[Outcome]:
    """Take the step and append, or nothing of either. Returns after the commit is on disk; one outcome per draft.

    `step` runs first, and its errors go to the caller; `then` is given the entries. If the log refuses one draft or the
    database is away, all is undone, and the outcomes say so: look at them.
    """
    batch = Batch()
    try:
        vetted = log.vet(drafts)
        with measured.append_seconds(), transaction.atomic(durable=True):
            step()
            outcomes = batch.write(vetted)
            if not all(isinstance(each, EntryRecord | Known) for each in outcomes):
                raise _Undone
            if then is not None:
                then([log.stored(each) for each in outcomes])
    except _Undone:
        return measured.counted([each if isinstance(each, Refused) else Failed("undone") for each in outcomes])
    except log.OUTAGE as error:
        logger.error("together: %d drafts and their step not stored: %s", len(drafts), error)
        return measured.counted([Failed(type(error).__name__) for _ in drafts])
    log.announce(batch.announced)
    if batch.leaving:
        wake.wake(leaving.TOPIC, [len(batch.leaving)])
    return measured.counted(outcomes)


def stored(outcomes: Sequence[Outcome]) -> list[EntryRecord]:
    """The entries, or the error of the draft that undid the others."""
    refused = next((each for each in outcomes if isinstance(each, Refused)), None)
    if refused is not None:
        raise log.error_of(refused)
    return [log.stored(each) for each in outcomes]


class _Undone(Exception):
    pass
