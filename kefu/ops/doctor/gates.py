"""Which findings are so bad that no chats may be taken: what would be acknowledged could be lost, read or bent.

Of others (a scanner that is down, a backup that is late, a guess that could succeed) the doctor tells, and chats go on: to have
nobody answer customers is an injury too.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kefu.kit import clock
from kefu.ops.doctor import examine
from kefu.ops.doctor.finding import Finding, Verdict
from kefu.trust import journal, queues
from kefu.trust.queues import Reason

OWN = (  # of each process by itself, at its start: settings do not change while it runs
    *("settings.debug", "settings.secret-key", "settings.allowed-hosts", "settings.encryption", "settings.proxy"),
    *("settings.identity", "settings.cookies", "settings.content-policy", "settings.guards", "settings.passwords"),
    *("settings.data-key", "settings.secrets-apart", "database.durability"),
)
SHARED = ("database.migrated", "database.keys", "journal.sound")  # of what all have in common, each minute
EXAMINED = ("database.integrity", "log.sound", "files.there", "drill.journal", "drill.egress")  # by the newest report
ALL = (*OWN, *SHARED, *EXAMINED)


def judge_own(*, is_told: bool = True) -> None:
    """At the start of a process that serves; stands until it ends. `is_told`: the journal is."""
    if not settings.QUEUES_GATED:
        return
    found = closing(examine.examine(OWN))
    queues.judged_here(found)
    if found and is_told:
        told = ", ".join(each.id for each in found)[:200]
        with transaction.atomic():
            journal.write([journal.Act(clock.now(), "operator", 0, "queues_closed", queues.SUBJECT, 0, told)])


def judge(now: datetime) -> int:
    """What all processes share; a lane asks again and again. Nothing is told as done, so that it rests in between."""
    del now
    if settings.QUEUES_GATED:
        queues.judged(closing(examine.examine(SHARED)))
    return 0


def closing(findings: Sequence[Finding]) -> list[Reason]:
    """Those that close the queues. What could not be looked at does not: without the database nothing is acknowledged anyway."""
    bad = (each for each in findings if each.verdict is Verdict.CRITICAL and each.id in ALL)
    return [Reason(each.id, each.says, each.todo) for each in bad if not each.says.startswith(examine.UNSEEN)]
