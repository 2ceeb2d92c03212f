"""What a turn of the loop brings leaves together, in order, in bytes every client reads."""

import asyncio
from collections.abc import Callable, Sequence

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from kefu.live import cork
from kefu.live.cork import Cork
from kefu.live.tests.conftest import EdgeServer, Person


class Line:
    """Tells when it was let go."""

    def __init__(self, name: str, told: list[str]) -> None:
        self._name, self._told = name, told

    def let_go(self) -> None:
        self._told.append(self._name)


def test_what_is_held_goes_after_the_turn_that_follows_and_once() -> None:
    told: list[str] = []

    async def act() -> None:
        loop, held = asyncio.get_running_loop(), Cork()
        held.hold(Line("carol", told))
        held.hold(Line("alice", told))
        loop.call_soon(told.append, "the turn that follows")
        assert told == []
        for _ in range(3):
            await asyncio.sleep(0)

    asyncio.run(act())
    assert told == ["the turn that follows", "carol", "alice"]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 70_000])
def test_messages_of_any_length_are_read_as_they_were(size: int) -> None:
    messages = [b"x" * size, "客服".encode(), b"y" * size]
    client = ClientProtocol(parse_uri("ws://localhost/live"), state=State.OPEN)
    client.receive_data(cork.framed(messages))
    read = [each for each in client.events_received() if isinstance(each, Frame)]
    assert [each.data for each in read] == messages
    assert {(each.opcode, each.fin) for each in read} == {(Opcode.TEXT, True)}


@pytest.mark.django_db(transaction=True)
def test_what_one_socket_is_sent_in_a_turn_is_one_write(
    edge: EdgeServer, join: Callable[..., Person], carol_token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    carol = join(carol_token)
    wrote: list[int] = []
    framed = cork.framed

    def noted(held: Sequence[bytes]) -> bytes:
        wrote.append(len(held))
        return framed(held)

    def tell() -> None:
        (member,) = edge.live.hub.members
        for number in range(3):
            member.outbox.put(b'{"type":"told","number":%d}' % number)

    monkeypatch.setattr(cork, "framed", noted)
    edge.call(tell)
    assert [carol.until("told")["number"] for _ in range(3)] == [0, 1, 2]
    assert wrote == [3]
    carol.leave()
