"""Asks the pages as a server does, through WSGI and every middleware, and times it: no network, no second process."""

import io
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from bench.errors import BenchError
from bench.served.inside.scene import Asker
from kefu.wsgi import application

PARTIAL = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


@dataclass(frozen=True, slots=True)
class Question:
    """`sort` is the key it counts for, `name` what it is told as."""

    sort: str
    name: str
    address: str
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """`cpu_ms` is what this process worked for it, the embedded database included: others on the machine add nothing."""

    ms: float
    cpu_ms: float
    body: bytes


def ask(question: Question, asker: Asker) -> Answer:
    """BenchError if it is answered by anything but 200. Waits where a limit on calls says so, and asks again."""
    while True:
        status, headers, answer = _once(question, asker)
        if status == 200:
            return answer
        if status != 429:
            raise BenchError(f"{question.address} was answered {status}: {answer.body[:300].decode()}")
        time.sleep(float(headers.get("Retry-After", "1")))


def count(question: Question, asker: Asker) -> int:
    """How many queries it takes, those that let the asker in among them."""
    connection.force_debug_cursor = True
    try:
        ask(question, asker)
        return len(connection.queries_log)  # Django begins a new one with every request
    finally:
        connection.force_debug_cursor = False


def _once(question: Question, asker: Asker) -> tuple[int, dict[str, str], Answer]:
    told: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _problem: object = None) -> None:
        told.extend((int(status[:3]), dict(headers)))

    environ = _environ(question, asker)
    began, worked = time.perf_counter(), time.thread_time()
    answer: Iterable[bytes] = application(environ, start_response)  # type: ignore[arg-type]
    body = b"".join(answer)
    answer.close()  # type: ignore[attr-defined]
    ms, cpu_ms = (time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000
    return told[0], told[1], Answer(ms, cpu_ms, body)


def _environ(question: Question, asker: Asker) -> dict[str, object]:
    path, _, query = question.address.partition("?")
    way_in = (
        {"HTTP_AUTHORIZATION": f"Bearer {asker.token}"} if path.startswith("/api/") else {"HTTP_COOKIE": asker.cookie}
    )
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": urlsplit(settings.BASE_URL).netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **way_in,
        **(PARTIAL if question.is_partial else {}),
    }
