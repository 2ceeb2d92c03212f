"""Chinese names that sound like ours, written with other characters or typed in Latin letters. Pure."""

import re
from functools import lru_cache

from kefu.search.analyse import CJK
from kefu.search.sounds import whole

LEAST_LETTERS = 5  # of a name's sound typed in Latin letters: shorter ones are words of other languages
_CHINESE = re.compile(f"[{CJK}]")
_NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


def is_chinese(text: str) -> bool:
    return _CHINESE.search(text) is not None


@lru_cache(maxsize=4_096)
def sound(text: str) -> str:
    """Without tones, and without the differences that many speakers do not make. `text` is folded."""
    said = whole(text)
    for one, other in _NEAR:
        said = said.replace(one, other)
    return said
