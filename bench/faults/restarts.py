"""R23: SIGTERM under load, again and again: what was taken is answered, everybody is sent away and comes back, within 10 s."""

import asyncio
import random
import time
from pathlib import Path

from bench import product, reads
from bench.crowd import Crowd, Load
from bench.diary import Diary
from bench.faults import house, senders
from bench.faults.house import House
from bench.faults.registry import Fault, Round, judged
from bench.faults.senders import FileSender
from bench.oracle import judge

LOAD = Load(pairs=10, gap_s=0.2)
BETWEEN_S = 0.5
SAID_BEFORE = 20
ENDED_WITHIN_S = 10.0
A_RECONNECT = frozenset(
    {"closed 1012", "not let in", "cut while sending"}
)  # told to come back; the port was closed for a moment


def play(count: int, seed: int, folder: Path) -> Round:
    with house.opened(folder / "data") as place:
        diary = Diary()
        tokens = product.customers(place.server, LOAD.pairs + 1)
        crowd = Crowd(place.server, load=LOAD, tokens=tokens, diary=diary)
        crowd.open()
        files = FileSender(place.server, tokens[-1], diary)
        files.start()
        took_s = asyncio.run(crowd.live(lambda: _restart(place, diary, count=count, chance=random.Random(seed))))
        files.stop()
        tokens_of = {**crowd.tokens_of, files.conversation: files.token}
        verdict = judge(diary.events, reads.everything(place.server, tokens_of=tokens_of, mid_of=diary.mid_of))
        wrong = senders.missing(place.server.data_dir, kept=files.kept, at_us=time.monotonic_ns())
    ended_s, ready_s = (max(times) for times in zip(*took_s, strict=True))
    found = judged(count, verdict, ended_s_max=round(ended_s, 1), ready_s_max=round(ready_s, 1))
    found.complaints.extend(wrong)
    if ended_s > ENDED_WITHIN_S:
        found.complaints.append(f"it took {ended_s:.1f} s to end")
    seen = {name: times for name, times in diary.errors.items() if name not in A_RECONNECT}
    seen |= {f"HTTP {status}": times for status, times in files.refusals.items() if status != 429}
    if seen:
        found.complaints.append(f"clients saw more than a reconnect: {seen}")
    return found


async def _restart(place: House, diary: Diary, *, count: int, chance: random.Random) -> list[tuple[float, float]]:
    """Each time: seconds until both processes had ended, and until the next ones were ready."""
    took_s = []
    for _ in range(count):
        await diary.some_acked(SAID_BEFORE)
        await asyncio.sleep(chance.expovariate(1 / BETWEEN_S))
        began = time.monotonic()
        await asyncio.to_thread(place.end_once)
        ended_s = time.monotonic() - began
        took_s.append((ended_s, ended_s + await asyncio.to_thread(place.wait_ready)))
    return took_s


FAULT = Fault("restarts", wanted=20, a_round=5, play=play)
