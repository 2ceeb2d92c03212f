"""The pages' own time with few conversations and with many: each in a process and a database of its own, then held together."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.errors import BenchError
from bench.product import ROOT

SORTS = ("inbox", "conversation", "filter", "counters")
EASY = "agent=none auditor=none lead=none admin=none"  # whoever asks is signed in by a cookie made for them


@dataclass(frozen=True, slots=True)
class Wanted:
    """`keep`: a folder in which databases stay for the next run; without one they are made anew and removed."""

    few: int
    many: int
    rounds: int
    every: int = 1
    keep: str = ""


def measured(wanted: Wanted) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="kefu-bench-desk-") as made:
        folder = Path(wanted.keep or made)
        few, many = (_one(folder / f"of-{count}", count, wanted) for count in (wanted.few, wanted.many))
    return told(few, many)


def told(few: Mapping[str, Any], many: Mapping[str, Any]) -> dict[str, object]:
    """The keys of bench/README.md: times with many, and the worst ratio to those with few, by wall clock and by work."""
    return {
        **{f"{sort}_p95_ms": many[f"{sort}_p95_ms"] for sort in SORTS},
        **{f"{sort}_cpu_p95_ms": many[f"{sort}_cpu_p95_ms"] for sort in SORTS},
        "growth_10k_to_1m": _growth(few, many, "best_p95_ms"),
        "growth_cpu": _growth(few, many, "cpu_p95_ms"),
        "growth_of": _growths(few, many, "best_p95_ms"),
        "queries_most": max(few["queries_most"], many["queries_most"]),
        "served_n": few["n"] + many["n"],
        "slowest": {sort: many[f"{sort}_slowest"] for sort in (*SORTS, "other")},
    }


def _growth(few: Mapping[str, Any], many: Mapping[str, Any], figure: str) -> float:
    return max(_growths(few, many, figure).values())


def _growths(few: Mapping[str, Any], many: Mapping[str, Any], figure: str) -> dict[str, float]:
    return {sort: round(float(many[f"{sort}_{figure}"]) / float(few[f"{sort}_{figure}"]), 2) for sort in SORTS}


def _one(folder: Path, conversations: int, wanted: Wanted) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    settings = {
        "DJANGO_SETTINGS_MODULE": "kefu.settings.prod",
        "KEFU_DATA": str(folder),
        "KEFU_DATABASE_URL": f"sqlite:///{folder / 'kefu.sqlite3'}",
        "KEFU_SECRET_KEY": secrets.token_urlsafe(50),
        "KEFU_SECOND_FACTOR": EASY,
    }
    command = [sys.executable, "-m", "bench.served.measure", "--conversations", str(conversations)]
    command += ["--rounds", str(wanted.rounds), "--every", str(wanted.every)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise BenchError(f"the measurement with {conversations} conversations ended with {done.returncode}; see above.")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
