"""Judged questions and the articles they are asked of: the project's own, or any two files of one form.

The form: documents {"id", "title_zh", "title_en", "answer_zh", "answer_en"}, questions {"q", "lang", "gold"} (gold null: out of
scope, left out). Tuning sees one half, chosen by a fixed seed; figures come from the other.
"""

import json
import random
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.errors import BenchError

SEED = 20261129
LOCALES = {"zh": "zh-CN", "en": "en"}
OTHERS = {"zh-CN": "en", "en": "zh-CN"}
CROSS = "cross"
_MARKUP = re.compile(r"\{\{.*?\}\}|^:::.*$|\]\([^)]*\)|[*`#|!\[\]]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Text:
    id: str
    locale: str
    title: str
    text: str
    keywords: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """`relevant`: ids, the best first. `kind` says what is hard about it. `locale`: the reader's, in which the answer is wanted.

    `other`: the language whose texts alone count when the question is asked across languages.
    """

    question: str
    locale: str
    other: str
    relevant: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class JudgedSet:
    name: str
    texts: list[Text]
    tune: list[Judged]
    test: list[Judged]


def own(library: Path, judged: Path) -> JudgedSet:
    texts = [_article(file) for file in sorted(library.rglob("*.md"))]
    known = {text.id for text in texts}
    rows = [row for file in sorted(judged.glob("*.jsonl")) for row in _rows(file)]
    questions = [_judged(row) for row in rows]
    strangers = {slug for question in questions for slug in question.relevant} - known
    if strangers:
        print(f"no article yet: {', '.join(sorted(strangers))}")
    return _split("own", texts, [each for each in questions if set(each.relevant) & known])


def of_files(documents: Path, queries: Path) -> JudgedSet:
    rows = _rows(documents)
    texts = [
        Text(row["id"], locale, row[f"title_{lang}"], row[f"answer_{lang}"])
        for row in rows
        for lang, locale in LOCALES.items()
    ]
    asked = [row for row in _rows(queries) if row["gold"]]
    plain = [
        Judged(row["q"], LOCALES[row["lang"]], OTHERS[LOCALES[row["lang"]]], (row["gold"],), "plain") for row in asked
    ]
    return _split(documents.stem, texts, plain)


def _judged(row: dict[str, Any]) -> Judged:
    """A reader's question across languages is written in the other one than theirs."""
    locale = row["locale"]
    other = locale if row["kind"] == CROSS else OTHERS[locale]
    return Judged(row["q"], locale, other, tuple(row["relevant"]), row["kind"])


def _split(name: str, texts: list[Text], questions: list[Judged]) -> JudgedSet:
    if not texts or not questions:
        raise BenchError(f"the set {name} is empty")
    shuffled = sorted(questions, key=lambda each: (each.question, each.locale, each.kind))
    random.Random(SEED).shuffle(shuffled)
    half = len(shuffled) // 2
    return JudgedSet(name, texts, tune=shuffled[:half], test=shuffled[half:])


def _article(file: Path) -> Text:
    _, front, body = file.read_text(encoding="utf-8").split("+++", 2)
    told: dict[str, Any] = tomllib.loads(front)
    text = f"{told.get('summary', '')}\n{_MARKUP.sub(' ', body)}"
    return Text(file.parent.name, file.stem, told["title"], text, "\n".join(told.get("keywords", [])))


def _rows(file: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise BenchError(f"{file}: {error}") from error
