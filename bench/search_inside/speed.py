"""How long a search takes among many articles, on one core, as one types and with the encoder."""

import os
import random
import struct
import time
from collections.abc import Sequence
from importlib import import_module

from django.db import connection, transaction

from bench.disk import quantile
from bench.search_inside import made
from kefu.search import index, meaning, shards
from kefu.search.index import Query
from kefu.search.models import Page, Vector

SHELF = "made"
QUESTIONS = 2_000
QUESTIONS_WITH_ENCODER = 300
A_BATCH = 500
BUDGET_MS = 5_000  # a search that is cut short is not timed


def figures(articles: int, *, with_encoder: bool) -> dict[str, float]:
    documents = list(made.articles(SHELF, articles))
    began = time.monotonic()
    for start in range(0, len(documents), A_BATCH):
        with transaction.atomic():
            index.put(documents[start : start + A_BATCH])
    rate = len(documents) / (time.monotonic() - began)
    one_core()
    questions = made.typed(documents, QUESTIONS)
    took = _took(questions, with_meaning=False)
    told = {
        "articles": articles,
        "languages": len(made.LOCALES),
        "indexed_per_s": round(rate),
        "p50_ms": round(quantile(took, 0.5), 1),
        "p95_ms": round(quantile(took, 0.95), 1),
        "p99_ms": round(quantile(took, 0.99), 1),
        "mb": round(_bytes() / 1e6, 1),
    }
    if with_encoder:
        told |= _with_encoder(questions[:QUESTIONS_WITH_ENCODER])
    return told


def one_core() -> None:
    """This process and the encoder's, which is its child."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _with_encoder(questions: Sequence[str]) -> dict[str, float]:
    """The vectors are drawn by lot: their number and their length are what costs."""
    chosen = meaning.choice()
    if chosen is None:
        return {}
    sizes = [part.size for part in import_module("kefu.search.encoder_packaged").parts_of(chosen.name)]
    dice = random.Random(made.SEED)
    keys = list(Page.objects.filter(shelf=SHELF).values_list("key", flat=True))
    Vector.objects.bulk_create(
        (
            Vector(shelf=SHELF, key=key, chunk=chunk, model=chosen.name, numbers=drawn(dice, sizes))
            for key in keys
            for chunk in range(2)
        ),
        batch_size=2_000,
    )
    meaning.load(SHELF)
    took = _took(questions, with_meaning=True)
    answered = sum(bool(meaning.nearest(Query(question, SHELF))) for question in questions[:100])
    return {
        "p50_encoder_ms": round(quantile(took, 0.5), 1),
        "p99_encoder_ms": round(quantile(took, 0.99), 1),
        "encoder_answered_percent": answered,
    }


def drawn(dice: random.Random, sizes: Sequence[int]) -> bytes:
    """int8[sum of sizes]: of each model a part that is about as long as its own."""
    return b"".join(struct.pack(f"{size}b", *_part(dice, size)) for size in sizes)


def _part(dice: random.Random, size: int) -> list[int]:
    long = 127 / size**0.5
    return [max(-127, min(127, round(dice.gauss(0, long)))) for _ in range(size)]


def _took(questions: Sequence[str], *, with_meaning: bool) -> list[float]:
    took = []
    for question in questions:
        query = Query(
            question, SHELF, scopes=["public"], locale="zh-CN", limit=5, budget_ms=BUDGET_MS, with_meaning=with_meaning
        )
        began = time.perf_counter()
        index.search(query)
        took.append((time.perf_counter() - began) * 1000)
    return took


def _bytes() -> int:
    """All the room's tables and indexes; SQLite's dbstat is not compiled in everywhere, so: the file."""
    numbers = [shard.id for shard in shards.of_shelf(SHELF)]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA page_size")
        return int(pages * cursor.fetchone()[0]) if numbers else 0
