"""A few of every fault that `bin/bench faults` plays, judged by the same oracle. The seed of a failure is in its message."""

from pathlib import Path

import pytest

from bench.faults.registry import faults
from tests.faults.conftest import needs

pytestmark = pytest.mark.faults

SEED = 20


def plays(key: str, count: int, folder: Path, *, seed: int = SEED) -> None:
    fault = faults()[key]
    needs(fault.lacks())
    found = fault.play(count, seed, folder)
    assert found.done == count
    assert found.counts["n"] > 0
    assert found.is_kept, (key, seed, found)


@pytest.mark.parametrize("seed", [20, 21])
def test_SEC_R01_fifteen_kills_at_random_moments_lose_nothing(tmp_path: Path, seed: int) -> None:
    plays("kills", 15, tmp_path, seed=seed)


def test_SEC_R02_five_power_cuts_take_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    plays("power_cuts", 5, tmp_path)


def test_SEC_R04_a_full_disk_acknowledges_nothing_false_and_is_well_when_freed(tmp_path: Path) -> None:
    plays("full_disks", 2, tmp_path)


def test_SEC_R09_bad_lines_lose_nothing_and_show_nothing_twice(tmp_path: Path) -> None:
    plays("link_faults", 30, tmp_path)


def test_SEC_R10_a_clock_that_jumps_moves_no_number_and_no_timer(tmp_path: Path) -> None:
    plays("clock_jumps", 4, tmp_path)


def test_SEC_R23_restarts_under_load_show_nothing_but_a_reconnect(tmp_path: Path) -> None:
    plays("restarts", 2, tmp_path)


def test_SEC_R25_a_storm_of_locks_reaches_nobody(tmp_path: Path) -> None:
    plays("lock_storms", 1, tmp_path)
