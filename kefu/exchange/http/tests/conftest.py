"""Servers of loopback: the reference one over a stub, and one that says whatever bytes a test wants."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import WSGIApplication

import pytest

from kefu.exchange.http import reference, signing
from kefu.exchange.http.connector import Http
from kefu.exchange.http.tests.stub import SECRET, SECRETS, Stub

Say = Callable[[socket.socket, str], None]
Speaking = Callable[[Say], str]


def signed(body: bytes, *, status: int = 200, more: bytes = b"", secret: str = SECRET) -> Say:
    """A whole answer with the exchange's signature."""

    def say(connection: socket.socket, nonce: str) -> None:
        signature = signing.answer_signature(secret, nonce=nonce, status=status, body=body).encode()
        head = b"HTTP/1.1 %d X\r\nKefu-Signature: %s\r\nContent-Length: %d\r\n" % (status, signature, len(body))
        connection.sendall(head + more + b"\r\n" + body)

    return say


@pytest.fixture
def speaking() -> Iterator[Speaking]:
    """Hears each request out and then says what the test wants; `heard` counts them."""
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def start(say: Say) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection = listener.accept()[0]
                    with connection, suppress(OSError):
                        say(connection, _nonce(connection))

        threads.append(threading.Thread(target=serve, daemon=True))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join(timeout=5)


def _nonce(connection: socket.socket) -> str:
    heard = b""
    while not heard.endswith(b"}"):
        piece = connection.recv(65_536)
        if not piece:
            break
        heard += piece
    lines = heard.decode().split("\r\n")
    return next((line.split(": ", 1)[1] for line in lines if line.startswith("Kefu-Nonce: ")), "")


@pytest.fixture
def stub() -> Stub:
    return Stub()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Into no log of the tests."""


@contextmanager
def answering(application: WSGIApplication) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, application, _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


@pytest.fixture
def endpoint(stub: Stub) -> Iterator[str]:
    """Where the stub answers, by the reference."""
    with answering(reference.application(stub, SECRETS)) as origin:
        yield origin


@pytest.fixture
def exchange(endpoint: str) -> Http:
    return Http(endpoint, SECRETS)
