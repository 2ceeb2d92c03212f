"""bin/bench guard: does the guard refuse what our side must not ask, does the shield cut what must not stay, and what both cost.

`recall` and `false_blocks`, in percent, are of the half of the set that was split off before tuning; so are the shield's,
of its first set, of the wider one (`fresh`) and of what customers write about everything else (`ordinary`: how many texts of
how many sentences, and up to what the share of false cuts may be, at 95 %).
`strangers_recall` and `strangers_false` are of 700 sentences by two hands that nothing was learned from.
The times are of processor time per 100 characters, of both, over the sets and --texts long messages, the better of two
readings of each. Ends with one line of JSON.
"""

import argparse
import itertools
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import shield_harmless
from bench.disk import quantile
from bench.errors import run
from bench.made_up import messages
from kefu.ops.guard_files import registry
from kefu.trust import guard, shield

JUDGED = Path(__file__).parent / "judged" / "trust"
CLEAN = {None, "", "clean"}
LINES_A_TEXT = 16


@dataclass(frozen=True, slots=True)
class Judged:
    text: str
    is_clean: bool
    is_held_out: bool


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench guard", description=__doc__)
    parser.add_argument("--texts", type=int, default=50_000, help="long messages to take the time of (default 50000)")
    parser.add_argument("--half", choices=("test", "tune"), default="test", help="the half to judge (default test)")
    asked = parser.parse_args(words)
    allowed = registry((JUDGED / "registry.json").read_text())
    outward, inward = judged("guard", half=asked.half), judged("shield", half=asked.half)
    refused = [
        (each.is_clean, guard.check(each.text, allowed=allowed) is not None) for each in outward if each.is_held_out
    ]
    strangers = [
        (each.is_clean, guard.check(each.text, allowed=allowed) is not None) for each in judged("guard_strangers")
    ]
    cut, cut_fresh = cuts(inward), cuts(judged("shield_fresh", half=asked.half))
    ordinary = [row for row in shield_harmless.rows() if row["half"] == asked.half]
    wrongly = [row for row in ordinary if shield.cut(str(row["text"])).cut]
    texts = itertools.chain((each.text for each in [*outward, *inward]), long_texts(asked.texts))
    mean_us, p99_ms, n = cost(texts)
    told = {
        "recall": share(refused, clean=False),
        "false_blocks": share(refused, clean=True),
        "strangers_recall": share(strangers, clean=False),
        "strangers_false": share(strangers, clean=True),
        "shield_recall": share(cut, clean=False),
        "false_cuts": share(cut, clean=True),
        "shield_fresh_recall": share(cut_fresh, clean=False),
        "false_cuts_fresh": share(cut_fresh, clean=True),
        "false_cuts_ordinary": round(100 * len(wrongly) / len(ordinary), 2),
        "false_cuts_ordinary_at_most": shield_harmless.at_most(len(wrongly), len(ordinary)),
        "ordinary": len(ordinary),
        "ordinary_sentences": len({row["sentence"] for row in ordinary}),
        "mean_us": mean_us,
        "p99_ms": p99_ms,
        "n": n,
    }
    print(json.dumps(told))
    return 0


def judged(name: str, *, half: str = "test") -> list[Judged]:
    """None where the set is not there yet."""
    file = JUDGED / f"{name}.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    rows = [json.loads(line) for line in lines]
    return [Judged(row["text"], row["label"] in CLEAN, row.get("half") == half) for row in rows]


def cuts(rows: Sequence[Judged]) -> list[tuple[bool, bool]]:
    """Of the half that is judged: is it harmless, and was something cut."""
    return [(each.is_clean, bool(shield.cut(each.text).cut)) for each in rows if each.is_held_out]


def share(found: Sequence[tuple[bool, bool]], *, clean: bool) -> float | None:
    """In percent, of the harmless ones or of the others."""
    hits = [hit for is_clean, hit in found if is_clean == clean]
    return round(100 * sum(hits) / len(hits), 2) if hits else None


def long_texts(n: int) -> Iterator[str]:
    """Messages of some 700 characters, as somebody writes who tells everything at once."""
    lines = messages(n + LINES_A_TEXT, seed=11)
    for at in range(n):
        yield " ".join(lines[at : at + LINES_A_TEXT])


def cost(texts: Iterator[str]) -> tuple[float, float, int]:
    """Mean in microseconds and 99th percentile in milliseconds, per 100 characters of shield and guard; how many texts.

    Each is read twice and the better time taken: what else the machine does is none of theirs.
    """
    per_100_s: list[float] = []
    spent_s, chars = 0.0, 0
    for text in texts:
        took = min(_once(text), _once(text))
        spent_s, chars = spent_s + took, chars + len(text)
        per_100_s.append(took / max(len(text), 1) * 100)
    return round(spent_s / chars * 1e8, 1), round(quantile(per_100_s, 0.99) * 1000, 3), len(per_100_s)


def _once(text: str) -> float:
    """In seconds."""
    began = time.process_time()
    guard.check(shield.cut(text).text)
    return time.process_time() - began


if __name__ == "__main__":
    run(main)
