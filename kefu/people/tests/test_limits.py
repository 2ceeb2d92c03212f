"""How often one may call: by session, by network, with bounded memory."""

import pytest

from kefu.kit.errors import TooMany
from kefu.people import limits
from kefu.people.access import NOBODY, Rate, Viewer, ViewerKind
from kefu.people.limits import Attempt, Figure, MemoryBuckets

CAROL = Viewer(kind=ViewerKind.CUSTOMER, id=1, session="customer:1")


class Clock:
    """Time that stands still until it is told to move."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(limits, "buckets", MemoryBuckets(clock_s=made))
    return made


def allowed(rate: Rate, *, viewer: Viewer = NOBODY, ip: str = "192.0.2.1", tries: int = 5_000) -> int:
    for count in range(tries):
        try:
            limits.take(rate, viewer=viewer, ip=ip)
        except TooMany:
            return count
    return tries


def test_a_burst_is_allowed_then_so_many_a_second(clock: Clock) -> None:
    assert allowed(Rate.SIGN_IN) == 60
    with pytest.raises(TooMany) as refusal:
        limits.take(Rate.SIGN_IN, viewer=NOBODY, ip="192.0.2.1")
    assert refusal.value.retry_after_s == pytest.approx(5.0)
    clock.now_s += 5.0
    assert allowed(Rate.SIGN_IN) == 1
    clock.now_s += 1_000.0
    assert allowed(Rate.SIGN_IN) == 60


def test_one_network_is_one_caller_and_another_is_another(clock: Clock) -> None:
    assert allowed(Rate.SIGN_IN, ip="2001:db8::1") == 60
    assert allowed(Rate.SIGN_IN, ip="2001:db8::ffff") == 0  # the same /64
    assert allowed(Rate.SIGN_IN, ip="2001:db8:0:1::1") == 60
    assert allowed(Rate.SIGN_IN, ip="192.0.2.7") == 60
    assert allowed(Rate.SIGN_IN, ip="::ffff:192.0.2.7") == 0  # the same host, written otherwise
    assert allowed(Rate.SIGN_IN, ip="not an address") == 60
    assert allowed(Rate.SIGN_IN, ip="another oddity") == 0


def test_a_customer_is_held_by_the_session_wherever_it_calls_from(clock: Clock) -> None:
    assert allowed(Rate.WRITE, viewer=CAROL, ip="192.0.2.1") == 40
    assert allowed(Rate.WRITE, viewer=CAROL, ip="198.51.100.1") == 0


def test_signed_sessions_come_by_the_thousand_and_anonymous_ones_do_not(clock: Clock) -> None:
    assert allowed(Rate.SESSION) >= 1_000
    for _ in range(60):
        limits.take_anonymous_session("192.0.2.1")
    with pytest.raises(TooMany):
        limits.take_anonymous_session("192.0.2.1")
    limits.take_anonymous_session("192.0.2.2")


def test_memory_is_bounded_and_the_oldest_are_forgotten_first() -> None:
    buckets = MemoryBuckets(max_keys=100, clock_s=Clock())
    for number in range(1_000):
        buckets.take(f"key-{number}", Figure(per_s=1, burst=1))
    assert len(buckets._full_at) == 100
    assert buckets.take("key-999", Figure(per_s=1, burst=1)) > 0
    assert buckets.take("key-0", Figure(per_s=1, burst=1)) == 0


def test_SEC_J01_a_flood_of_new_networks_does_not_wipe_out_the_guesses_at_an_account(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock()
    monkeypatch.setattr(limits, "buckets", MemoryBuckets(max_keys=100, clock_s=clock))
    for _ in range(6):
        limits.take_attempt(Attempt.CODE, account="1")
    for number in range(10_000):
        limits.take(Rate.READ, viewer=NOBODY, ip=f"2001:db8:{number:x}::1")
        clock.now_s += 0.01
    with pytest.raises(TooMany):
        limits.take_attempt(Attempt.CODE, account="1")
