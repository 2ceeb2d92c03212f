"""R25: many writers, a reader that keeps the old log alive, and strangers who hold the database: nobody is told of locks."""

import asyncio
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench import product, reads
from bench.crowd import Crowd, Load
from bench.diary import Diary
from bench.faults.registry import Fault, Round, judged
from bench.oracle import judge
from bench.product import Product

LOAD = Load(pairs=25, gap_s=0.1)  # 50 writers, 500 messages a second
STORM_S = 6.0
SAID_BEFORE = 20
HELD_S = 0.3  # a command of the operator, in the middle of its work
WAL_MAX_MB = 64
RECOVERS_S = 20.0


def play(count: int, seed: int, folder: Path) -> Round:
    with product.running(folder / "data") as server:
        diary = Diary()
        crowd = Crowd(server, load=LOAD, tokens=product.customers(server, LOAD.pairs), diary=diary)
        crowd.open()
        wal_mb = asyncio.run(crowd.live(lambda: _storm(server, diary, count=count, chance=random.Random(seed))))
        verdict = judge(diary.events, reads.everything(server, tokens_of=crowd.tokens_of, mid_of=diary.mid_of))
    found = judged(count, verdict, wal_mb_max=round(max(wal_mb), 1))
    told = {name: times for name, times in diary.errors.items() if name != "rate_limited"}
    if told:
        found.complaints.append(f"people were told of it: {told}")
    if max(wal_mb) > WAL_MAX_MB:
        found.complaints.append(f"the write-ahead log grew to {max(wal_mb):.0f} MB")
    return found


async def _storm(server: Product, diary: Diary, *, count: int, chance: random.Random) -> list[float]:
    wal_mb = []
    for _ in range(count):
        await diary.some_acked(SAID_BEFORE)
        stop = threading.Event()
        with _reading(server.database), _held(server.database, stop=stop, seed=chance.randrange(10**6)):
            end = time.monotonic() + STORM_S
            while time.monotonic() < end:
                await asyncio.sleep(0.2)
                wal_mb.append(_wal_mb(server.database))
        await asyncio.sleep(0.5)
    return wal_mb


@contextmanager
def _reading(database: Path) -> Iterator[None]:
    """A reader in the middle of a long report: what it sees may not be written over."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, isolation_level=None)) as base:
        base.execute("BEGIN")
        base.execute("SELECT count(*) FROM conversations_entry").fetchone()
        yield


@contextmanager
def _held(database: Path, *, stop: threading.Event, seed: int) -> Iterator[None]:
    """Somebody else writes, and takes their time over it."""
    holder = threading.Thread(target=_hold, args=(database, stop, random.Random(seed)), daemon=True)
    holder.start()
    yield
    stop.set()
    holder.join()


def _hold(database: Path, stop: threading.Event, chance: random.Random) -> None:
    with closing(sqlite3.connect(database, timeout=30, isolation_level=None)) as base:
        while not stop.wait(chance.uniform(0.05, 0.4)):
            base.execute("BEGIN IMMEDIATE")
            time.sleep(chance.uniform(0, HELD_S))
            base.execute("COMMIT")


def _wal_mb(database: Path) -> float:
    return database.with_name(f"{database.name}-wal").stat().st_size / 2**20


FAULT = Fault("lock_storms", wanted=20, a_round=3, play=play)
