"""The product as an outsider meets it: started by bin/testserver, spoken to by REST. No import from kefu."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt

from bench.errors import BenchError

ROOT = Path(__file__).resolve().parent.parent
START_S = 120
STOP_S = 15
PATIENCE_S = 120
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Product:
    """What bin/testserver announces."""

    base_url: str
    ws_url: str
    data_dir: Path
    pids: tuple[int, ...]
    jwt: dict[str, str]
    tokens: dict[str, str]
    database_url: str = ""  # of PostgreSQL
    live_urls: tuple[str, ...] = ()  # of several live processes

    @property
    def database(self) -> Path:
        return self.data_dir / "kefu.sqlite3"

    @property
    def live_port(self) -> int:
        return self.ports[1]

    @property
    def ports(self) -> tuple[int, int]:
        """Of the pages and of the sockets."""
        return urlsplit(self.base_url).port or 443, urlsplit(self.ws_url).port or 443

    def run(self, *words: str) -> str:
        """Python beside it, on its folder and with its settings; what it prints. BenchError if it fails."""
        kept = json.loads((self.data_dir / "testserver.json").read_text())
        settings = {
            "DJANGO_SETTINGS_MODULE": "kefu.settings.prod",
            "KEFU_DATA": str(self.data_dir),
            "KEFU_URL": self.base_url,
            "KEFU_SECRET_KEY": kept["secret_key"],
            "KEFU_IDENTITY_SECRET": kept["jwt_secret"],
        }
        made = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise BenchError(f"{words[:3]} ended with {made.returncode}: {made.stderr[-300:]}")
        return made.stdout


@contextmanager
def running(data: Path | None = None, *, environment: Mapping[str, str] | None = None) -> Iterator[Product]:
    """A fresh product on free ports with an empty data folder, or with this one; it ends with the block.

    `environment` may make several machines of it: tools/cluster.py.
    """
    env = {**os.environ, **({"KEFU_DATA": str(data)} if data else {}), **(environment or {})}
    process = subprocess.Popen(
        [str(ROOT / "bin" / "testserver")], stdout=subprocess.PIPE, text=True, start_new_session=True, cwd=ROOT, env=env
    )
    try:
        yield _announced(process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.stdout:
            process.stdout.close()


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _announced(process: subprocess.Popen[str]) -> Product:
    timer = threading.Timer(START_S, process.terminate)
    timer.start()
    line = process.stdout.readline() if process.stdout else ""
    timer.cancel()
    if not line:
        raise BenchError("bin/testserver did not start; its own words stand above.")
    told: dict[str, Any] = json.loads(line)
    return Product(
        base_url=told["base_url"],
        ws_url=told["ws_url"],
        data_dir=Path(told["data_dir"]),
        pids=_pids(told["pids"]),
        jwt={"secret": told["jwt_secret"], "iss": told["jwt_issuer"], "aud": told["jwt_audience"]},
        tokens=told["tokens"],
        database_url=told.get("database_url", ""),
        live_urls=tuple(told.get("live_urls", ())),
    )


def _pids(told: dict[str, int] | list[int]) -> tuple[int, ...]:
    return tuple(told.values() if isinstance(told, dict) else told)


class Rest:
    """One keep-alive connection to the API. Waits and repeats when told to come back later."""

    def __init__(self, product: Product, *, token: str = "", source: str = "127.0.0.1") -> None:
        where = urlsplit(product.base_url)
        self._host = where.netloc
        self._connection = http.client.HTTPConnection("127.0.0.1", where.port, timeout=30, source_address=(source, 0))
        self._headers = {"Content-Type": "application/json", "Host": self._host}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def call(self, method: str, path: str, body: object = None) -> Any:
        give_up = time.monotonic() + PATIENCE_S
        while True:
            self._connection.request(method, path, json.dumps(body) if body is not None else None, self._headers)
            response = self._connection.getresponse()
            answer = response.read()
            if response.status < 300:
                return json.loads(answer)
            if response.status not in (429, 503) or time.monotonic() > give_up:
                raise BenchError(f"{method} {path} was answered {response.status}: {answer[:300].decode()}")
            time.sleep(float(response.headers.get("Retry-After", "1")))

    def close(self) -> None:
        self._connection.close()


def customers(product: Product, n: int, *, first: int = 0) -> list[str]:
    """Tokens of `n` signed-in customers, each proved by a JWT of the exchange, as its host page would do it.

    They are counted from `first`: whoever was here before goes on in the conversation of that time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        parts = pool.map(lambda part: _sign_in(product, range(first + part, first + n, AT_ONCE)), range(AT_ONCE))
    return [token for part in parts for token in part]


def _sign_in(product: Product, numbers: range) -> list[str]:
    tokens = []
    for number in numbers:
        with closing(Rest(product, source=_household(number))) as rest:
            session = rest.call("POST", "/api/v1/sessions", {"identity": _identity(product, number)})
        tokens.append(str(session["token"]))
    return tokens


def _household(number: int) -> str:
    """A loopback address for every 20 customers, since so many may sign in from one network at once."""
    network = number // 20
    return f"127.1.{network // 250}.{1 + network % 250}"


def _identity(product: Product, number: int) -> str:
    now = int(time.time())
    claims = {
        "iss": product.jwt["iss"],
        "aud": product.jwt["aud"],
        "sub": f"bench-{number}",
        "jti": uuid.uuid4().hex,
        "iat": now,
        "exp": now + 300,
        "name": f"Customer {number}",
        "email": f"customer{number}@example.com",
        "vip": number % 4,
        "locale": "zh-hans" if number % 2 else "en",
    }
    return jwt.encode(claims, product.jwt["secret"], algorithm="HS256")
