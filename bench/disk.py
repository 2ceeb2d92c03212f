"""What this disk can do, measured beside the product and in the same run: the yardsticks of bench/chat.py."""

import os
import sqlite3
import statistics
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

PROBES_A_SECOND = 25
BLOCK = b"k" * 4096
ROWS_A_TRANSACTION = 32
_SPAWN = get_context("spawn")

# What one message is in the product's log: the same columns, the same unique numbers, the same WAL and FULL.
_BARE_TABLE = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768;
CREATE TABLE entry (
  id INTEGER PRIMARY KEY, conversation INT, seq INT, public_seq INT, kind TEXT, audience TEXT, author_kind TEXT,
  author_id INT, author_name TEXT, body TEXT, version INT, data TEXT, key TEXT, created_at TEXT,
  UNIQUE (conversation, seq)
);
"""
_BARE_INSERT = """
INSERT INTO entry (conversation, seq, public_seq, kind, audience, author_kind, author_id, author_name, body, version,
  data, key, created_at) VALUES (?, ?, ?, 'message', 'everyone', 'customer', 7, '', ?, 1, '{"files": []}', ?, ?)
"""


class SyncProbe:
    """While the block runs, a process of its own writes 4 kB and calls fdatasync, 25 times a second, in this folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.took_ms: list[float] = []

    def __enter__(self) -> "SyncProbe":
        self._ours, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_probe, args=(self.folder, theirs), daemon=True)
        self._process.start()
        self._ours.recv()
        return self

    def __exit__(self, *_: object) -> None:
        self._ours.send("stop")
        self.took_ms = self._ours.recv()
        self._process.join(10)

    @property
    def p99_ms(self) -> float:
        return quantile(self.took_ms, 0.99)


def quantile(values: list[float], q: float) -> float:
    ordered = sorted(values)
    return ordered[int((len(ordered) - 1) * q)] if ordered else 0.0


def _probe(folder: Path, pipe: Connection) -> None:
    file = folder / "bench-probe.tmp"
    took_ms = []
    handle = os.open(file, os.O_CREAT | os.O_WRONLY)
    pipe.send("ready")
    try:
        while not pipe.poll(1 / PROBES_A_SECOND):
            began = time.perf_counter()
            os.write(handle, BLOCK)
            os.fdatasync(handle)
            took_ms.append((time.perf_counter() - began) * 1000)
    finally:
        os.close(handle)
        file.unlink()
    pipe.send(took_ms)


def bare_rows_per_s(folder: Path, *, seconds: float, body: str) -> float:
    """Rows a second of a bare sqlite3 loop, 32 rows a transaction, in `folder`: the median of five parts."""
    with _SPAWN.Pool(1) as pool:
        parts: list[float] = pool.apply(_bare_parts, (str(folder), seconds / 5, body))
    return statistics.median(parts)


def _bare_parts(folder: str, seconds: float, body: str) -> list[float]:
    with TemporaryDirectory(dir=folder, prefix="bench-bare-") as place:
        base = sqlite3.connect(Path(place) / "bare.sqlite3", isolation_level=None)
        base.executescript(_BARE_TABLE)
        return [_insert_for(base, seconds=seconds, start=part * 10_000_000, body=body) for part in range(5)]


def _insert_for(base: sqlite3.Connection, *, seconds: float, start: int, body: str) -> float:
    began, n = time.perf_counter(), start
    while time.perf_counter() - began < seconds:
        base.execute("BEGIN IMMEDIATE")
        for _ in range(ROWS_A_TRANSACTION):
            n += 1
            base.execute(_BARE_INSERT, (n % 500, n, n, body, f"key-{n:012}", "2026-01-01 00:00:00.000000"))
        base.execute("COMMIT")
    return (n - start) / (time.perf_counter() - began)
