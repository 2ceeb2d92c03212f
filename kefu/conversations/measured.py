"""How the one door is used: how long a transaction takes until it is on the disk, and what became of each draft."""

from collections import Counter
from contextlib import AbstractContextManager

from kefu.conversations.records import EntryRecord, Failed, Known, Outcome, Refused
from kefu.kit import metrics

_seconds = metrics.histogram("kefu_log_append_seconds", "From the first statement of a batch until it is on the disk.")
_drafts = metrics.counter("kefu_log_drafts", "Drafts brought to the log, by outcome.", ("outcome",))
_NAMES = {EntryRecord: "stored", Known: "known", Refused: "refused", Failed: "failed"}
_by_kind = {kind: _drafts.labels(name) for kind, name in _NAMES.items()}


def append_seconds() -> AbstractContextManager[object]:
    return _seconds.time()


def counted(outcomes: list[Outcome]) -> list[Outcome]:
    for kind, count in Counter(map(type, outcomes)).items():
        _by_kind[kind].inc(count)
    return outcomes
