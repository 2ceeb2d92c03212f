"""A real live edge on a free port in a thread of its own, and small clients that speak docs/protocol.md to it."""

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
import websockets
from websockets.sync.client import ClientConnection, connect

from kefu.live.socket import LiveEdge

WAIT_S = 5.0


class EdgeServer:
    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.live = LiveEdge()
        config = uvicorn.Config(
            self.live, host="127.0.0.1", port=self.port, ws="websockets-sansio", log_level="warning", loop="uvloop"
        )
        config.ws_max_size = 65_536
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/live"

    def start(self) -> None:
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.02)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


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
