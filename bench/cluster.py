"""bin/bench cluster: what a second pair of processes adds, with the log on PostgreSQL and wake-ups by Redis.

The closed loop of `bin/bench chat` first before one live and one pages process, then before two of each with half of the
conversations at each; a PostgreSQL and a Redis of its own. All of it shares this machine. Ends with one line of JSON.
"""

import argparse
import json
import os
import statistics
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import chat, compiler, product, reads, servers
from bench.chat import Load
from bench.errors import BenchError, run
from bench.oracle import Reading, Verdict, judge, read_events
from bench.product import Product

MACHINES = (1, 2)
OPEN_RATE, OPEN_S = 100, 2.0
FAULTS = ("lost", "doubled", "reordered", "never_read", "gaps")


@dataclass(frozen=True, slots=True)
class Plan:
    pairs: int
    closed_s: float
    times: int


def main(words: list[str]) -> int:
    if lacking := servers.lacking():
        raise BenchError(lacking)
    plan = _parse(words)
    load_before = os.getloadavg()[0]
    with TemporaryDirectory(prefix="bench-") as folder:
        program = compiler.build(Path(folder))
        found = [measured(plan, machines=machines, program=program) for _ in range(plan.times) for machines in MACHINES]
    result = told(found, load=(load_before, os.getloadavg()[0]))
    print(json.dumps(result))
    return 0 if not any(result[fault] for fault in FAULTS) else 1


@dataclass(frozen=True, slots=True)
class Found:
    machines: int
    acked_per_s: float
    verdicts: Sequence[Verdict]


def told(found: Sequence[Found], *, load: tuple[float, float]) -> dict[str, Any]:
    """Medians of each number of machines, the oracle's counts over all of it."""
    middle = {
        machines: statistics.median(each.acked_per_s for each in found if each.machines == machines)
        for machines in MACHINES
    }
    counts = [verdict.counts() for each in found for verdict in each.verdicts]
    return {
        "acked_per_s_1": round(middle[1]),
        "acked_per_s_2": round(middle[2]),
        "ratio": round(middle[2] / middle[1], 2),
        **{fault: sum(each[fault] for each in counts) for fault in FAULTS},
        "n": sum(len(mids) for each in found for verdict in each.verdicts for mids in verdict.fates.values()),
        "cores": os.cpu_count(),
        "load": [round(each, 1) for each in load],
    }


def measured(plan: Plan, *, machines: int, program: Path) -> Found:
    with _served(machines) as server, ExitStack() as ending:
        folders = [Path(ending.enter_context(TemporaryDirectory(prefix="bench-"))) for _ in server.live_urls]
        each = plan.pairs // machines
        tokens = [product.customers(server, each, first=number * each) for number in range(machines)]
        asked = chat.Plan(pairs=each, rate=OPEN_RATE // machines, open_s=OPEN_S, closed_s=plan.closed_s)
        loads = [
            ending.enter_context(
                chat.loading(program, server=replace(server, ws_url=url), plan=asked, tokens=some, folder=folder)
            )
            for url, some, folder in zip(server.live_urls, tokens, folders, strict=True)
        ]
        _together(loads, go=False)
        _together(loads)
        closed = _together(loads)
        acked_per_s = sum(phase["acked_per_s"] for phase in closed)
        print(f"{machines} of each kind: {acked_per_s:.0f} messages/s acknowledged", flush=True)
        verdicts = [_judged(server, folder, some) for folder, some in zip(folders, tokens, strict=True)]
    return Found(machines, acked_per_s, verdicts)


@contextmanager
def _served(machines: int) -> Iterator[Product]:
    with servers.postgres() as postgres, servers.own_redis() as redis:
        places = {"TESTSERVER_POSTGRES": postgres.url, "TESTSERVER_REDIS": redis.url}
        with product.running(environment={"TESTSERVER_WEB": str(machines), **places}) as server:
            yield server


def _together(loads: Sequence[Load], *, go: bool = True) -> list[dict[str, Any]]:
    with ThreadPoolExecutor(len(loads)) as pool:
        return list(pool.map(lambda load: load.next_phase(go=go), loads))


def _judged(server: Product, folder: Path, tokens: list[str]) -> Verdict:
    """Each generator counts its clients for itself, so each is judged by its own conversations alone."""
    events = list(read_events([folder / "events.tsv"]))
    tokens_of = chat.conversations_of(events, tokens)
    readings = reads.everything(server, tokens_of=tokens_of, mid_of=reads.first_word)
    own = [Reading(r.name, r.side, [row for row in r.rows if row.conversation in tokens_of]) for r in readings]
    return judge(events, own)


def _parse(words: list[str]) -> Plan:
    parser = argparse.ArgumentParser(prog="bin/bench cluster", description=__doc__)
    parser.add_argument("--pairs", type=int, default=300, help="conversations; each has two sockets (default 300)")
    parser.add_argument("--closed-s", type=float, default=6, help="seconds of the closed loop (default 6)")
    parser.add_argument("--times", type=int, default=3, help="how often each; medians are told (default 3)")
    return Plan(**vars(parser.parse_args(words)))


if __name__ == "__main__":
    run(main)
