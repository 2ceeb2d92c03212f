"""R06, R07: PostgreSQL and Redis of our own are stopped, frozen, emptied and cut off under load. In full: bench/faults."""

import random
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial

import pytest

from bench import servers
from bench.faults import postgres, redis, several
from bench.faults.registry import Round
from bench.faults.several import Several
from bench.product import Rest

pytestmark = pytest.mark.cluster

LOST_HINT_S = 10.0
SEED = 6


@pytest.fixture(scope="module")
def place() -> Iterator[Several]:
    if lacking := servers.lacking():
        pytest.skip(lacking)
    with several.opened() as opened:
        yield opened


def assert_kept(found: Round) -> None:
    assert found.counts["n"] > 50, found
    assert found.is_kept, found


def test_R06_stopped_cut_after_the_commit_without_a_place_and_frozen_nothing_is_lost_or_doubled(place: Several) -> None:
    kinds: list[Callable[[Several], None]] = [
        postgres.stop,
        postgres.cut,
        postgres.saturate,
        postgres.cut,
        partial(postgres.freeze, for_s=4.0),
    ]
    found = postgres.lived_through(place, kinds, chance=random.Random(SEED))
    assert found.figures["commits_cut"] >= 2 * postgres.CUTS
    assert_kept(found)


def test_R07_killed_emptied_frozen_and_started_empty_nothing_is_lost_and_words_still_cross(place: Several) -> None:
    assert_kept(redis.lived_through(place, list(redis.KINDS)))


def test_a_lost_wake_up_is_repaired_within_ten_seconds(place: Several) -> None:
    """Nobody can know that hints are lost: whoever publishes is refused, whoever listens hears silence."""
    with several.Pair(place) as pair, several.drained(pair):
        assert pair.crossing_s() < LOST_HINT_S
        place.redis.lose_all_hints(on=True)
        try:
            crossed_s = [pair.crossing_s(within_s=2 * LOST_HINT_S) for _ in range(3)]
        finally:
            place.redis.lose_all_hints(on=False)
        assert max(crossed_s) < LOST_HINT_S
        assert max(crossed_s) > 0.5  # the hints really were lost
        time.sleep(redis.NORMAL_S)
        assert pair.crossing_s() < LOST_HINT_S


def test_closed_ones_are_read_from_the_copy_and_never_older_than_asked_for(place: Several) -> None:
    token, agent = place.newcomers(1)[1][0], place.server.tokens["agent1"]
    with closing(Rest(place.server, token=token)) as customer, closing(Rest(place.server, token=agent)) as staff:
        said = {"client_msg_id": uuid.uuid4().hex, "body": "hello"}
        chat = customer.call("POST", "/api/v1/conversations", said)["conversation"]["id"]
        before = readings(place)
        for _ in range(5):
            staff.call("PUT", f"/api/v1/conversations/{chat}/closure", {"reason": "solved"})
            assert chat in closed(staff)
            staff.call("DELETE", f"/api/v1/conversations/{chat}/closure")
            assert chat not in closed(staff)
        assert readings(place) > before
        place.copy.stop_immediately()
        try:
            staff.call("PUT", f"/api/v1/conversations/{chat}/closure", {"reason": "solved"})
            assert chat in closed(staff)
        finally:
            place.copy.start()


def closed(staff: Rest) -> list[str]:
    return [
        row["conversation"]["id"]
        for row in staff.call("GET", "/api/v1/conversations?box=closed&order=newest")["conversations"]
    ]


def readings(place: Several) -> int:
    """Rows that the copy has read out of its tables so far. What a session did is told when it rests for a second."""
    time.sleep(1.5)
    read = "SELECT sum(tup_fetched + tup_returned)::bigint FROM pg_stat_database"
    found = place.copy.run(f"{read} WHERE datname LIKE 'kefu_cluster%'")
    return int(str(found[0][0] or 0))
