"""What somebody writes that the assistant must not answer like any other question: `topics.txt`, Chinese and English. Pure.

It rather hears too much than too little where a person is the answer, and looks at a text as people write it: full width,
zero-width marks and odd spacing are taken away first.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path

MAX_CHARS, MAX_SMALL_CHARS = 2_000, 40
PATTERNS = Path(__file__).with_name("topics.txt")
_MARKS = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SIGNS = re.compile(r"[\W_]+")


class Topic(StrEnum):
    PERSON = "person"
    SAFETY = "safety"
    SECRET = "secret"  # noqa: S105
    MONEY = "money"
    OTHERS = "others"
    ADVICE = "advice"
    OUT_OF_SCOPE = "out_of_scope"
    GREETING = "greeting"
    THANKS = "thanks"


# said alone, whatever signs stand around it
_WHOLE = frozenset({Topic.GREETING, Topic.THANKS})


def topic_of(text: str) -> Topic | None:
    """The first that it is about; None for a question like any other."""
    plain = plain_of(text)
    bare = _SIGNS.sub(" ", plain).strip()
    if not bare:
        return Topic.OUT_OF_SCOPE
    for topic, pattern in _patterns().items():
        found = pattern.fullmatch(bare[:MAX_SMALL_CHARS]) if topic in _WHOLE else pattern.search(plain)
        if found and (topic not in _WHOLE or len(bare) <= MAX_SMALL_CHARS):
            return topic
    return None


def plain_of(text: str) -> str:
    """In one writing: no hidden marks, small letters, single spaces."""
    folded = unicodedata.normalize("NFKC", _MARKS.sub("", text[:MAX_CHARS])).casefold().replace("\u2019", "'")
    return " ".join(folded.split())


@cache
def _patterns() -> dict[Topic, re.Pattern[str]]:
    by_topic: dict[Topic, list[str]] = {}
    lines: list[str] = []
    for line in PATTERNS.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:-1] in set(Topic):
            lines = by_topic.setdefault(Topic(line[1:-1]), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return {topic: re.compile("|".join(f"(?:{each})" for each in found)) for topic, found in by_topic.items()}
