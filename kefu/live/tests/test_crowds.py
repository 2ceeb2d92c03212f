"""Many sockets at once: signed in together, asked now and then whether they are still there."""

import threading
import time
from collections.abc import Callable

import pytest

from conftest import a_customer
from kefu.live import edge as live_edge
from kefu.live import limits
from kefu.live import socket as live_socket
from kefu.live.tests.conftest import EdgeServer, Person
from kefu.live.tests.test_slow import Sleeper
from kefu.people import sessions
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_says_hello_while_others_are_looked_up_is_looked_up_together(
    edge: EdgeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, asked, may_go_on = sessions.viewers_for_hellos, [], threading.Event()

    def slowly(tokens: list[str]) -> list[Viewer | None]:
        asked.append(len(tokens))
        assert may_go_on.wait(10)
        return whole(tokens)

    monkeypatch.setattr(sessions, "viewers_for_hellos", slowly)
    tokens = [a_customer(f"guest-{n}").token for n in range(6)]
    people = [Person(edge.url, token) for token in [*tokens[:5], "not-a-token"]]
    _until(lambda: len(edge.live.hellos._waiting) + sum(asked) == 6)
    may_go_on.set()
    for n, person in enumerate(people[:5]):
        assert person.until("welcome")["you"]["name"] == f"guest-{n}"
        person.leave()
    assert people[5].closed_with() == 4401
    assert len(asked) <= 3


def test_the_larger_the_crowd_the_longer_it_is_told_to_spread(edge: EdgeServer, carol_token: str) -> None:
    person = Person(edge.url, carol_token)
    assert person.until("welcome")["reconnect"] == {"min_ms": 300, "max_ms": 3_000}
    person.leave()
    assert [limits.reconnect_max_ms(sockets) for sockets in (2_000, 10_000, 100_000)] == [3_000, 10_000, 30_000]


def test_a_hello_that_waits_for_its_turn_is_not_too_late(
    edge: EdgeServer, carol_token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = sessions.viewers_for_hellos

    def slowly(tokens: list[str]) -> list[Viewer | None]:
        time.sleep(0.6)
        return whole(tokens)

    monkeypatch.setattr("kefu.live.limits.HELLO_WITHIN_S", 0.3)
    monkeypatch.setattr(sessions, "viewers_for_hellos", slowly)
    person = Person(edge.url, carol_token)
    person.until("welcome")
    person.leave()


def test_who_answers_pings_stays_and_who_does_not_is_let_go(
    transactional_db: None, carol_token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_edge, "LOOK_S", 0.2)
    server = EdgeServer()
    server.start()
    present, gone = Person(server.url, carol_token), Sleeper(server)
    gone.send(type="hello", token=carol_token)
    present.until("welcome")
    _, code = gone.read_all()
    assert code == 1001
    time.sleep(0.2 * (live_socket.LOST_AFTER + 1))
    present.send(type="ping")
    present.until("pong")
    present.leave()
    server.stop()


def _until(is_so: Callable[[], bool], *, within_s: float = 10) -> None:
    give_up = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < give_up
        time.sleep(0.01)
