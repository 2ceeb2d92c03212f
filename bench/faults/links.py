"""R09: bad lines. Connections are cut, fall silent half-open, drip, come late, or break between the ack and its hearer."""

import asyncio
import random
from collections import Counter
from pathlib import Path

from bench import product, reads
from bench.crowd import Crowd, Load
from bench.diary import Diary
from bench.faults.proxy import FAULTY, Proxy
from bench.faults.registry import Fault, Round, judged
from bench.oracle import Verdict, judge
from bench.product import Product

LOAD = Load(pairs=10, gap_s=0.2, patience_s=4)
BETWEEN_S = 0.15


def play(count: int, seed: int, folder: Path) -> Round:
    with product.running(folder / "data") as server:
        verdict, errors = asyncio.run(_play(server, count=count, chance=random.Random(seed)))
    return judged(count, verdict, rate_limited=errors["rate_limited"])


async def _play(server: Product, *, count: int, chance: random.Random) -> tuple[Verdict, Counter[str]]:
    diary = Diary()
    tokens = await asyncio.to_thread(product.customers, server, LOAD.pairs)
    async with Proxy(to_port=server.live_port).running() as proxy:
        crowd = Crowd(server, load=LOAD, tokens=tokens, diary=diary, ws_url=f"ws://127.0.0.1:{proxy.port}/live")
        await asyncio.to_thread(crowd.open)
        await crowd.live(lambda: _spoil(proxy, count=count, chance=chance))
    readings = await asyncio.to_thread(reads.everything, server, tokens_of=crowd.tokens_of, mid_of=diary.mid_of)
    return judge(diary.events, readings), diary.errors


async def _spoil(proxy: Proxy, *, count: int, chance: random.Random) -> None:
    """Each kind of line in turn; a random one of the good connections turns into it."""
    done = 0
    while done < count:
        await asyncio.sleep(chance.expovariate(1 / BETWEEN_S))
        done += proxy.spoil(FAULTY[done % len(FAULTY)], chance=chance)


FAULT = Fault("link_faults", wanted=500, a_round=100, play=play)
