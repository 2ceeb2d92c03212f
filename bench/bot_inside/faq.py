"""Questions of customers, matched as the product matches them, with nothing trained on them."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from bench.bot_inside import running
from bench.bot_inside.rows import Asked
from bench.disk import quantile
from bench.errors import BenchError
from bench.search_sets import LOCALES, Text
from kefu.search import index, meaning, vectors
from kefu.search.index import Document, Query
from kefu.search.matching import calibrate, examples, matcher
from kefu.search.matching.calibrate import Goal, Judged, Share
from kefu.search.matching.matched import Matched

MOST = 10
BUDGET_MS = 5_000  # a question that is cut short says nothing about quality
OFFERED, FIRST = 3, 5
ALL_AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Matching:
    """A question and what was found: ids, the best first; the processor time of both processes."""

    asked: Asked
    matched: Matched
    ids: list[str]
    cpu_ms: float

    @property
    def rank(self) -> int:
        """From 1; 0 is not among them."""
        return next((at for at, each in enumerate(self.ids, 1) if each in self.asked.gold), 0)

    def is_among(self, first: int) -> bool:
        return 0 < self.rank <= first


def matchings(name: str, texts: Sequence[Text], asked: Sequence[Asked], *, with_encoder: bool) -> list[Matching]:
    ids = sorted({text.id for text in texts})
    answers = {at: ids.index(text.id) for at, text in enumerate(texts, 1)}
    with transaction.atomic():
        index.put(
            [
                Document(name, at, text.title, text.text, keywords=text.keywords, locale=text.locale)
                for at, text in enumerate(texts, 1)
            ]
        )
    if with_encoder:
        _embed(name)
    meaning.PATIENCE_S = BUDGET_MS / 1_000
    index.warm()
    for each in asked[:3]:  # what the first ones load is not theirs
        _match(name, each, answers, ids, with_encoder=with_encoder)
    found = [_match(name, each, answers, ids, with_encoder=with_encoder) for each in asked]
    if with_encoder and not all(each.matched.by == "meaning" for each in found):
        raise BenchError("the encoder did not answer every question")
    return found


def quality(found: Sequence[Matching]) -> dict[str, Share]:
    inside = [each for each in found if each.asked.gold]
    by_language = {
        f"top1_{lang}": _share([each for each in inside if each.asked.lang == lang], lambda each: each.is_among(1))
        for lang in LOCALES
    }
    return {
        **by_language,
        "r3": _share(inside, lambda each: each.is_among(OFFERED)),
        "r5": _share(inside, lambda each: each.is_among(FIRST)),
    }


def trust(found: Sequence[Matching], goal: Goal) -> dict[str, Share]:
    """Of parts that were held out, with thresholds of the others."""
    told = calibrate.calibrate([_judged(each) for each in found], goal)
    print(f"  thresholds of all: {told.thresholds}")
    shares = {
        "top3_offered": told.offered_right,
        "answered": told.answered,
        "wrong_of_answered": told.wrong_of_answered,
    }
    return shares | ({"oos_recall": told.out_of_scope_refused} if told.out_of_scope_refused.of else {})


def cost(found: Sequence[Matching]) -> dict[str, float]:
    took = [each.cpu_ms for each in found]
    return {"cpu_p50_ms": round(quantile(took, 0.5), 1), "cpu_p95_ms": round(quantile(took, 0.95), 1)}


def _match(name: str, asked: Asked, answers: dict[int, int], ids: list[str], *, with_encoder: bool) -> Matching:
    query = Query(
        asked.text,
        name,
        locale=LOCALES[asked.lang],
        limit=MOST,
        budget_ms=BUDGET_MS,
        with_meaning=with_encoder,
    )
    processes = [os.getpid(), *([meaning.child(running.chosen_encoder()).pid] if with_encoder else [])]
    began = running.cpu_s(processes)
    matched = matcher.match(query, answers)
    spent = (running.cpu_s(processes) - began) * 1_000
    return Matching(asked, matched, [ids[each.key] for each in matched.candidates], spent)


def _embed(name: str) -> None:
    began, done = time.monotonic(), 0
    while made := vectors.fill(ALL_AT_ONCE):
        done += made
    if not meaning.load(name) or not meaning.load(examples.shelf_of(name)):
        raise BenchError("the encoder's process does not hold the vectors")
    print(f"{name}: {done} texts embedded in {time.monotonic() - began:.0f} s")


def _judged(each: Matching) -> Judged:
    best = each.matched.candidates
    return Judged(
        probability=best[0].probability if best else 0.0,
        nearness=each.matched.nearness,
        is_in_scope=bool(each.asked.gold),
        is_right=each.is_among(1),
        is_offered=each.is_among(OFFERED),
    )


def _share(rows: Sequence[Matching], is_so: Callable[[Matching], bool]) -> Share:
    return Share(sum(map(is_so, rows)), len(rows))
