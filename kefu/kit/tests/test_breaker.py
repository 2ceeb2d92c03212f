"""When a call is left alone, and when it is tried again."""

from kefu.kit import breaker
from kefu.kit.breaker import MOST_BUSY_S, REST_S, TROUBLES, Circuit


def troubled(times: int, *, now: float = 100.0, jitter: float = 0.0) -> Circuit:
    circuit = Circuit()
    for _ in range(times):
        circuit = breaker.troubled(circuit, now=now, jitter=jitter)
    return circuit


def test_it_opens_after_five_troubles_in_a_row_and_not_before() -> None:
    assert breaker.wait_s(troubled(TROUBLES - 1), now=100.0) == 0
    assert breaker.wait_s(troubled(TROUBLES), now=100.0) == REST_S
    between = breaker.troubled(breaker.answered(), now=100.0, jitter=0.0)
    assert between.troubles == 1


def test_it_counts_no_further() -> None:
    assert troubled(1_000).troubles == TROUBLES


def test_jitter_spreads_the_next_try_by_a_quarter_at_most() -> None:
    assert breaker.wait_s(troubled(TROUBLES, jitter=1.0), now=100.0) == REST_S * 1.25


def test_half_open_one_tries_and_the_others_wait_for_what_becomes_of_it() -> None:
    later = 100.0 + REST_S
    circuit = troubled(TROUBLES)
    assert breaker.wait_s(circuit, now=later) == 0
    tried = breaker.entered(circuit, now=later)
    assert breaker.wait_s(tried, now=later) == REST_S
    assert breaker.wait_s(breaker.troubled(tried, now=later + 1, jitter=0.0), now=later + 1) == REST_S
    assert breaker.wait_s(breaker.answered(), now=later + 1) == 0


def test_closed_everybody_may_ask_at_once() -> None:
    assert breaker.entered(Circuit(troubles=2), now=5.0) == Circuit(troubles=2)


def test_busy_is_no_trouble_and_is_left_alone_for_a_minute_at_most() -> None:
    for asked, waits in ((7.0, 7.0), (1e9, MOST_BUSY_S), (-5.0, 0.0)):
        circuit = breaker.busy(troubled(4), now=100.0, retry_after_s=asked)
        assert (breaker.wait_s(circuit, now=100.0), circuit.troubles) == (waits, 0)
        assert not circuit.is_open
