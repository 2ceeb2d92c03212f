"""The results of runs as data: `bench/results/NAME.json`, the newest last, each with its machine and its load average."""

import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
MOST = 10


@dataclass(frozen=True, slots=True)
class Machine:
    cores: int
    memory_gb: int
    kernel: str
    python: str
    sqlite: str


@dataclass(frozen=True, slots=True)
class Run:
    """`load` is the load average over a minute before the run and after it; `commit` ends in + if files had been changed."""

    at: str
    commit: str
    machine: Machine
    load: tuple[float, float]
    options: tuple[str, ...]
    result: dict[str, Any] = field(hash=False)


def this_machine() -> Machine:
    return Machine(
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory_gb=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        kernel=f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}",
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
    )


def run_of(result: dict[str, Any], *, load_before: float, options: Sequence[str]) -> Run:
    """What this run found, just now."""
    return Run(
        at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        commit=_commit(),
        machine=this_machine(),
        load=(round(load_before, 1), round(os.getloadavg()[0], 1)),
        options=tuple(options),
        result=result,
    )


def keep(name: str, run: Run, *, folder: Path = RESULTS) -> Path:
    """Append to what is kept of this benchmark; the oldest beyond ten is forgotten."""
    file = folder / f"{name}.json"
    folder.mkdir(exist_ok=True)
    runs = [*kept(name, folder=folder), run][-MOST:]
    lines = ",\n".join(f"  {json.dumps(asdict(each))}" for each in runs)  # a line a run: a merge can be read
    file.write_text(f'{{"name": {json.dumps(name)}, "runs": [\n{lines}\n]}}\n')
    return file


def kept(name: str, *, folder: Path = RESULTS) -> list[Run]:
    """Oldest first; none if this benchmark was never kept."""
    file = folder / f"{name}.json"
    if not file.exists():
        return []
    return [_read(told) for told in json.loads(file.read_text())["runs"]]


def _read(told: dict[str, Any]) -> Run:
    before, after = told["load"]
    machine, options = Machine(**told["machine"]), tuple(told["options"])
    return Run(told["at"], told["commit"], machine, (before, after), options, told["result"])


def _commit() -> str:
    """The commit that ran, as far as git is there to tell."""
    try:
        commit = _git("rev-parse", "--short=9", "HEAD").strip()
        is_changed = _git("status", "--porcelain", "--untracked-files=no", "--", "kefu", "bench", "requirements")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{commit}+" if is_changed else commit


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout
