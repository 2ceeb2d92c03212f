"""bin/bench storm: does a storm of page views delay the chat? Quiet and storm in turn, in one run, the same load on both.

1,000 sockets, 300 messages a second; in every other phase agents turn 50 pages of the desk a second besides. With
`--nice` a third phase has the pages at another priority. Ends with one line of JSON.
"""

import argparse
import json
import os
import statistics
import time
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import compiler, product
from bench.chat import SETTLE_S, Load, loading
from bench.chat import Plan as ChatPlan
from bench.desk_pages import Pages
from bench.disk import quantile
from bench.errors import run
from bench.product import Product

CONVERSATIONS_TURNED = 20
# what the chat's own messages hold, and what nobody says, which is looked for everywhere
SEARCHES = [
    f"/desk/search?q={words}"
    for words in ("message", "zanzibar", "9f2c4b7a1e5d", "message&mine=1", "%E6%8F%90%E5%B8%81")
]


def main(words: list[str]) -> int:
    asked = _parse(words)
    with TemporaryDirectory(prefix="bench-") as folder:
        result = measure(asked, folder=Path(folder))
    print(json.dumps(result))
    return 0 if result["pages_failed"] == 0 else 1


def _parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench storm", description="Chat with and without a storm of page views.")
    parser.add_argument("--pairs", type=int, default=500, help="conversations; each has two sockets (default 500)")
    parser.add_argument("--rate", type=int, default=300, help="messages a second (default 300)")
    parser.add_argument("--pages", type=float, default=50, help="pages a second in a storm (default 50)")
    parser.add_argument("--search", action="store_true", help="the pages are searches; at most 5 a second are let in")
    parser.add_argument("--phase-s", type=float, default=8, help="seconds of a phase (default 8)")
    parser.add_argument("--rounds", type=int, default=5, help="of quiet and storm (default 5)")
    parser.add_argument("--nice", type=int, help="a third phase of each round: the storm with the pages so much nicer")
    return parser.parse_args(words)


def measure(asked: argparse.Namespace, *, folder: Path) -> dict[str, Any]:
    program = compiler.build(folder)
    phases = ["quiet", "storm", *(["storm_nice"] if asked.nice is not None else [])]
    plan = ChatPlan(asked.pairs, asked.rate, open_s=asked.phase_s, closed_s=0, rounds=asked.rounds * len(phases))
    with product.running() as server:
        time.sleep(SETTLE_S)
        tokens = product.customers(server, asked.pairs)
        with loading(program, server=server, plan=plan, tokens=tokens, folder=folder) as load:
            load.next_phase(go=False)
            pages = Pages(server, SEARCHES if asked.search else _paths(server))
            found = _in_turn(phases, load, asked=asked, pages=pages, server=server)
    return _result(found, pages=pages, rounds=asked.rounds)


def _paths(server: Product) -> list[str]:
    """Lists and conversations, as agents turn them."""
    rest = product.Rest(server, token=server.tokens["agent1"])
    rows = rest.call("GET", "/api/v1/conversations?box=open")["conversations"][:CONVERSATIONS_TURNED]
    rest.close()
    lists = ["/desk/?box=open", "/desk/?box=unassigned", "/desk/lines?box=open"]
    return [
        path for n, row in enumerate(rows) for path in (lists[n % 3], f"/desk/c/{row['conversation']['id']}/?box=open")
    ]


def _in_turn(
    phases: list[str], load: Load, *, asked: argparse.Namespace, pages: Pages, server: Product
) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {phase: [] for phase in phases}
    priority = os.getpriority(os.PRIO_PROCESS, server.pids[0])
    for _ in range(asked.rounds):
        for phase in phases:
            if phase == "storm_nice":
                _renice(server.pids[0], priority + asked.nice)
            print(f"  {phase}", flush=True)
            with nullcontext() if phase == "quiet" else pages.turned(asked.pages):
                found[phase].append(load.next_phase())
            if phase == "storm_nice":
                _renice(server.pids[0], priority)
    return found


def _renice(pid: int, priority: int) -> None:
    """Every thread of a process: on Linux each has its own. Back again needs root."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.setpriority(os.PRIO_PROCESS, int(thread.name), priority)


def _result(found: dict[str, list[dict[str, Any]]], *, pages: Pages, rounds: int) -> dict[str, Any]:
    """Medians over the rounds; the ratio is the median of each round's own, whose phases stood side by side."""
    told: dict[str, Any] = {}
    for phase, runs in found.items():
        for key in ("ack_p50_ms", "ack_p99_ms"):
            told[f"{phase}_{key}"] = round(statistics.median(run[key] for run in runs), 2)
    for phase in found.keys() - {"quiet"}:
        ratios = [
            storm["ack_p99_ms"] / quiet["ack_p99_ms"] for storm, quiet in zip(found[phase], found["quiet"], strict=True)
        ]
        told[f"{phase}_p99_ratio"] = round(statistics.median(ratios), 2)
    return {
        **told,
        "page_p50_ms": round(quantile(pages.took_ms, 0.5), 1),
        "page_p99_ms": round(quantile(pages.took_ms, 0.99), 1),
        "pages": len(pages.took_ms),
        "pages_failed": pages.failed,
        "rounds": rounds,
        "n": sum(run["acked"] for runs in found.values() for run in runs),
    }


if __name__ == "__main__":
    run(main)
