"""Processor time of the product's processes, read from /proc: what other work on the machine does moves it little."""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.memory import PROC, with_children

TICKS_S = os.sysconf("SC_CLK_TCK")
Pids = Callable[[], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Reading:
    at_s: float
    ms: Mapping[str, float]


class Meter:
    """Milliseconds of processor time by part; a part is whatever processes its function names when it is read."""

    def __init__(self, parts: Mapping[str, Pids]) -> None:
        self._parts = parts

    def read(self) -> Reading:
        ms = {name: sum(map(_ms, with_children(pids()))) for name, pids in self._parts.items()}
        return Reading(time.monotonic(), ms)

    def since(self, before: Reading) -> Reading:
        """What was spent since then, and in how many seconds."""
        now = self.read()
        return Reading(now.at_s - before.at_s, {name: now.ms[name] - before.ms[name] for name in now.ms})


def pids_named(title: str) -> list[int]:
    """PostgreSQL's processes whose title holds `title`: they name the user and the database they serve."""
    titles = ((folder, _title(folder)) for folder in PROC.iterdir() if folder.name.isdigit())
    return [int(folder.name) for folder, found in titles if found.startswith("postgres:") and title in found]


def _title(folder: Path) -> str:
    with suppress(OSError):
        return (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def _ms(pid: int) -> float:
    """User and system time; none if it ended meanwhile."""
    with suppress(OSError):
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        return 1000 * (int(fields[11]) + int(fields[12])) / TICKS_S
    return 0.0
