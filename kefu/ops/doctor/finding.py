"""What a check says: how bad, in one sentence, and what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    WARN = "warn"  # it serves, and somebody should see to it
    CRITICAL = "critical"  # messages, people or their secrets are in danger


@dataclass(frozen=True, slots=True)
class Word:
    """`todo` is empty where all is well."""

    verdict: Verdict
    says: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    id: str
    verdict: Verdict
    says: str
    todo: str


Check = Callable[[], Word]
SEVERITY = {Verdict.OK: 0, Verdict.WARN: 1, Verdict.CRITICAL: 2}


def ok(says: str) -> Word:
    return Word(Verdict.OK, says)


def warn(says: str, todo: str) -> Word:
    return Word(Verdict.WARN, says, todo)


def critical(says: str, todo: str) -> Word:
    return Word(Verdict.CRITICAL, says, todo)
