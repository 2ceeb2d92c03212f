"""Whether somebody says that their account or money is in a thief's hands: in many languages, from a few words. Pure.

It opens a door (the freeze link, the head of the queue) and closes none, so it rather hears too much than too little.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from kefu.trust.letters import without_phrases
from kefu.trust.signs import Signs

MAX_CHARS = 4_000

PHRASES = Path(__file__).with_name("distress.txt")

_ASKS_ABOUT = re.compile(
    r"\b(?:how (?:do|can|to)|what if|in case|avoid|prevent|never been)\b"
    r"|如何(?:防止|避免|防范)|怎么(?:防止|避免|防范)|以防|会不会|會不會|如果",
    re.IGNORECASE,
)

_ENDS_A_CLAUSE = ".,;:!?。，；：！？"


def is_hacked(text: str) -> bool:
    """What somebody wrote says that a stranger got at what is theirs."""
    read = plain(text[:MAX_CHARS])
    return may_say_so(read) and any(not _is_asked_about(read, found) for found in _says_so().finditer(read))


def may_say_so(read: str) -> bool:
    """The one look at every text: the patterns cost fifty times as much, and most texts hold nothing of any."""
    return bool(_stems().seen(read.lower().encode("utf-8", "replace")))


def _is_asked_about(plain: str, found: re.Match[str]) -> bool:
    """Within the clause in which it ends: "How do I stop this? I was hacked" asks, and says it all the same."""
    begins = max((plain.rfind(each, 0, found.end() - 1) for each in _ENDS_A_CLAUSE), default=-1) + 1
    return _ASKS_ABOUT.search(plain, begins, found.end()) is not None


def patterns() -> list[str]:
    return [plain(line) for line in _listed("patterns")]


@cache
def _says_so() -> re.Pattern[str]:
    return re.compile("|".join(patterns()), re.IGNORECASE)


@cache
def _stems() -> Signs:
    return Signs({stem: 1 for line in _listed("stems") for stem in plain(line).split("|")})


def _listed(section: str) -> list[str]:
    _before, _, after = PHRASES.read_text(encoding="utf-8").partition(f"[{section}]\n")
    return [line for line in after.partition("\n[")[0].splitlines() if line and not line.startswith("#")]


def plain(text: str) -> str:
    """Without accents, on one line: people type `hesabim calindi` for `hesabım çalındı`."""
    if text.isascii():
        return " ".join(text.split())
    latin = without_phrases(text).replace("ı", "i").replace("ł", "l").replace("đ", "d").replace("Đ", "d")
    spread = unicodedata.normalize("NFKD", latin)
    bare = "".join(each for each in spread if not _is_accent(each))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def _is_accent(each: str) -> bool:
    """Of Latin letters; marks of other scripts are letters themselves."""
    return "\u0300" <= each <= "\u036f"
