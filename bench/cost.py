"""bin/bench cost: what a message, a socket, a desk and a page cost in processor time, memory and disk.

Nothing is driven to its limit, and processor time is read from /proc: other work on the machine moves it little. With
KEFU_DATABASE_URL naming an empty PostgreSQL database on this machine, its processes count too. `bin/bench scale` multiplies.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from bench import database, desk, full_inbox, product
from bench.diary import Diary
from bench.errors import BenchError, run
from bench.live_socket import LiveSocket
from bench.memory import pss_mb
from bench.processor import Meter, Reading
from bench.product import ROOT, Product

SETTLE_S = 3.0
BUSY_GAP_S = 0.05  # a customer may send 30 frames a second
TEXT = "I have waited for two hours: 0.25 BTC, not arrived. 我的提币还没有到账，已经等了两个小时，请帮我查一下。"
PUSH = """
import sys, time, django; django.setup()
from kefu.kit import clock, webpush
key, own, n = webpush.new_key(), webpush.new_key(), int(sys.argv[1])
keys = webpush.Keys(p256dh=webpush.public_of(own), auth="x" * 22)
began = time.process_time()
for _ in range(n):
    webpush.encrypt(b"x" * 300, keys)
    webpush.authorization("https://push.example/x", key=key, subject="mailto:a@example.com", now=clock.now())
print((time.process_time() - began) * 1000 / n)
"""
Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    sockets: int
    pairs: int
    rate: int
    seconds: float
    pages: int
    conversations: int


@dataclass(frozen=True, slots=True)
class House:
    """A running product and what it is measured with."""

    server: Product
    meter: Meter
    base: database.Sqlite | database.Postgres
    plan: Plan


def main(words: list[str]) -> int:
    plan = _parse(words)
    with product.running() as server:
        pages, live = server.pids[:2]
        base = database.of_product(server.database)
        meter = Meter({"live": lambda: [live], "all": lambda: [pages], "database": base.pids})
        result = asyncio.run(measure(House(server, meter, base, plan)))
    print(json.dumps({"database": base.kind, **result, "push_ms": _push_ms(200)}))
    return 0


def _parse(words: list[str]) -> Plan:
    parser = argparse.ArgumentParser(prog="bin/bench cost", description="What each thing costs.")
    parser.add_argument("--sockets", type=int, default=1000, help="idle ones (default 1000)")
    parser.add_argument("--pairs", type=int, default=100, help="a customer and an agent each (default 100)")
    parser.add_argument("--rate", type=int, default=100, help="messages a second in the calm phase (default 100)")
    parser.add_argument("--seconds", type=float, default=10, help="of each phase (default 10)")
    parser.add_argument("--pages", type=int, default=50, help="of each kind (default 50)")
    parser.add_argument("--conversations", type=int, default=2000, help="in the inbox, with the embedded database")
    return Plan(**vars(parser.parse_args(words)))


async def measure(house: House) -> Found:
    await asyncio.sleep(SETTLE_S)
    found: Found = {}
    spent = await _resting(house)
    found |= {f"idle_{name}_ms_per_s": round(ms / spent.at_s, 2) for name, ms in _parts(spent).items()}
    tokens = await asyncio.to_thread(product.customers, house.server, max(house.plan.sockets, house.plan.pairs))
    found |= await _sockets(house, tokens, nothing=spent)
    found |= await _messages(house, tokens, nothing=spent)
    if house.base.kind == "sqlite":
        await asyncio.to_thread(full_inbox.fill, house.server, house.plan.conversations)
    found |= await asyncio.to_thread(_pages, house)
    print(f"  {found}", file=sys.stderr)
    return found


def _parts(spent: Reading) -> dict[str, float]:
    """`serve` started the live process, so that its time stands in its own and in the whole."""
    return {"pages": spent.ms["all"] - spent.ms["live"], "live": spent.ms["live"], "database": spent.ms["database"]}


async def _resting(house: House) -> Reading:
    before = house.meter.read()
    await asyncio.sleep(house.plan.seconds)
    return house.meter.since(before)


# -- sockets ---------------------------------------------------------------------------------------------------------
async def _sockets(house: House, tokens: Sequence[str], *, nothing: Reading) -> Found:
    """Signed-in customers who say nothing; they answer the server's pings."""
    held_mb = pss_mb(house.server.pids)
    began = house.meter.read()
    crowd = [await _open(house, token, f"customer-{n}") for n, token in enumerate(tokens[: house.plan.sockets])]
    came = house.meter.since(began)
    await asyncio.sleep(SETTLE_S)
    grown_mb = pss_mb(house.server.pids) - held_mb
    spent = await _resting(house)
    await asyncio.gather(*(socket.close() for socket in crowd))
    per_minute = 60_000 / spent.at_s / len(crowd) / 1000
    idle = {name: _parts(spent)[name] - _parts(nothing)[name] for name in ("live",)}
    return {
        "socket_kb": round(1024 * grown_mb / len(crowd), 1),
        "socket_live_ms_per_min": round(max(idle["live"], 0) * per_minute, 3),
        "sign_in_live_ms": round(_parts(came)["live"] / len(crowd), 2),
    }


async def _open(house: House, token: str, name: str) -> LiveSocket:
    return await LiveSocket.open(house.server.ws_url, token=token, name=name, diary=Diary(), gap_s=0)


# -- messages --------------------------------------------------------------------------------------------------------
async def _messages(house: House, tokens: Sequence[str], *, nothing: Reading) -> Found:
    """Customers write, an agent's socket each hears it. Calm, so that a message travels alone; then busy, in batches."""
    pairs = [await _pair(house, token, n) for n, token in enumerate(tokens[: house.plan.pairs])]
    found: Found = {}
    for phase, gap_s in (("calm", house.plan.pairs / house.plan.rate), ("busy", BUSY_GAP_S)):
        size, before = house.base.size(), house.meter.read()
        until = asyncio.get_running_loop().time() + house.plan.seconds
        said = sum(await asyncio.gather(*(_talk(pair, gap_s=gap_s, until=until, phase=phase) for pair in pairs)))
        await asyncio.sleep(SETTLE_S)  # the reactions catch up
        found |= _per_message(house, said, house.meter.since(before), nothing, phase=phase)
        found |= _stored(size, house.base.size(), phase=phase) if phase == "busy" else {}
    return found


async def _pair(house: House, token: str, number: int) -> tuple[LiveSocket, str]:
    customer = await _open(house, token, f"customer-{number}")
    conversation = await customer.say("hello", mid=f"first-{number:06d}", conversation=None)
    await customer.subscribe(conversation, on_entry=lambda frame: None)
    agent = await _open(house, house.server.tokens["agent1"], f"staff-{number}")
    await agent.subscribe(conversation, on_entry=lambda frame: None)
    return customer, conversation


async def _talk(pair: tuple[LiveSocket, str], *, gap_s: float, until: float, phase: str) -> int:
    customer, conversation = pair
    clock, said = asyncio.get_running_loop().time, 0
    while (began := clock()) < until:
        await customer.say(f"{TEXT} {said}", mid=f"{phase}-{customer.name}-{said}", conversation=conversation)
        said += 1
        await asyncio.sleep(max(0, gap_s - (clock() - began)))
    return said


def _per_message(house: House, said: int, spent: Reading, nothing: Reading, *, phase: str) -> Found:
    rest = {name: ms / nothing.at_s * spent.at_s for name, ms in _parts(nothing).items()}
    costs = {f"{phase}_{name}_ms": round((ms - rest[name]) / said, 3) for name, ms in _parts(spent).items()}
    return {f"{phase}_per_s": round(said / house.plan.seconds), **costs}


def _stored(before: database.Size, after: database.Size, *, phase: str) -> Found:
    entries = after.entries - before.entries
    return {
        "entry_bytes": round((after.bytes - before.bytes) / entries),
        "entry_wal_bytes": round((after.wal_bytes - before.wal_bytes) / entries),
        f"{phase}_commits_per_message": round((after.commits - before.commits) / entries, 3),
    }


# -- pages -----------------------------------------------------------------------------------------------------------
def _pages(house: House) -> Found:
    """What one request costs the processes together, the database's among them."""
    link = desk.sign_in_link(house.server, "agent1")
    with httpx.Client(base_url=house.server.base_url, timeout=60) as browser:
        browser.get(link)
        proof = next(value for name, value in browser.cookies.items() if name.endswith("csrf"))
        browser.post(link, headers={"X-CSRFToken": proof})
        inbox = browser.get("/desk/?box=open").raise_for_status().text
        ids = [part.partition('"')[0] for part in inbox.split('data-line="')[1:]]
        if not ids:
            raise BenchError("the inbox shows no conversations")
        kinds = {
            "inbox": ["/desk/?box=open"],
            "conversation": [f"/desk/c/{public_id}/" for public_id in ids],
            "rows_of_1": [f"/desk/rows?box=open&ids={public_id}" for public_id in ids],
            "rows_of_20": [f"/desk/rows?box=open&ids={','.join(ids[:20])}"],
        }
        return {f"{name}_ms": _cost(house, browser, paths) for name, paths in kinds.items()}


def _cost(house: House, browser: httpx.Client, paths: Sequence[str]) -> float:
    for path in paths[:3]:
        browser.get(path).raise_for_status()
    before = house.meter.read()
    for number in range(house.plan.pages):
        browser.get(paths[number % len(paths)]).raise_for_status()
    spent = _parts(house.meter.since(before))
    return round((spent["pages"] + spent["database"]) / house.plan.pages, 1)


def _push_ms(count: int) -> float:
    settings = {"DJANGO_SETTINGS_MODULE": "kefu.settings.dev"}
    command = [sys.executable, "-c", PUSH, str(count)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchError(f"no push could be made: {done.stderr[-300:]}")
    return round(float(done.stdout), 2)


if __name__ == "__main__":
    run(main)
