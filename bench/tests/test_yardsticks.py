"""The yardsticks measure something, and clean up after themselves."""

import os
import time
from pathlib import Path

from bench import disk, memory


def test_the_probe_times_every_sync_and_leaves_no_file(tmp_path: Path) -> None:
    with disk.SyncProbe(tmp_path) as probe:
        time.sleep(0.5)
    assert 5 < len(probe.took_ms) <= disk.PROBES_A_SECOND
    assert 0 < min(probe.took_ms) <= probe.p99_ms
    assert list(tmp_path.iterdir()) == []


def test_bare_rows_are_counted_and_leave_no_file(tmp_path: Path) -> None:
    assert disk.bare_rows_per_s(tmp_path, seconds=0.5, body="hello") > 100
    assert list(tmp_path.iterdir()) == []


def test_a_quantile_is_a_value_that_was_measured() -> None:
    values = [float(n) for n in range(1, 101)]
    assert disk.quantile(values, 0.5) == 50
    assert disk.quantile(values, 0.99) == 99
    assert disk.quantile([], 0.99) == 0


def test_memory_of_a_process_includes_its_children() -> None:
    child = os.posix_spawn("/bin/sleep", ["sleep", "30"], os.environ)
    try:
        assert child in memory.with_children([os.getpid()])
        assert memory.pss_mb([os.getpid()]) > memory.pss_mb([child]) > 0
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
