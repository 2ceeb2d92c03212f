"""bin/bench faults: plays every fault, as many as a full run wants, and goes on where it stopped; the oracle judges each round.

`--for-s` ends after the round under way; call it again to go on. Ends with one line of JSON over all rounds played so far.
"""

import argparse
import json
import os
import random
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.errors import BenchError, run
from bench.faults.registry import Fault, Round, faults
from bench.product import ROOT

STATE = ROOT / "build" / "faults.json"
ORACLES = ("lost", "doubled", "reordered", "never_read", "gaps", "strangers", "false_acks", "n")


@dataclass(frozen=True, slots=True)
class Played:
    """A round, as the state file keeps it."""

    fault: str
    seed: int
    at: str
    seconds: float
    load_average: float
    round: Round


def main(words: list[str]) -> int:
    asked = _parse(words)
    played = [] if asked.fresh else _read(asked.state)
    ends_at = time.monotonic() + asked.for_s
    wanted, seed = _wanted(asked.only), asked.seed
    while time.monotonic() < ends_at and (fault := _next(wanted, played, asked)):
        count = min(fault.a_round, _goal(asked, fault) - _done(played, fault))
        played.append(_play(fault, count=count, seed=seed))
        seed += 1
        if not played[-1].round.done:  # could not be played: not again in this run
            wanted.remove(fault)
        _write(asked.state, played)
    print(json.dumps(total(played)))
    return 0 if all(each.round.is_kept for each in played) else 1


def total(played: list[Played]) -> dict[str, Any]:
    """The one line: how many of each fault, the oracle's counts over all of them, the worst figure of each name."""
    told: dict[str, Any] = {key: sum(p.round.done for p in played if p.fault == key) for key in faults()}
    for name in ORACLES:
        told[name] = sum(p.round.counts.get(name, 0) for p in played)
    for each in played:
        for name, figure in each.round.figures.items():
            told[name] = max(figure, told.get(name, figure))
    told["complaints"] = [f"{p.fault} (seed {p.seed}): {words}" for p in played for words in p.round.complaints]
    return told


def _parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench faults", description=__doc__)
    parser.add_argument("--only", action="append", choices=list(faults()), help="may be given several times")
    parser.add_argument("--count", type=int, help="so many of each, not a full run's")
    parser.add_argument("--for-s", type=float, default=86_400, help="begin no round after so many seconds")
    chosen = random.SystemRandom().randrange(10**6)
    parser.add_argument("--seed", type=int, default=chosen, help="of the first round; each further one adds 1")
    parser.add_argument("--state", type=Path, default=STATE, help="what was played so far")
    parser.add_argument("--fresh", action="store_true", help="forget what was played so far")
    return parser.parse_args(words)


def _wanted(only: list[str] | None) -> list[Fault]:
    found = []
    for key, fault in faults().items():
        if only and key not in only:
            continue
        lacks = fault.lacks()
        if lacks:
            print(f"{key}: NOT played: {lacks}", flush=True)
        else:
            found.append(fault)
    return found


def _next(wanted: list[Fault], played: list[Played], asked: argparse.Namespace) -> Fault | None:
    """Whichever is furthest from its goal, so that a run that is broken off has seen something of everything."""
    left = [fault for fault in wanted if _done(played, fault) < _goal(asked, fault)]
    return min(left, key=lambda fault: _done(played, fault) / _goal(asked, fault), default=None)


def _goal(asked: argparse.Namespace, fault: Fault) -> int:
    return fault.wanted if asked.count is None else int(asked.count)


def _done(played: list[Played], fault: Fault) -> int:
    return sum(each.round.done for each in played if each.fault == fault.key)


def _play(fault: Fault, *, count: int, seed: int) -> Played:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kefu-faults-") as folder:
        try:
            found = fault.play(count, seed, Path(folder))
        except (BenchError, TimeoutError, OSError) as error:  # the next fault is another matter
            found = Round(0, {}, complaints=[f"{type(error).__name__}: {error}"[:300]])
    at = datetime.now(UTC).isoformat(timespec="seconds")
    seconds = round(time.monotonic() - began, 1)
    print(f"{fault.key} x{found.done}, seed {seed}, {seconds} s: {found.counts} {found.figures}", flush=True)
    for words in found.complaints:
        print(f"  BROKEN: {words}", flush=True)
    return Played(fault.key, seed, at, seconds, round(os.getloadavg()[0], 1), found)


def _read(file: Path) -> list[Played]:
    if not file.exists():
        return []
    rows = json.loads(file.read_text())
    return [Played(**{**row, "round": Round(**row["round"])}) for row in rows]


def _write(file: Path, played: list[Played]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".half")
    half.write_text(json.dumps([asdict(each) for each in played], indent=1))
    half.replace(file)


if __name__ == "__main__":
    run(main)
