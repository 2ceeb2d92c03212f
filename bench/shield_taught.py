"""python -m bench.shield_taught: what the shield's weights are learned from, and how well they alone do on sentences and words
they never saw (four parts, each judged by weights of the three others); --write stores them.

Learned from the halves of the three sets that are for tuning, and from what is in neither: the library and the questions of
customers, which hold no secret. A stretch counts as a secret where its row says so. Ends with JSON.
"""

import argparse
import gzip
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import linear, shield_harmless
from bench.errors import run
from bench.guard import CLEAN, JUDGED
from kefu.trust import shield
from kefu.trust.shield import around, candidates, weighed
from kefu.trust.shield.folding import folded, lowered

LIBRARY = Path(shield.__file__).parents[2] / "knowledge" / "library"
LEAST_SEEN, LOSS_WORTH, ROUNDS = 2, 0.005, 25
HARMLESS_WORTH = 1.5  # how much more a false cut weighs than a miss
ORDINARY_TIMES = 4
FOLDS, TRIED = 4, (0.0, weighed.ABOVE, 0.2, 0.4)


@dataclass(frozen=True, slots=True)
class Stretch:
    names: frozenset[str]
    is_secret: bool


@dataclass(frozen=True, slots=True)
class Learned:
    weights: Mapping[str, float]
    level: float

    def worth(self, names: Iterable[str]) -> float:
        return self.level + sum(self.weights.get(each, 0.0) for each in names)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.shield_taught", description=__doc__)
    parser.add_argument("--write", action="store_true", help="store the weights")
    asked = parser.parse_args(words)
    known = [*rows("shield_fresh", half="tune"), *rows("shield", half="tune"), *ordinary()]
    found = list(by_strangers(known))
    print(json.dumps({f"above {above}": summed(found, above) for above in TRIED}))
    if asked.write:
        write(learn([*taught(known), *from_texts(harmless())]))
    return 0


def rows(name: str, *, half: str) -> list[dict[str, Any]]:
    lines = (JUDGED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["half"] == half]


def ordinary() -> Iterator[dict[str, Any]]:
    """Of what is harmless and no name of a code: each sentence a few times."""
    seen = Counter[int | str]()
    for row in shield_harmless.rows():
        seen[row["sentence"]] += 1
        if row["half"] == "tune" and seen[row["sentence"]] <= ORDINARY_TIMES:
            yield {**row, "at": [], "sentence": f"ordinary {row['sentence']}"}


def by_strangers(known: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], float]]:
    """Each row with its worth by weights that had no part of its sentence."""
    texts = from_texts(harmless())
    for fold in range(FOLDS):
        learned = learn([*taught([row for row in known if fold_of(row) != fold]), *texts])
        yield from ((row, worth(learned, row["text"])) for row in known if fold_of(row) == fold)


def fold_of(row: Mapping[str, Any]) -> int:
    return hashlib.sha256(str(row.get("sentence", row["text"])).encode()).digest()[0] % FOLDS


def taught(known: Sequence[Mapping[str, Any]]) -> Iterator[Stretch]:
    for row in known:
        is_clean = row["label"] in CLEAN
        places = row["at"] if "at" in row else [(each.start, each.end) for each in shield.found(row["text"])]
        if is_clean or places:
            yield from stretches(row["text"], [] if is_clean else places)


def from_texts(texts: Iterable[str]) -> list[Stretch]:
    return [each for text in texts for each in stretches(text, [])]


def stretches(text: str, places: Sequence[tuple[int, int]]) -> Iterator[Stretch]:
    read = as_read(text)
    for each in candidates.candidates(read.low, read.plain):
        is_secret = any(start < each.end and each.start < end for start, end in places)
        yield Stretch(frozenset(weighed.features(each, read)), is_secret)


def harmless() -> Iterator[str]:
    for file in sorted(LIBRARY.rglob("*.md")):
        yield from file.read_text(encoding="utf-8").split("\n\n")
    for file in sorted(JUDGED.parent.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield from (each for each in json.loads(line).values() if isinstance(each, str))


def as_read(text: str) -> weighed.Read:
    plain, _ = folded(text)
    return weighed.Read(lowered(plain), plain)


def worth(learned: Learned, text: str) -> float:
    """The most of any stretch of it."""
    read = as_read(text)
    if not any(word.says in around.SECRETS for word in read.words):
        return -9.0
    found = candidates.candidates(read.low, read.plain)
    return max((learned.worth(weighed.features(each, read)) for each in found), default=-9.0)


def summed(judged: Iterable[tuple[Mapping[str, Any], float]], above: float) -> dict[str, str]:
    """For each label, of how many rows the weights alone find something."""
    rows_of, hits = Counter[str](), Counter[str]()
    for row, much in judged:
        label = "clean" if row["label"] in CLEAN else str(row["label"])
        rows_of[label] += 1
        hits[label] += much > above
    return {label: f"{hits[label]} of {n}" for label, n in sorted(rows_of.items())}


def learn(held: Sequence[Stretch]) -> Learned:
    weights, level = linear.fitted(
        [each.names for each in held],
        [each.is_secret for each in held],
        least_seen=LEAST_SEEN,
        loss_worth=LOSS_WORTH,
        rounds=ROUNDS,
        others_worth=HARMLESS_WORTH,
    )
    return Learned(weights, level)


def write(learned: Learned) -> None:
    """In thousandths; what weighs nothing is left out."""
    lines = [
        f"{name}\t{round(weight * 1000)}" for name, weight in sorted(learned.weights.items()) if round(weight * 1000)
    ]
    with weighed.FILE.open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        packed.write("\n".join([f"{learned.level:.4f}", *lines, ""]).encode())
    print(f"{len(lines)} weights, {weighed.FILE.stat().st_size // 1000} kB", file=sys.stderr)


if __name__ == "__main__":
    run(main)
