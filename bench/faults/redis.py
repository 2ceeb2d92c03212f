"""R07: Redis killed, emptied, frozen and started empty. It holds nothing that is not in the log; hints come later, no more."""

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path

from bench import reads, servers
from bench.crowd import Crowd, Load
from bench.diary import Diary
from bench.faults import several
from bench.faults.registry import Fault, Round, judged
from bench.faults.several import Pair, Several
from bench.oracle import judge

LOAD = Load(pairs=10, gap_s=0.4)
FALLS_BACK_WITHIN_S, NORMAL_WITHIN_S = 5.0, 10.0
NORMAL_S = 1.0  # a word that takes no longer came by a hint
FROZEN_S, SHORTLY_S = 30.0, 4.0

Act = Callable[[Several], None]


def kill(place: Several) -> None:
    place.redis.kill()


def start_empty(place: Several) -> None:
    place.redis.start()


def flush(place: Several) -> None:
    place.redis.flush()


def freeze(place: Several) -> None:
    place.redis.freeze()


def thaw(place: Several) -> None:
    place.redis.thaw()


def nothing(place: Several) -> None:
    del place


# what begins it, for how long, what ends it
Trouble = tuple[Act, float, Act]
KINDS: tuple[Trouble, ...] = (
    (kill, SHORTLY_S, start_empty),
    (flush, 0.0, nothing),
    (freeze, SHORTLY_S, thaw),
)


def play(count: int, seed: int, folder: Path) -> Round:
    """The last one of a round is the long silence."""
    del folder
    chance = random.Random(seed)
    with several.opened() as place:
        kinds = [chance.choice(KINDS) for _ in range(count - 1)] + [(freeze, FROZEN_S, thaw)]
        return lived_through(place, kinds)


def lived_through(place: Several, kinds: list[Trouble]) -> Round:
    """These faults under load, judged. `redis_away_s_max`: the slowest word between machines meanwhile;
    `redis_back_s_max`: from its end until words come by hints again."""
    diary = Diary()
    first, tokens = place.newcomers(LOAD.pairs)
    crowd = Crowd(place.server, load=LOAD, tokens=tokens, diary=diary, first=first)
    crowd.open()
    with Pair(place) as pair, several.drained(pair):
        times = asyncio.run(crowd.live(lambda: asyncio.to_thread(_trouble, place, kinds, pair)))
    verdict = judge(diary.events, reads.everything(place.server, tokens_of=crowd.tokens_of, mid_of=diary.mid_of))
    away_s, back_s = max(away for away, _ in times), max(back for _, back in times)
    found = judged(len(kinds), verdict, redis_away_s_max=round(away_s, 2), redis_back_s_max=round(back_s, 2))
    if away_s > FALLS_BACK_WITHIN_S:
        found.complaints.append(f"without Redis a word took {away_s:.1f} s to the other machine")
    if back_s > NORMAL_WITHIN_S:
        found.complaints.append(f"hints came back {back_s:.1f} s after Redis")
    return found


def _trouble(place: Several, kinds: list[Trouble], pair: Pair) -> list[tuple[float, float]]:
    times = []
    for begin, for_s, end in kinds:
        until = time.monotonic() + for_s
        begin(place)
        away_s = [pair.crossing_s()]
        while time.monotonic() < until:
            time.sleep(0.2)
            away_s.append(pair.crossing_s())
        end(place)
        times.append((max(away_s), _until_normal(pair)))
    return times


def _until_normal(pair: Pair) -> float:
    began = time.monotonic()
    while pair.crossing_s() > NORMAL_S:
        time.sleep(0.1)
    return time.monotonic() - began


FAULT = Fault("redis_faults", wanted=40, a_round=8, play=play, lacks=servers.lacking)
