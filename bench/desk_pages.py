"""Agents who turn pages: the desk over HTTP, so many requests a second, each as its browser would ask."""

import http.cookiejar
import itertools
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlencode

from bench.desk import sign_in_link
from bench.errors import BenchError
from bench.product import Product

AGENTS = ("agent1", "agent2")
TIMEOUT_S = 30


class Pages:
    """While the block of `turned` runs, each agent's thread asks for its share of the pages, however long each takes."""

    def __init__(self, server: Product, paths: Sequence[str]) -> None:
        self._server = server
        self._paths = paths
        self._openers = [_signed_in(server, agent) for agent in AGENTS]
        self.took_ms: list[float] = []
        self.failed = 0

    @contextmanager
    def turned(self, per_s: float) -> Iterator[None]:
        over = threading.Event()
        threads = [
            threading.Thread(target=self._turn, args=(opener, per_s / len(self._openers) / 2, over))
            for opener in self._openers * 2  # two requests of an agent may be on their way at once
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            over.set()
            for thread in threads:
                thread.join(TIMEOUT_S)

    def _turn(self, opener: urllib.request.OpenerDirector, per_s: float, over: threading.Event) -> None:
        due = time.monotonic()
        for path in itertools.cycle(self._paths):
            if over.wait(max(0.0, due - time.monotonic())):
                return
            self._ask(opener, path)
            due += 1 / per_s

    def _ask(self, opener: urllib.request.OpenerDirector, path: str) -> None:
        began = time.perf_counter()
        try:
            with opener.open(f"{self._server.base_url}{path}", timeout=TIMEOUT_S) as page:
                page.read()
        except OSError:
            self.failed += 1
        else:
            self.took_ms.append((time.perf_counter() - began) * 1000)


def _signed_in(server: Product, agent: str) -> urllib.request.OpenerDirector:
    cookies = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    link = sign_in_link(server, agent)
    opener.open(link, timeout=TIMEOUT_S).close()
    proof = next((cookie.value for cookie in cookies if cookie.name.endswith("csrf")), "") or ""
    body = urlencode({"csrfmiddlewaretoken": proof}).encode()
    with opener.open(urllib.request.Request(link, data=body, headers={"Referer": link}), timeout=TIMEOUT_S) as desk:
        if "/desk" not in desk.url:
            raise BenchError(f"{agent} could not sign in: {desk.url}")
    return opener
