"""The arithmetic of docs/scale.md: formulas by hand, and a page that is what they say."""

import dataclasses

import pytest

from bench import scale
from bench.errors import BenchError
from bench.processor import Meter, pids_named

COST = scale.Cost(
    live_ms=1.0,
    reactions_ms=0.5,
    database_ms=2.0,
    commits=0.1,
    entry_bytes=1000,
    entry_wal_bytes=3000,
    socket_kb=10,
    socket_ms_a_minute=0.6,
    rows_ms=20,
    page_ms=100,
    push_ms=0.5,
)
# a message a second in the busiest hour: 7,200 contacts of 4 messages a day, three times the mean
SMALL = scale.Expected(customers=7_200, contacts_per_1000_a_day=1000, messages_a_conversation=4, agents=10)


def test_an_ordinary_hour_is_what_it_is_by_hand() -> None:
    need = scale.need(SMALL, COST, times=1)
    assert need.messages == pytest.approx(1.0)
    assert need.sockets == pytest.approx(0.25 * 1800 + 10)
    assert need.live_cores == pytest.approx((1.0 + 460 * 0.01) / 1000)
    assert need.rows_cores == pytest.approx(10 * 1 * 20 / 1000), "fewer changes than two a second: one request each"
    assert need.page_cores == pytest.approx(10 * 4 / 60 * 100 / 1000)
    assert need.database_cores == pytest.approx(0.002)
    assert need.disk_gb_a_day == pytest.approx(7_200 * 4 * 1000 / 1e9)


def test_a_crash_multiplies_customers_and_not_the_requests_of_a_desk() -> None:
    crowd = dataclasses.replace(SMALL, agents_in_a_crash=10)
    ordinary, crash = scale.need(crowd, COST, times=1), scale.need(crowd, COST, times=50)
    assert crash.messages == pytest.approx(50 * ordinary.messages)
    assert crash.rows_cores == pytest.approx(2 * ordinary.rows_cores)
    assert crash.page_cores == ordinary.page_cores


def test_the_page_holds_what_the_kept_costs_give() -> None:
    page = scale.PAGE.read_text()
    assert scale.put(scale.tables(scale.Expected(), scale.measured()), page=page) == page, "run bin/bench scale --write"


def test_a_page_without_a_place_for_the_tables_is_left_alone() -> None:
    with pytest.raises(BenchError):
        scale.put("tables", page="# Nothing here\n")


def test_numbers_are_told_with_two_digits() -> None:
    assert [scale.told(value) for value in (0.0213, 4.67, 83.33, 1234.5, 60_000)] == [
        "0.021",
        "4.7",
        "83",
        "1,200",
        "60,000",
    ]


def test_processor_time_of_nobody_is_none() -> None:
    meter = Meter({"nobody": lambda: []})
    before = meter.read()
    assert before.ms["nobody"] == 0
    assert meter.since(before).at_s >= 0
    assert pids_named("no such server") == []
