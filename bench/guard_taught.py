"""bin/bench guard_taught: what the guard learns from, how well it does on hands it never saw; --write stores its weights.

The sentences of `judged/trust/guard_taught` were written by several hands, a file each. Every file is judged by weights
learned from all the others, so the figures are of strangers' wordings; the thresholds are chosen there. Ends with JSON.
"""

import argparse
import gzip
import json
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import guard_wakes as wakes
from bench import linear
from bench.errors import run
from bench.guard import JUDGED
from kefu.ops.guard_files import registry
from kefu.trust import guard
from kefu.trust.guard import articles, concepts, folding, learned

TAUGHT = JUDGED / "guard_taught"
LIBRARY = Path(guard.__file__).parents[2] / "knowledge" / "library"
LEAST_SEEN = 3
LOSS_WORTH, ROUNDS = 1.0, 15
FALSE_SHARE = 0.005  # of harmless sentences of strangers that may be refused
HARD = "contrast"  # harmless twins of asks, word by word: learned from, but no measure of what staff write
MAY_ASK = -0.45  # what the rules find counts from here on


@dataclass(frozen=True, slots=True)
class Row:
    hand: str
    lang: str
    is_ask: bool
    seen: frozenset[str]
    by_rule: bool


@dataclass(frozen=True, slots=True)
class Learned:
    weights: dict[str, float]
    level: float

    def worth(self, row: Row) -> float:
        known = [self.weights[each] for each in row.seen if each in self.weights]
        return sum(known) / math.sqrt(len(known) or 1) + self.level


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench guard_taught", description=__doc__)
    parser.add_argument("--write", action="store_true", help="store the weights that all hands together teach")
    asked = parser.parse_args(words)
    rows = list(taught())
    worths = by_strangers(rows)
    asks, told = judged(rows, worths)
    print(json.dumps(told))
    if asked.write:
        write(learn(rows), asks=asks)
        wakes.write(TAUGHT, LIBRARY)
    return 0


def taught() -> Iterator[Row]:
    allowed = registry((JUDGED / "registry.json").read_text())
    for file in [*sorted(TAUGHT.glob("*.jsonl")), JUDGED / "guard.jsonl"]:
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            row["label"] = None if row["label"] == "clean" else row["label"]
            if row["label"] != "link" and row.get("half") != "test":
                refusal = guard.by_rules(row["text"], allowed=allowed)
                by_rule = refusal is not None and refusal.rule is not guard.Rule.LINK
                yield Row(file.stem, row["lang"], row["label"] is not None, seen(row["text"]), by_rule)
    for file in sorted(LIBRARY.rglob("*.md")):
        for text in articles.own_words(file.read_text(encoding="utf-8")).split("\n\n"):
            if text.strip():
                yield Row("library", file.parent.name, False, seen(text[: learned.WHOLE_CHARS]), False)


def seen(text: str) -> frozenset[str]:
    edged = concepts.edged(folding.folded(text).text)
    return frozenset(learned.letters(edged) | set(concepts.rows(concepts.tokens(edged))))


def by_strangers(rows: Sequence[Row]) -> list[float]:
    """Of each row, by weights that its hand had no part in."""
    worths = [0.0] * len(rows)
    for hand in sorted({row.hand for row in rows}):
        weights = learn([row for row in rows if row.hand != hand])
        for at, row in enumerate(rows):
            if row.hand == hand:
                worths[at] = weights.worth(row)
        print(f"  {hand}", file=sys.stderr, flush=True)
    return worths


def judged(rows: Sequence[Row], worths: Sequence[float]) -> tuple[float, dict[str, object]]:
    judged_by = ((row, worth) for row, worth in zip(rows, worths, strict=True) if row.hand != HARD)
    harmless = sorted((worth for row, worth in judged_by if not row.is_ask), reverse=True)
    asks = round(max(harmless[int(FALSE_SHARE * len(harmless))], 0.0), 3)
    found = [worth > asks or (row.by_rule and worth > MAY_ASK) for row, worth in zip(rows, worths, strict=True)]
    groups: dict[str, list[bool]] = {}
    for row, hit in zip(rows, found, strict=True):
        kind = "asks" if row.is_ask else "harmless"
        for name in (kind, f"{kind} {row.lang}" if row.hand != "library" else "library", f"{kind} by {row.hand}"):
            groups.setdefault(name, []).append(hit)
    shares = {name: [round(100 * sum(hits) / len(hits), 2), len(hits)] for name, hits in sorted(groups.items())}
    by_rules = [row.by_rule for row in rows if row.is_ask]
    return asks, {
        "threshold": asks,
        "refused": shares,
        "asks by rules alone": round(100 * sum(by_rules) / len(by_rules), 2),
    }


def learn(rows: Sequence[Row]) -> Learned:
    weights, level = linear.fitted(
        [row.seen for row in rows],
        [row.is_ask for row in rows],
        least_seen=LEAST_SEEN,
        loss_worth=LOSS_WORTH,
        rounds=ROUNDS,
        is_evened=True,
    )
    return Learned(weights, level)


def write(found: Learned, *, asks: float) -> None:
    """In thousandths."""
    lines = [f"{name}\t{round(weight * 1_000)}" for name, weight in found.weights.items()]
    head = f"{found.level:.4f} {asks} {MAY_ASK}"
    with learned.FILE.open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        packed.write("\n".join([head, *lines, ""]).encode())
    print(f"{len(lines)} weights, {learned.FILE.stat().st_size // 1000} kB", file=sys.stderr)


if __name__ == "__main__":
    run(main)
