"""The sets as files: intents {"text", "label"}, and answers with questions {"q", "lang", "gold", "also"}."""

import json
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bench.errors import BenchError
from bench.search_sets import LOCALES, SEED, Judged, Text

OUT = "oos"
Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class Said:
    """`label` None: out of scope."""

    text: str
    label: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """`gold`: ids of right answers, the best first; none: out of scope."""

    text: str
    lang: str
    gold: tuple[str, ...]


def intents(file: Path) -> list[Said]:
    rows = lines(file)
    return [Said(row["text"], None if row["label"] in {OUT, None} else row["label"]) for row in rows]


def answers(file: Path) -> list[Text]:
    return [
        Text(row["id"], locale, row[f"title_{lang}"], row[f"answer_{lang}"])
        for row in lines(file)
        for lang, locale in LOCALES.items()
        if row.get(f"title_{lang}")
    ]


def questions(file: Path) -> list[Asked]:
    rows = lines(file)
    return [Asked(row["q"], row["lang"], (row["gold"], *row.get("also", ())) if row["gold"] else ()) for row in rows]


def of_library(judged: Sequence[Judged]) -> list[Asked]:
    return [Asked(each.question, each.locale[:2], each.relevant) for each in judged]


def a_part(
    rows: Sequence[Each], share: float, *, by: "Callable[[Each], str]", seed: int = SEED
) -> tuple[list[Each], list[Each]]:
    """(part, rest): of every kind the same share, rounded; the same for the same seed."""
    kinds: dict[str, list[Each]] = defaultdict(list)
    for row in rows:
        kinds[by(row)].append(row)
    dice = random.Random(seed)
    part: list[Each] = []
    rest: list[Each] = []
    for kind in sorted(kinds):
        shuffled = dice.sample(kinds[kind], len(kinds[kind]))
        cut = round(share * len(shuffled))
        part += shuffled[:cut]
        rest += shuffled[cut:]
    return part, rest


def some_of_each(rows: Sequence[Said], count: int) -> list[Said]:
    """As many examples of each label, by the fixed seed."""
    kinds: dict[str, list[Said]] = defaultdict(list)
    for row in rows:
        kinds[row.label or OUT].append(row)
    dice = random.Random(SEED)
    return [row for kind in sorted(kinds) for row in dice.sample(kinds[kind], min(count, len(kinds[kind])))]


def lines(file: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise BenchError(f"{file}: {error}") from error
