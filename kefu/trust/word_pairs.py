"""Two plain words that stand on both screens at the same time, and on no other: who has them before them is who they say.

Derived by key from the conversation and the half minute, so that both sides have them without asking each other. They
live for 30 seconds; they are shown to people who are signed in, and never stand in a message, a mail or a log.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from kefu.kit import crypto

SLOT_S = 30
PURPOSE = "trust.word-pair"


@dataclass(frozen=True, slots=True)
class WordPair:
    """The same two things in English and in Chinese; `changes_in_s`: seconds until others take their place."""

    en: str
    zh: str
    changes_in_s: int


def of(conversation: str, *, at: datetime) -> WordPair:
    """The pair of a conversation (public id) in this half minute."""
    slot, into_s = divmod(int(at.timestamp()), SLOT_S)
    return _pair(conversation, slot, changes_in_s=SLOT_S - into_s)


def _pair(conversation: str, slot: int, *, changes_in_s: int) -> WordPair:
    digest = hmac.digest(crypto.key_for(PURPOSE), f"{conversation}:{slot}".encode(), hashlib.sha256)
    first, second = (_words()[digest[at]] for at in (0, 1))
    return WordPair(f"{first[0]} {second[0]}", f"{first[1]} {second[1]}", changes_in_s)


@cache
def _words() -> list[tuple[str, str]]:
    """256 of them, so that a byte picks one: two make 65,536 pairs."""
    lines = Path(__file__).with_name("word_pairs.txt").read_text(encoding="utf-8").splitlines()
    return [(en, zh) for en, zh in (line.split() for line in lines)]
