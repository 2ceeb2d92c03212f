"""Letters brought to one form each: what is not seen goes, what is drawn alike becomes one. Pure, linear in the text.

`skeleton` is that of UTS #39, with letters of both cases made one. `loose` goes on to what tired eyes take for the same.
"""

import re
import unicodedata
from functools import lru_cache

from kefu.search.analyse import SIMPLIFIED
from kefu.trust.letters import DRAWN_LIKE, FILLERS, UNSEEN, without_phrases

_SEEN_ALIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))
_ONE_OF = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"}
)
_DOTS = str.maketrans({"。": ".", "．": ".", "｡": ".", "﹒": "."})
_UPPER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_APART = re.compile(r"[\W_]+")
_EMPTY = frozenset(UNSEEN + FILLERS)


def small(text: str) -> str:
    """A to Z in small letters and nothing else changed: another alphabet's letter never becomes one of ours."""
    return text.translate(_UPPER)


def dotted(text: str) -> str:
    """Every full stop that an address takes for a dot, as one."""
    return text.translate(_DOTS)


def is_unseen(char: str) -> bool:
    return char in _EMPTY or unicodedata.category(char) in {"Cf", "Cc"}


def without_unseen(text: str) -> str:
    return text if text.isascii() and text.isprintable() else "".join(each for each in text if not is_unseen(each))


def folded(text: str) -> str:
    """One width, one case, no marks, nothing unseen, simplified characters; what separates words stays."""
    if text.isascii():
        return without_unseen(text).lower()
    spread = unicodedata.normalize("NFKD", without_phrases(without_unseen(text))).casefold()
    bare = "".join(each for each in spread if not unicodedata.combining(each) and not is_unseen(each))
    return unicodedata.normalize("NFKC", bare).translate(SIMPLIFIED)


def words(text: str) -> list[str]:
    """The folded text's words: between whatever is neither letter nor digit."""
    return [each for each in _APART.split(folded(text)) if each]


@lru_cache(maxsize=4_096)
def skeleton(text: str) -> str:
    """What the text is drawn like. Letters are looked at as they stand first: a large I is drawn like a small l."""
    shown = unicodedata.normalize("NFKD", without_phrases(without_unseen(text)))
    again = _drawn(_drawn(shown).casefold())
    return again.casefold().translate(SIMPLIFIED)


@lru_cache(maxsize=4_096)
def loose(text: str) -> str:
    """What the text may be taken for at a glance, without what separates words."""
    seen = _APART.sub("", skeleton(text)).translate(_ONE_OF)
    for pair, one in _SEEN_ALIKE:
        seen = seen.replace(pair, one)
    return seen


def _drawn(text: str) -> str:
    """Marks go before and after: a crossed letter is drawn like the letter with a mark."""
    bare = (each for each in text if not unicodedata.combining(each))
    drawn = unicodedata.normalize("NFKD", "".join(DRAWN_LIKE.get(each, each) for each in bare))
    return "".join(each for each in drawn if not unicodedata.combining(each))
