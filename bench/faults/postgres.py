"""R06: PostgreSQL stopped in the middle, away for 20 s, without a free place, and cut off between commit and answer."""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg

from bench import reads, servers
from bench.crowd import Crowd, Load
from bench.diary import Diary
from bench.faults import several
from bench.faults.registry import Fault, Round, judged
from bench.faults.several import Several
from bench.oracle import judge

LOAD = Load(pairs=10, gap_s=0.4, patience_s=60)
BETWEEN_S = 0.7
CUTS = 3
FULL_S = 3.0
AWAY_S = 20.0
READY_WITHIN_S = 10.0


def stop(place: Several) -> None:
    """As with a crash: nothing under way is finished, the next start recovers."""
    place.postgres.stop_immediately()
    place.postgres.start()


def cut(place: Several) -> None:
    """Commits that are carried out, and whose answer nobody hears."""
    wanted = place.proxy.cuts + CUTS
    place.proxy.cut_commits(CUTS)
    deadline = time.monotonic() + 20
    while place.proxy.cuts < wanted and time.monotonic() < deadline:
        time.sleep(0.02)


def saturate(place: Several) -> None:
    """Every place is taken by somebody else, and those of the product are lost."""
    held = []
    try:
        place.postgres.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname LIKE 'kefu_cluster%' AND pid <> pg_backend_pid()"
        )
        with suppress(psycopg.OperationalError):
            while True:
                held.append(psycopg.connect(place.postgres.url, connect_timeout=5))
        time.sleep(FULL_S)
    finally:
        for each in held:
            each.close()


def freeze(place: Several, for_s: float = AWAY_S) -> None:
    place.postgres.freeze()
    try:
        time.sleep(for_s)
    finally:
        place.postgres.thaw()


KINDS: dict[str, Callable[[Several], None]] = {"stop": stop, "cut": cut, "saturate": saturate}


def play(count: int, seed: int, folder: Path) -> Round:
    """The last one of a round is the long absence."""
    del folder
    chance = random.Random(seed)
    with several.opened() as place:
        kinds = [chance.choice(list(KINDS.values())) for _ in range(count - 1)] + [freeze]
        return lived_through(place, kinds, chance=chance)


def lived_through(place: Several, kinds: list[Callable[[Several], None]], *, chance: random.Random) -> Round:
    """These faults under load, judged; `postgres_ready_s_max` is from the end of a fault until all is well."""
    diary = Diary()
    first, tokens = place.newcomers(LOAD.pairs)
    crowd = Crowd(place.server, load=LOAD, tokens=tokens, diary=diary, first=first)
    crowd.open()
    ready_s = asyncio.run(crowd.live(lambda: _trouble(place, kinds, chance)))
    verdict = judge(diary.events, reads.everything(place.server, tokens_of=crowd.tokens_of, mid_of=diary.mid_of))
    found = judged(len(kinds), verdict, postgres_ready_s_max=round(max(ready_s), 2), commits_cut=place.proxy.cuts)
    if max(ready_s) > READY_WITHIN_S:
        found.complaints.append(f"ready again after {max(ready_s):.1f} s")
    return found


async def _trouble(place: Several, kinds: list[Callable[[Several], None]], chance: random.Random) -> list[float]:
    ready_s = []
    for make in kinds:
        await asyncio.sleep(chance.expovariate(1 / BETWEEN_S))
        await asyncio.to_thread(make, place)
        ready_s.append(await asyncio.to_thread(place.wait_ready))
    return ready_s


FAULT = Fault("postgres_faults", wanted=100, a_round=10, play=play, lacks=servers.lacking)
