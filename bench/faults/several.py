"""Two machines' worth of processes on a PostgreSQL and a Redis of our own, which the faults of both are made on."""

import json
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from websockets.sync.client import ClientConnection, connect

from bench import pg_proxy, product, servers
from bench.errors import BenchError
from bench.pg_proxy import Proxy
from bench.product import Product, Rest
from bench.servers import Postgres, Redis

WEB = 2
READY_S = 60.0
LOOK_S = 0.1
CUSTOMERS_A_TURN = 100


@dataclass(frozen=True, slots=True)
class Several:
    server: Product
    postgres: Postgres
    copy: Postgres
    proxy: Proxy
    redis: Redis
    turns: Iterator[int] = field(default_factory=lambda: count(0, CUSTOMERS_A_TURN))

    def newcomers(self, n: int) -> tuple[int, list[str]]:
        """Tokens of customers who have never been here, and the number they are counted from."""
        first = next(self.turns)
        return first, product.customers(self.server, n, first=first)

    def wait_ready(self) -> float:
        """Seconds until a page's process can acknowledge durably again."""
        began = time.monotonic()
        while not self._is_ready():
            if time.monotonic() - began > READY_S:
                raise BenchError(f"Not ready after {READY_S:.0f} s.")
            time.sleep(LOOK_S)
        return time.monotonic() - began

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.server.base_url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


@contextmanager
def opened() -> Iterator[Several]:
    """All its processes speak to PostgreSQL through a link that can be cut, and read lists from its standby."""
    with ExitStack() as ending:
        postgres = ending.enter_context(servers.postgres())
        copy = ending.enter_context(servers.postgres(copy_of=postgres))
        redis = ending.enter_context(servers.own_redis())
        proxy = ending.enter_context(pg_proxy.before(postgres.port))
        environment = {
            "TESTSERVER_WEB": str(WEB),
            "TESTSERVER_POSTGRES": postgres.url.replace(f":{postgres.port}/", f":{proxy.port}/"),
            "TESTSERVER_REPLICA": copy.url,
            "TESTSERVER_REDIS": redis.url,
            "KEFU_LOG_LEVEL": "ERROR",
        }
        server = ending.enter_context(product.running(environment=environment))
        yield Several(server, postgres, copy, proxy, redis)


class Pair:
    """A customer on the first machine and an agent on the second: how long a word takes from one to the other."""

    def __init__(self, place: Several) -> None:
        self._place, self._server, self._lines = place, place.server, ExitStack()

    def __enter__(self) -> "Pair":
        _, (token,) = self._place.newcomers(1)
        said = {"client_msg_id": uuid.uuid4().hex, "body": "hello"}
        rest = Rest(self._server, token=token)
        self.chat = str(rest.call("POST", "/api/v1/conversations", said)["conversation"]["id"])
        rest.close()
        self.customer = self._line(self._server.live_urls[0], token)
        self.agent = self._line(self._server.live_urls[1], self._server.tokens["agent1"])
        return self

    def __exit__(self, *error: object) -> None:
        self._lines.close()

    def crossing_s(self, *, within_s: float = 15) -> float:
        body, began = uuid.uuid4().hex, time.monotonic()
        _say(self.customer, type="send", conversation=self.chat, body=body, client_msg_id=uuid.uuid4().hex)
        while (left := began + within_s - time.monotonic()) > 0:
            frame = json.loads(self.agent.recv(timeout=left))
            if frame["type"] == "entry" and frame.get("body") == body:
                return time.monotonic() - began
        raise BenchError(f"A word did not cross within {within_s} s.")

    def _line(self, url: str, token: str) -> ClientConnection:
        line = self._lines.enter_context(connect(url, open_timeout=20, compression=None, max_queue=None))
        _say(line, type="hello", token=token)
        _say(line, type="subscribe", conversation=self.chat, after=0)
        while json.loads(line.recv(timeout=20))["type"] != "caught_up":
            pass
        return line


def _say(line: ClientConnection, **frame: Any) -> None:
    line.send(json.dumps(frame))


@contextmanager
def drained(pair: Pair) -> Iterator[None]:
    """The customer's own line is read meanwhile, so that it never fills."""
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            try:
                pair.customer.recv(timeout=0.2)
            except TimeoutError:
                continue

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        yield
    finally:
        over.set()
        reader.join(5)
