"""What auditors ask for beside findings, by the numbers of the Trust Services Criteria. Names of controls, counts and dates;
nobody's name or data."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import kefu
from kefu.kit import clock
from kefu.people import directory
from kefu.people.capabilities import BUNDLES, Role
from kefu.trust import journal

LATELY = timedelta(days=90)
COUNTED = {  # control -> what of the journal is counted for it
    "CC6.2 people let in and out": ("agent_created", "agent_disabled", "agent_enabled", "agent_role_changed"),
    "CC6.7 lists carried away": ("export_asked", "export_fetched", "copy_exported"),
    "CC7.2 alarms of the insider guard": ("insider_alarm", "reveals_frozen"),
    "CC7.3 chats refused by the doctor": ("queues_closed", "queues_opened"),
    "A1.2 backups made and proved": ("backup_made", "backup_proved", "backup_refused"),
    "C1.2 persons erased": ("erasure_asked", "erasure_done"),
}


def gathered() -> Mapping[str, Sequence[str]]:
    since = clock.now() - LATELY
    return {
        "CC6.1 who may do what": [f"{role}: {', '.join(sorted(BUNDLES[role]))}" for role in Role],
        "CC6.3 people by role": [f"{role}: {directory.count_of(role)}" for role in Role],
        **{control: _lines(actions, since) for control, actions in COUNTED.items()},
        "CC8.1 release": [kefu.__version__],
    }


def _lines(actions: Sequence[str], since: datetime) -> list[str]:
    counts = journal.counts(actions, since=since)
    return [f"{action}, in {LATELY.days} days: {counts.get(action, 0)}" for action in actions]
