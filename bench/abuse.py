"""bin/bench abuse: SEC-C06 in large. Strangers and signed-in customers send what hurts; what does somebody else notice?

One attack after the other, each from a process of its own, while a customer writes ten messages a second. Ends with one
line of JSON.
"""

import argparse
import asyncio
import json
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.pool import AsyncResult
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from bench import product
from bench.diary import Diary
from bench.disk import quantile
from bench.errors import run
from bench.live_socket import LiveSocket
from bench.memory import pss_mb
from bench.product import Product

GAP_S = 0.1
FRAMES = 10_000
DEEP = 10_000
SAMPLE_S = 0.5
_SPAWN = get_context("spawn")
_HANDSHAKE = (
    b"GET /live HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench abuse", description="Frame abuse, seen by somebody else.")
    parser.add_argument(
        "--idle", type=int, default=2_000, help="sockets of one address that say nothing (default 2000)"
    )
    parser.add_argument("--attackers", type=int, default=10, help="signed-in sockets of each other attack (default 10)")
    asked = parser.parse_args(words)
    with product.running() as server:
        result = asyncio.run(measure(server, idle=asked.idle, attackers=asked.attackers))
    print(json.dumps(result))
    return 0 if not result["wrong_codes"] else 1


async def measure(server: Product, *, idle: int, attackers: int) -> dict[str, Any]:
    witness, *tokens = product.customers(server, attackers + 1)
    told: dict[str, float] = {}
    diary, wrong = Diary(), 0
    other = await LiveSocket.open(server.ws_url, token=witness, name="customer-0", diary=diary, gap_s=0)
    await other.say("hello", mid="witness-first", conversation=None)
    idle_mb, peak_mb = pss_mb(server.pids), 0.0
    with _SPAWN.Pool(1) as pool:
        for name, code in ATTACKS.items():
            diary.ack_ms.clear()
            begun = pool.apply_async(_attack, (name, server.ws_url, server.live_port, tokens, idle))
            peak_mb = max(peak_mb, await _witness(other, begun, name=name, pids=server.pids))
            codes, seconds = begun.get()
            wrong += sum(n for found, n in codes.items() if found != code)
            told |= {f"{name}_ack_p99_ms": round(quantile(diary.ack_ms, 0.99), 1), f"{name}_s": round(seconds, 1)}
            print(f"  {name}: {codes}, {len(diary.ack_ms)} messages of somebody else beside it", flush=True)
    await other.close()
    return {**told, "growth_mb": round(peak_mb - idle_mb, 1), "wrong_codes": wrong, "idle": idle, "n": len(tokens)}


async def _witness(other: LiveSocket, begun: AsyncResult[Any], *, name: str, pids: tuple[int, ...]) -> float:
    """Write until the attack is over; the most memory meanwhile."""
    peak_mb, n, sample_at = 0.0, 0, 0.0
    while not begun.ready():
        await other.say(f"{name} {n}", mid=f"witness-{name}-{n}", conversation=None)
        n += 1
        if time.monotonic() > sample_at:
            peak_mb, sample_at = max(peak_mb, pss_mb(pids)), time.monotonic() + SAMPLE_S
        await asyncio.sleep(GAP_S)
    return peak_mb


def _attack(name: str, url: str, port: int, tokens: list[str], idle: int) -> tuple[Counter[int], float]:
    """The codes the sockets were closed with, and how long it took. In a process of its own."""
    began = time.monotonic()
    if name == "idle":
        codes = _say_nothing(port, idle)
    else:
        codes = Counter(_hurt(url, token, _PAYLOADS[name]) for token in tokens)
    return codes, time.monotonic() - began


def _say_nothing(port: int, count: int) -> Counter[int]:
    sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
    for each in sockets:
        each.sendall(_HANDSHAKE)
    return Counter(_code_of(each) for each in sockets)


def _code_of(each: socket.socket) -> int:
    """The code in the close frame that ends what this socket is sent; 0 without one."""
    said = b""
    each.settimeout(30)
    with suppress(OSError), each:
        while b"\x88\x02" not in said and (more := each.recv(4096)):
            said += more
    _, _, code = said.partition(b"\x88\x02")
    return int.from_bytes(code[:2], "big")


def _hurt(url: str, token: str, payload: Callable[[], Iterator[Any]]) -> int:
    with connect(url, compression=None, max_size=None) as line:
        try:
            line.send(json.dumps({"type": "hello", "token": token}))
            line.recv(timeout=30)
            for part in payload():
                line.send(part, text=True) if isinstance(part, bytes) else line.send(part)
            if payload is _deep:
                return int(json.loads(line.recv(timeout=30))["code"] == "bad_frame")
            while True:
                line.recv(timeout=30)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 0


def _large() -> Iterator[str]:
    yield "x" * (1 << 20) + "x"


def _flood() -> Iterator[str]:
    yield from ('{"type":"ping"}' for _ in range(FRAMES))


def _fragments() -> Iterator[Iterator[str]]:
    yield ("x" for _ in range(FRAMES))


def _no_utf8() -> Iterator[bytes]:
    yield b'{"type":"\xff\xfe"}'


def _deep() -> Iterator[str]:
    yield '{"type":"ping","x":' + "[" * DEEP + "]" * DEEP + "}"


_PAYLOADS = {"large": _large, "flood": _flood, "fragments": _fragments, "no_utf8": _no_utf8, "deep": _deep}
ATTACKS = {"idle": 4401, "large": 1009, "flood": 4429, "fragments": 1009, "no_utf8": 1007, "deep": 1}


if __name__ == "__main__":
    run(main)
