"""The made-up city is the same for the same seed, and fits together as a log does."""

from collections import defaultdict
from datetime import UTC, datetime

import pytest

from bench.errors import BenchError
from bench.served import compare, fill, measure
from bench.served.rows import COLUMNS, CONVERSATIONS, ENTRIES, Cast, City, Rows

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CAST = Cast(agents=list(range(1, 25)), teams=list(range(1, 13)), tags=list(range(1, 7)), now=NOW)


def told(count: int) -> Rows:
    found: Rows = defaultdict(list)
    for part in City(CAST, count).parts():
        for table, rows in part.items():
            found[table] += rows
    return found


def test_the_same_seed_tells_the_same_city() -> None:
    assert told(300) == told(300)


def test_every_conversation_ends_where_its_entries_do() -> None:
    city = told(300)
    heads = [dict(zip(COLUMNS[CONVERSATIONS].split(), row, strict=True)) for row in city[CONVERSATIONS]]
    seqs: dict[object, list[object]] = defaultdict(list)
    for row in city[ENTRIES]:
        entry = dict(zip(COLUMNS[ENTRIES].split(), row, strict=True))
        seqs[entry["conversation_id"]].append(entry["seq"])
    for head in heads:
        assert sorted(seqs[head["id"]], key=str) == sorted(range(1, int(str(head["last_seq"])) + 1), key=str)
    assert {head["status"] for head in heads} == {"open", "closed", "snoozed"}


def test_a_number_that_is_no_multiple_of_the_pattern_is_refused() -> None:
    with pytest.raises(BenchError, match="multiple"):
        fill.fill(None, CAST, fill.PATTERN + 1)  # type: ignore[arg-type]


def test_growth_is_the_worst_ratio_of_any_sort() -> None:
    few = {sort: {"/": [(10.0, 5.0)]} for sort in compare.SORTS}
    many = {**few, "filter": {"/": [(30.0, 6.0), (20.0, 6.0)]}, "other": few["inbox"]}
    counted = {"queries_most": 7}
    answer = compare.told(measure.told(few) | counted, measure.told(many) | counted)
    assert (answer["growth_10k_to_1m"], answer["growth_cpu"], answer["filter_p95_ms"]) == (2.0, 1.2, 30.0)
