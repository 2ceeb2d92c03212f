"""Words that say what a number or a word of letters and digits beside them is: a code, an order, an error. Pure.

They stand in `lists/around.txt` by what they say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ahocorasick_rs

_FILE = Path(__file__).with_name("lists") / "around.txt"
_ANY = "*"
SECRETS = frozenset(["password", "verify", "authenticator", "code", "sms", "backup", "pin", "cvv", "secret"])

_SHORT = ("pw", "mk ", "ga ")
_COMMON = frozenset(
    ["confirm", "confirmaci", "call", "phone", "sign", "ver", "this came"]
)  # alone in most talk of transfers


@dataclass(frozen=True, slots=True)
class Word:
    start: int
    end: int
    says: str


def words(low: str) -> Sequence[Word]:
    """Of a text in small letters, the longest from left to right; only those of any ending may end within a word."""
    automaton, known = _known()
    kinds, found = list(known.values()), list[Word]()
    for nth, start, end in automaton.find_matches_as_indexes(low):
        says, is_open = kinds[nth]
        if start and _is_letter(low[start]) and _is_letter(low[start - 1]):
            continue
        if not is_open and end < len(low) and _is_letter(low[end - 1]) and _is_letter(low[end]):
            continue
        found.append(Word(start, end, says))
    return found


def wakes() -> tuple[str, ...]:
    """Words of secrets: without one of these in a text nothing in it is weighed."""
    _, kinds = _known()
    return _SHORT + tuple(
        word
        for word, (says, _) in kinds.items()
        if says in SECRETS and word not in _COMMON and (len(word) > 2 or not word.isascii())
    )


def _is_letter(each: str) -> bool:
    return each.isalpha() and not "\u3400" <= each <= "\u9fff"


@cache
def _known() -> tuple[ahocorasick_rs.AhoCorasick, dict[str, tuple[str, bool]]]:
    kinds, says = dict[str, tuple[str, bool]](), ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            says = line.strip("[]")
        elif line and not line.startswith("#"):
            for word in line.split("|"):
                kinds.setdefault(word.rstrip(_ANY), (says, word.endswith(_ANY)))
    automaton = ahocorasick_rs.AhoCorasick(list(kinds), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return automaton, kinds
