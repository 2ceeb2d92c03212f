"""bin/bench soak: twenty minutes of chat, pages and files of life at a third of the load; does memory creep?

First the folder is filled until the database has a gigabyte, and the product is started on it: from start to ready. Then
the load runs and memory is taken every few seconds. Ends with one line of JSON.
"""

import argparse
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from bench import compiler, product
from bench.chat import SETTLE_S, loading
from bench.chat import Plan as ChatPlan
from bench.desk_pages import Pages
from bench.errors import run
from bench.faults import house
from bench.faults.house import House
from bench.memory import pss_mb

SAMPLE_S = 5.0
WARM_UP = 0.25  # of the time: caches fill, threads start
MB = 1_000_000
FILLER_CHARS = 4_000
ROWS_AT_ONCE = 5_000
ENTRIES = "conversations_entry"


def main(words: list[str]) -> int:
    asked = _parse(words)
    with tempfile.TemporaryDirectory(prefix="bench-soak-", dir=asked.folder) as folder:
        result = measure(asked, folder=Path(folder))
    print(json.dumps(result))
    return 0 if result["refused"] == result["pages_failed"] == 0 else 1


def _parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench soak", description="Memory over time at a third of the load.")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--data-mb", type=int, default=1_000, help="of the database before the start (default 1000)")
    parser.add_argument("--pairs", type=int, default=150, help="conversations; each has two sockets (default 150)")
    parser.add_argument("--rate", type=int, default=1_500, help="messages a second: a third of what is promised")
    parser.add_argument("--pages", type=float, default=5, help="pages of the desk a second (default 5)")
    parser.add_argument("--folder", default=None, help="where the data goes for the time of the run")
    return parser.parse_args(words)


def measure(asked: argparse.Namespace, *, folder: Path) -> dict[str, Any]:
    data = folder / "data"
    filled = _filled(data, mb=asked.data_mb)
    with house.opened(data, like=filled, environment={"KEFU_LINK_IS_ENOUGH": "yes"}) as here:
        time.sleep(SETTLE_S)
        idle_mb, ready_s = pss_mb(here.pids()), here.ready_s
        print(f"Ready after {ready_s:.1f} s, {idle_mb:.0f} MB.", flush=True)
        samples, phase, pages = _soak(here, asked, folder=folder)
    steady = samples[int(len(samples) * WARM_UP) :]
    return {
        "slope_mb_per_h": round(slope_per_h(steady), 2),
        "first_mb": round(statistics.median(mb for _, mb in steady[:12]), 1),
        "last_mb": round(statistics.median(mb for _, mb in steady[-12:]), 1),
        "idle_mb": round(idle_mb, 1),
        "ready_s": round(ready_s, 2),
        "data_mb": asked.data_mb,
        "minutes": asked.minutes,
        "ack_p50_ms": phase["ack_p50_ms"],
        "ack_p99_ms": phase["ack_p99_ms"],
        "refused": phase["refused"],
        "pages": len(pages.took_ms),
        "pages_failed": pages.failed,
        "samples": len(steady),
        "n": phase["acked"],
    }


def slope_per_h(samples: Sequence[tuple[float, float]]) -> float:
    """MB an hour by the median of the slopes of all pairs (Theil and Sen): single peaks do not move it."""
    every = max(1, len(samples) // 200)
    points = samples[::every]
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for n, a in enumerate(points) for b in points[n + 1 :] if b[0] > a[0]]
    return statistics.median(slopes) * 3600 if slopes else 0.0


def _soak(
    here: House, asked: argparse.Namespace, *, folder: Path
) -> tuple[list[tuple[float, float]], dict[str, Any], Pages]:
    program = compiler.build(folder)
    tokens = product.customers(here.server, asked.pairs)
    plan = ChatPlan(asked.pairs, asked.rate, open_s=asked.minutes * 60, closed_s=0)
    pages = Pages(here.server, ["/desk/?box=open", "/desk/lines?box=open", "/desk/?box=unassigned"])
    samples: list[tuple[float, float]] = []
    with loading(program, server=here.server, plan=plan, tokens=tokens, folder=folder) as load:
        load.next_phase(go=False)
        load.go()
        until = time.monotonic() + asked.minutes * 60
        with pages.turned(asked.pages):
            while time.monotonic() < until:
                samples.append((time.monotonic(), pss_mb(here.pids())))
                time.sleep(SAMPLE_S)
        phase = load.phase()
    return samples, phase, pages


def _filled(data: Path, *, mb: int) -> House:
    """A house that has ended, with one conversation's message copied until its file is large enough."""
    with house.opened(data) as here:
        server = here.server
        rest = product.Rest(server, token=server.tokens["customer1"])
        rest.call("POST", "/api/v1/conversations", {"client_msg_id": "soak-filler", "body": "x" * FILLER_CHARS})
        rest.close()
    with closing(sqlite3.connect(server.database, isolation_level=None)) as base:
        base.execute("PRAGMA synchronous=OFF")
        while server.database.stat().st_size < mb * MB:
            _copy(base)
            base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print(f"{server.database.stat().st_size / MB:.0f} MB of data", flush=True)
    return here


def _copy(base: sqlite3.Connection) -> None:
    """More entries of the same log, numbered on, and the conversation's columns with them."""
    names = [row[1] for row in base.execute(f"PRAGMA table_info({ENTRIES})")]
    row = dict(zip(names, base.execute(f"SELECT * FROM {ENTRIES} ORDER BY seq DESC LIMIT 1").fetchone(), strict=True))
    del row["id"]
    conversation, seq, public_seq = row["conversation_id"], row["seq"], row["public_seq"]
    insert = f"INSERT INTO {ENTRIES} ({','.join(row)}) VALUES ({','.join('?' * len(row))})"
    base.execute("BEGIN")
    base.executemany(
        insert,
        (
            [
                *{
                    **row,
                    "seq": seq + n,
                    "public_seq": public_seq + n,
                    "key": None,
                    "reacted_at": row["created_at"],
                }.values()
            ]
            for n in range(1, ROWS_AT_ONCE + 1)
        ),
    )
    base.execute(
        "UPDATE conversations_conversation SET last_seq = ?, last_public_seq = ?, last_message_seq = ? WHERE id = ?",
        [seq + ROWS_AT_ONCE, public_seq + ROWS_AT_ONCE, seq + ROWS_AT_ONCE, conversation],
    )
    base.execute("COMMIT")


if __name__ == "__main__":
    run(main)
