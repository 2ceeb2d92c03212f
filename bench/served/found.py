"""One process, one database: indexes for so many minutes what is not yet, searches it as a desk does, prints a line of JSON.

Filling keeps the terms of a text it has seen before, since the made-up city repeats itself; the rate is measured without that.
"""

import argparse
import itertools
import json
import sys
import time
from collections import defaultdict
from functools import lru_cache
from unittest import mock
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import connection, transaction

from bench.served.inside import scene, wire
from bench.served.measure import PART, part
from kefu.conversations import findable
from kefu.kit import db
from kefu.people import limits
from kefu.people.access import Rate
from kefu.people.limits import Figure
from kefu.search import streams
from kefu.watchers.indexing import progress

AT_ONCE, A_PASS = 5_000, 100
PASSES = 20
FREE = Figure(per_s=1e6, burst=1_000_000)
ASKED: dict[str, dict[str, str]] = {
    "common, Chinese": {"q": "提币"},
    "common, English": {"q": "deposit"},
    "three common words": {"q": "withdrawal wrong network"},
    "a sentence": {"q": "从早上开始一直显示处理中"},
    "a word of notes": {"q": "chain explorer", "said": "note"},
    "said by customers": {"q": "手续费", "said": "customer"},
    "common, mine": {"q": "deposit", "mine": "1"},
    "common, open": {"q": "备注", "state": "open"},
    "common, closed": {"q": "账户", "state": "closed"},
    "a span of days": {"q": "deposit", "since": "2025-06-01", "until": "2025-06-30"},
    "nowhere, a word": {"q": "zanzibar"},
    "nowhere, a TxID": {"q": "9f2c4b7a1e5d8036c4a9f7e2b1d05c3e8a6f4d2b0c9e7a5f3d1b8c6e4a2f0d1b"},
    "nowhere, a TxID's beginning": {"q": "9f2c4b7a"},
    "each common, never together": {"q": "提币 deposit"},
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.served.found", description=__doc__)
    parser.add_argument("--conversations", type=int, required=True)
    parser.add_argument("--minutes", type=float, default=12)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    if not scene.is_made():
        print(f"{scene.make(asked.conversations)} entries made", file=sys.stderr)
    rate = _rate()
    _index(until=time.monotonic() + asked.minutes * 60)
    print(json.dumps({**_searched(asked.rounds), **_size(), **rate}, ensure_ascii=False))
    return 0


def _rate() -> dict[str, float]:
    """Entries a second as the reactions index them, a hundred a pass, and how long such a pass holds the database."""
    took = []
    for _ in range(PASSES):
        began = time.monotonic()
        if not _step(A_PASS):
            break
        took.append(time.monotonic() - began)
    if not took:
        return {}
    return {
        "indexed_per_s": round(A_PASS * len(took) / sum(took)),
        "pass_of_100_p50_ms": part([s * 1e3 for s in took], 0.5),
    }


def _index(*, until: float) -> None:
    if db.is_sqlite():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    with mock.patch.object(streams, "terms_of", lru_cache(maxsize=500_000)(streams.terms_of)):
        told = time.monotonic()
        while time.monotonic() < until and _step(AT_ONCE):
            if time.monotonic() - told > 30:
                told = time.monotonic()
                print(f"{progress.behind()} to go", file=sys.stderr, flush=True)


def _step(limit: int) -> bool:
    with transaction.atomic(durable=True):
        reached = progress.reached()
        rows = findable.following(reached, limit=limit) if reached is not None else []
        findable.keep(findable.look(rows))
        if reached is not None:
            progress.move(rows[-1] if rows else reached, is_done=len(rows) < limit)
    return len(rows) == limit


def _searched(rounds: int) -> dict[str, object]:
    limits._STAFF[Rate.LOG_SEARCH] = limits._STAFF[Rate.READ] = limits._NETWORK[Rate.LOG_SEARCH] = FREE
    askers, times, unfinished = scene.askers(), defaultdict[str, list[float]](list), set[str]()
    for number, (name, asked) in enumerate(itertools.chain.from_iterable([ASKED.items()] * (rounds + 1))):
        question = wire.Question("search", name, f"/desk/search?{urlencode(asked)}")
        answer = wire.ask(question, askers[number % len(askers)])
        if b"hunt__unfinished" in answer.body:
            unfinished.add(name)
        if number >= len(ASKED):  # once to warm up
            times[name].append(answer.ms)
    every = [ms for each in times.values() for ms in each]
    return {
        "found_p50_ms": part(every, 0.5),
        "found_p95_ms": part(every, PART),
        "found_of": {name: part(each, 0.5) for name, each in times.items()},
        "unfinished": sorted(unfinished),
        "n": len(every),
    }


def _size() -> dict[str, object]:
    rows = db.rows("SELECT coalesce(sum(rows), 0), count(*) FROM search_shard WHERE shelf = %s", [findable.SHELF])
    indexed, shards = int(rows[0][0]), int(rows[0][1])
    table = "SELECT sum(pgsize) FROM dbstat WHERE aggregate = 1 AND name LIKE 'search_terms_%%'"
    if not db.is_sqlite():
        table = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relname LIKE 'search_terms_%%'"
    mb = round(int(db.rows(table)[0][0] or 0) / 2**20)
    return {"entries_indexed": indexed, "shards": shards, "index_mb": mb, "bytes_an_entry": round(mb * 2**20 / indexed)}


if __name__ == "__main__":
    sys.exit(main())
