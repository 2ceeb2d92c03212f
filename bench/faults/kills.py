"""R01: kill -9 of the sockets' process, of the pages, of both, at random moments under load."""

import asyncio
import random
import statistics
from pathlib import Path

from bench import product, reads
from bench.crowd import Crowd, Load
from bench.diary import Diary
from bench.faults import house
from bench.faults.house import House
from bench.faults.registry import Fault, Round, judged
from bench.oracle import judge

LOAD = Load(pairs=10, gap_s=0.4)  # 20 writers, 50 messages a second
BETWEEN_S = 0.5  # in the middle, once it is ready again and people are heard
SAID_BEFORE = 20
READY_WITHIN_S = 5.0


def play(count: int, seed: int, folder: Path) -> Round:
    with house.opened(folder / "data") as place:
        diary = Diary()
        tokens = product.customers(place.server, LOAD.pairs)
        crowd = Crowd(place.server, load=LOAD, tokens=tokens, diary=diary)
        crowd.open()
        ready_s = asyncio.run(crowd.live(lambda: _kill(place, diary, count=count, chance=random.Random(seed))))
        verdict = judge(diary.events, reads.everything(place.server, tokens_of=crowd.tokens_of, mid_of=diary.mid_of))
    middle = statistics.median(ready_s)
    found = judged(count, verdict, ready_s_p50=round(middle, 2), ready_s_max=round(max(ready_s), 2))
    if middle > READY_WITHIN_S:
        found.complaints.append(f"ready again after {middle:.1f} s")
    return found


async def _kill(place: House, diary: Diary, *, count: int, chance: random.Random) -> list[float]:
    """Seconds until it was ready again, each time."""
    ready_s = []
    for _ in range(count):
        await diary.some_acked(SAID_BEFORE)
        await asyncio.sleep(chance.expovariate(1 / BETWEEN_S))
        await asyncio.to_thread(place.kill, chance.choice(house.VICTIMS))
        ready_s.append(await asyncio.to_thread(place.wait_ready))
    return ready_s


FAULT = Fault("kills", wanted=500, a_round=25, play=play)
