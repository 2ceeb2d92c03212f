"""R10: the clock jumps under load, an hour, a day, ten minutes back. Order is by number, timers fire once and never early."""

import asyncio
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import product, reads
from bench.crowd import Crowd, Load
from bench.diary import Diary
from bench.errors import BenchError
from bench.faults import house
from bench.faults.registry import Fault, Round, judged
from bench.oracle import judge
from bench.product import Product, Rest

SOURCE = Path(__file__).with_name("clock.c")
LOAD = Load(pairs=10, gap_s=0.2)
BETWEEN_S = 1.0
SNOOZED_S = 4
WAKES_WITHIN_S = 60
# not beyond the twelve hours that a customer's session lives: who is signed out then is signed out rightly
JUMPS_S = (-600, 3_600, -3_600, 600, 6 * 3_600, -6 * 3_600, 1, -1, -86_400, 0)
LATEST_S = 7 * 3_600
_WOKEN = """
SELECT c.public_id, json_extract(e.data, '$.until'), e.created_at FROM conversations_entry e
JOIN conversations_conversation c ON c.id = e.conversation_id WHERE e.kind = 'woken'
"""


def play(count: int, seed: int, folder: Path) -> Round:
    clock = folder / "clock"
    _set(clock, 0)
    faked = {"LD_PRELOAD": str(_library(folder)), "CLOCK_OFFSET_FILE": str(clock)}
    with house.opened(folder / "data", environment=faked) as place:
        diary = Diary()
        tokens = product.customers(place.server, LOAD.pairs + count)
        crowd = Crowd(place.server, load=LOAD, tokens=tokens, diary=diary)
        crowd.open()
        chance, others = random.Random(seed), tokens[LOAD.pairs :]
        snoozed = asyncio.run(crowd.live(lambda: _jump(place.server, clock, tokens=others, chance=chance)))
        verdict = judge(diary.events, reads.everything(place.server, tokens_of=crowd.tokens_of, mid_of=diary.mid_of))
        complaints = _timers(place.server, snoozed=snoozed)
    found = judged(count, verdict, snoozed=len(snoozed))
    found.complaints.extend(complaints)
    refused = {name: times for name, times in diary.errors.items() if name != "rate_limited"}
    if refused:
        found.complaints.append(f"people were told of it: {refused}")
    return found


def _set(clock: Path, offset_s: int) -> None:
    with clock.open("r+b" if clock.exists() else "wb") as file:
        file.write(offset_s.to_bytes(8, sys.byteorder, signed=True))


def _library(folder: Path) -> Path:
    library = folder / "clock.so"
    command = [_compiler(), "-O2", "-shared", "-fPIC", "-o", str(library), str(SOURCE)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    if built.returncode:
        raise BenchError(f"The other clock did not compile:\n{built.stderr}")
    return library


def _compiler() -> str:
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang") or ""


async def _jump(server: Product, clock: Path, *, tokens: list[str], chance: random.Random) -> list[str]:
    """Conversations put away for some seconds, one before each jump, each by the clock as it went then."""
    snoozed, offset_s = [], 0
    for token in tokens:
        snoozed.append(await asyncio.to_thread(_snooze, server, token, offset_s))
        await asyncio.sleep(chance.expovariate(1 / BETWEEN_S))
        offset_s = chance.choice(JUMPS_S)
        _set(clock, offset_s)
    _set(clock, LATEST_S)  # now every timer is due, whichever clock it was set by
    await _all_woken(server, len(tokens))
    _set(clock, 0)
    return snoozed


async def _all_woken(server: Product, count: int) -> None:
    """Or nearly: what is still missing then is told by `_timers`."""
    ends_at = time.monotonic() + WAKES_WITHIN_S
    while len(_woken(server)) < count and time.monotonic() < ends_at:
        await asyncio.sleep(0.5)


def _snooze(server: Product, token: str, offset_s: int) -> str:
    with closing(Rest(server, token=token)) as rest:
        said = {"client_msg_id": f"jump-{token[-12:]}", "body": "later"}
        conversation = str(rest.call("POST", "/api/v1/conversations", said)["conversation"]["id"])
    until = datetime.now(UTC) + timedelta(seconds=offset_s + SNOOZED_S)
    with closing(Rest(server, token=server.tokens["agent1"])) as rest:
        rest.call("PUT", f"/api/v1/conversations/{conversation}/snooze", {"until": until.isoformat()})
    return conversation


def _timers(server: Product, *, snoozed: list[str]) -> list[str]:
    """What is wrong with the wakings, a sentence each: one for each conversation put away, and none before its moment."""
    wakings = _woken(server)
    wrong = [f"{conversation} was never woken" for conversation in snoozed if conversation not in wakings]
    wrong += [
        f"{conversation} was woken {len(found)} times" for conversation, found in wakings.items() if len(found) > 1
    ]
    early = [name for name, found in wakings.items() if any(at < until for until, at in found)]
    return wrong + [f"{conversation} was woken before its moment" for conversation in early]


def _woken(server: Product) -> dict[str, list[tuple[datetime, datetime]]]:
    """Of each conversation that was woken: for which moment, and when by the clock of then."""
    with closing(sqlite3.connect(f"file:{server.database}?mode=ro", uri=True)) as base:
        rows = base.execute(_WOKEN).fetchall()
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for conversation, until, at in rows:
        moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
        found.setdefault(conversation, []).append((datetime.fromisoformat(until), moment))
    return found


FAULT = Fault(
    "clock_jumps",
    wanted=100,
    a_round=10,
    play=play,
    lacks=lambda: "" if _compiler() else "the other clock is C and there is no compiler (Debian: apt-get install gcc)",
)
