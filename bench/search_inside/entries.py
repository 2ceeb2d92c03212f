"""Millions of entries, read newest first with a viewer's rights. `bin/bench search_entries` calls it; ends with JSON."""

import argparse
import json
import random
import time
from collections.abc import Iterator

from django.core.management import call_command
from django.db import connection, transaction

from bench.disk import quantile
from bench.made_up import messages
from bench.search_inside import made
from bench.search_inside.speed import one_core
from kefu.search import analyse, index, shards, streams
from kefu.search.index import Document, Query

SHELF = "entries"
TEAMS = 8
PUT_AS_CALLERS_DO = 100_000
A_BATCH = 5_000
WORDS = ["提币", "充值", "手续费", "确认", "备注", "withdrawal", "pending", "memo", "fee", "deposit"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, required=True)
    parser.add_argument("--questions", type=int, default=1_000)
    asked = parser.parse_args()
    call_command("migrate", "search", verbosity=0)
    told = filled(asked.entries)
    one_core()
    print(json.dumps(told | read(asked.entries, asked.questions) | removed(asked.entries)))


def filled(count: int) -> dict[str, float]:
    """The first as callers put them, for the rate; the others with terms made once, as analysing them takes half an hour."""
    began = time.monotonic()
    first = min(count, PUT_AS_CALLERS_DO)
    rows = list(_documents(first))
    for start in range(0, first, A_BATCH):
        with transaction.atomic():
            index.put(rows[start : start + A_BATCH])
    rate = first / (time.monotonic() - began)
    known = [streams.terms_of("", text, "") for text in messages(5_000)]
    dice = random.Random(made.SEED)
    for start in range(first, count, A_BATCH):
        with transaction.atomic():
            shards.store(
                SHELF, [(key, _terms(key, known, dice)) for key in range(start + 1, min(start + A_BATCH, count) + 1)]
            )
    return {"entries": count, "put_per_s": round(rate), "bytes_per_entry": round(_bytes() / count, 1)}


def read(count: int, questions: int) -> dict[str, float]:
    took: dict[str, list[float]] = {}
    cut = 0
    dice = random.Random(made.SEED + 2)
    for nth in range(questions):
        kind, query = _question(nth, count, dice)
        began = time.perf_counter()
        found = index.search(query)
        took.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        cut += not found.is_complete
    everything = [each for part in took.values() for each in part]
    for kind, part in took.items():
        print(
            f"{kind}: p50 {quantile(part, 0.5):.1f} ms, p95 {quantile(part, 0.95):.1f} ms, at most {max(part):.1f} ms"
        )
    return {
        "entries_p50_ms": round(quantile(everything, 0.5), 1),
        "entries_p95_ms": round(quantile(everything, 0.95), 1),
        "entries_p99_ms": round(quantile(everything, 0.99), 1),
        "cut_short_percent": round(100 * cut / questions, 2),
    }


def removed(count: int) -> dict[str, float]:
    """One entry, and every trace of it."""
    took = []
    for key in (count // 7, count // 3, count - 1):
        began = time.perf_counter()
        index.remove(SHELF, [key])
        took.append((time.perf_counter() - began) * 1000)
    return {"remove_ms": round(max(took), 1)}


def _question(nth: int, count: int, dice: random.Random) -> tuple[str, Query]:
    scopes = [f"team:{dice.randrange(TEAMS)}" for _ in range(2)]
    before = dice.randrange(1, count) if nth % 5 == 0 else None
    two = f"{dice.choice(WORDS)} {dice.choice(WORDS)}"
    kinds = {
        "a common word": dice.choice(WORDS),
        "two words": two,
        "a sentence": "从早上开始一直显示处理中" if nth % 2 else "was charged a fee of 12 USDT",
        "a code": _code(dice.randrange(1, count + 1))[: dice.choice([12, 42])],
        "a word that is nowhere": "黄河 xyzzy",
        "one customer's": "",
    }
    kind = list(kinds)[nth % len(kinds)]
    needs = [f"customer:{dice.randrange(count // 50 + 1)}"] if kind == "one customer's" else []
    return kind, Query(
        kinds[kind], SHELF, scopes=[] if kind == "a code" else scopes, needs=needs, limit=25, before=before
    )


def _documents(count: int) -> Iterator[Document]:
    for key, text in enumerate(messages(count), 1):
        yield Document(SHELF, key, "", f"{text} {_code(key)}", scopes=_scopes(key))


def _terms(key: int, known: list[list[str]], dice: random.Random) -> list[str]:
    return [*dice.choice(known), _code(key), *map(analyse.scope, _scopes(key))]


def _scopes(key: int) -> list[str]:
    return [f"team:{key % TEAMS}", f"customer:{key // 50}"]


def _code(key: int) -> str:
    """A transaction's, the same for the same entry."""
    return made.code(random.Random(key))


def _bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA page_size")
        return int(pages * cursor.fetchone()[0])


if __name__ == "__main__":
    main()
