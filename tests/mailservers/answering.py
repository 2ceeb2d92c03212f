"""Two small services that real mail servers ask: whose a token is (RFC 7662), and whether a mail is to be taken now."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Tokens:
    """Token -> the mailbox it opens. Those that are not in it are told to be over."""

    port: int = 0
    good: dict[str, str] = field(default_factory=dict)


@dataclass
class Greylist:
    """`grey`: who is told to come again, how many times still. `seen`: how often each was asked about."""

    port: int = 0
    grey: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def answer(self, receiver: str) -> str:
        self.seen[receiver] = self.seen.get(receiver, 0) + 1
        if self.grey.get(receiver, 0) <= 0:
            return "dunno"
        self.grey[receiver] -= 1
        return "450 4.7.1 Greylisted, please come again"


@contextmanager
def tokens() -> Iterator[Tokens]:
    told = Tokens()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            token = parse_qs(urlsplit(self.path).query).get("token", [""])[0]
            user = told.good.get(token)
            body = json.dumps({"active": user is not None, "username": user or ""}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *told: Any) -> None:
            del told

    with _served(ThreadingHTTPServer(("127.0.0.1", 0), Answers)) as told.port:
        yield told


@contextmanager
def greylist() -> Iterator[Greylist]:
    told = Greylist()

    class Answers(socketserver.StreamRequestHandler):
        """Postfix's own protocol: lines of name=value, an empty one, and an action."""

        def handle(self) -> None:
            asked: dict[str, str] = {}
            for line in self.rfile:
                name, _, value = line.decode().rstrip("\n").partition("=")
                if name:
                    asked[name] = value
                else:
                    self.wfile.write(f"action={told.answer(asked['recipient'])}\n\n".encode())
                    asked = {}

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads, allow_reuse_address = True, True

    with _served(Server(("127.0.0.1", 0), Answers)) as told.port:
        yield told


@contextmanager
def _served(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
