"""A real live edge on a free port in a thread of its own, and small clients that speak docs/protocol.md to it."""

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvloop
import websockets
from websockets.sync.client import ClientConnection, connect

from kefu.live.edge import LiveEdge

WAIT_S = 5.0


class EdgeServer:
    """The edge on a loop of its own; `live` is to be looked at, not called, from the test's thread."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.live = LiveEdge()
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=lambda: uvloop.run(self._serve()), daemon=True)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/live"

    def start(self) -> None:
        self._thread.start()
        assert self._is_up.wait(WAIT_S)

    def call(self, act: Callable[[], None]) -> None:
        """On the edge's own loop."""
        self._loop.call_soon_threadsafe(act)

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        await self.live.start(host="127.0.0.1", port=self.port)
        self._is_up.set()
        await self._over.wait()
        await self.live.stop()


class Person:
    """One socket. `until` reads on to the first frame of a type and keeps what passed by in `seen`."""

    def __init__(self, url: str, token: str, **options: Any) -> None:
        self._stack = contextlib.ExitStack()
        self.socket: ClientConnection = self._stack.enter_context(connect(url, **options))
        self.seen: list[dict[str, Any]] = []
        self.send(type="hello", token=token)

    def send(self, **frame: Any) -> None:
        self.socket.send(json.dumps(frame))

    def next(self, timeout: float = WAIT_S) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(self.socket.recv(timeout=timeout))
        self.seen.append(frame)
        return frame

    def until(self, wanted: str, timeout: float = WAIT_S, **match: Any) -> dict[str, Any]:
        while True:
            frame = self.next(timeout)
            if frame["type"] == wanted and all(frame.get(name) == value for name, value in match.items()):
                return frame

    def closed_with(self, timeout: float = WAIT_S) -> int:
        """Read to the end; the close code."""
        try:
            while True:
                self.next(timeout)
        except websockets.ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def leave(self) -> None:
        self._stack.close()

    def entries(self) -> list[dict[str, Any]]:
        return [frame for frame in self.seen if frame["type"] == "entry"]


@pytest.fixture
def edge(transactional_db: None) -> Iterator[EdgeServer]:
    server = EdgeServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def join(edge: EdgeServer) -> Iterator[Callable[..., Person]]:
    """Sign in with a token and return the person behind the socket, already welcomed."""
    people: list[Person] = []

    def joined(token: str, **options: Any) -> Person:
        person = Person(edge.url, token, **options)
        people.append(person)
        person.until("welcome")
        return person

    yield joined
    for person in people:
        person.leave()
