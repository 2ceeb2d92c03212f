"""What the product's processes take: memory (PSS counts a page shared by two of them once) and time of a processor."""

import os
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def pss_mb(pids: Iterable[int]) -> float:
    """Of these processes and all their children, in MB."""
    return sum(_pss_kb(pid) for pid in with_children(pids)) / 1024


def cpu_s(pids: Iterable[int]) -> float:
    """Seconds of a processor that these processes have used: they count the same however busy the machine is."""
    return sum(sum(map(int, _after_name(pid)[11:13])) for pid in pids) / TICKS_A_SECOND


def _after_name(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the program's name, which may hold spaces."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def with_children(pids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    waiting = list(pids)
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.add(pid)
            waiting += _children(pid)
    return found


def _children(pid: int) -> list[int]:
    try:
        files = list((PROC / str(pid) / "task").glob("*/children"))
        return [int(child) for file in files for child in file.read_text().split()]
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return []


def _pss_kb(pid: int) -> int:
    try:
        rollup = (PROC / str(pid) / "smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return 0
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
