"""The slope that a soak tells, and the time of a processor."""

import os

import pytest

from bench.memory import cpu_s
from bench.soak import slope_per_h


def test_a_slope_is_told_in_an_hour_and_single_peaks_do_not_move_it() -> None:
    creeping = [(5.0 * n, 100 + 5.0 * n / 3600 * 7) for n in range(100)]
    assert slope_per_h(creeping) == pytest.approx(7)
    peaked = [(at, mb + (300 if n % 20 == 0 else 0)) for n, (at, mb) in enumerate(creeping)]
    assert slope_per_h(peaked) == pytest.approx(7, rel=0.2)
    assert slope_per_h([(0.0, 100.0)]) == 0


def test_time_of_a_processor_is_that_of_the_process() -> None:
    told = cpu_s([os.getpid()])
    used = sum(os.times()[:2])
    assert told == pytest.approx(used, abs=0.5)
