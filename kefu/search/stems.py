"""English words cut to what their forms share. Light on purpose: a wrong match costs more than a missed one."""

import re
from functools import lru_cache

IRREGULAR = {
    "lost": "lose", "losing": "lose", "forgot": "forget", "forgotten": "forget", "sent": "send", "paid": "pay",
    "froze": "freeze", "frozen": "freeze", "stolen": "steal", "stole": "steal", "bought": "buy", "sold": "sell",
    "withdrew": "withdraw", "withdrawn": "withdraw", "got": "get", "gotten": "get", "made": "make", "went": "go",
    "gone": "go", "wrote": "write", "written": "write", "chose": "choose", "chosen": "choose", "took": "take",
    "taken": "take", "found": "find", "kept": "keep", "left": "leave", "broke": "break", "broken": "break",
    "given": "give", "gave": "give", "fees": "fee", "news": "news",
}  # fmt: skip
_VOWEL = re.compile("[aeiouy]")
_SUFFIXES = (
    ("ifications", "ifi"), ("ification", "ifi"), ("ifies", "ifi"), ("ified", "ifi"), ("ifying", "ifi"), ("ify", "ifi"),
    ("ations", ""), ("ation", ""), ("ators", ""), ("ator", ""), ("ating", ""), ("ated", ""), ("ates", ""), ("ate", ""),
)  # fmt: skip
LEAST = 4  # letters that a cut leaves at least, so that "station" is not "st"


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Of a folded word of letters."""
    if word in IRREGULAR:
        return _without_e(IRREGULAR[word])
    if len(word) <= 3:
        return word
    for suffix, instead in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= (LEAST - 1 if instead else LEAST):
            return word[: -len(suffix)] + instead
    word = _without_ending(_singular(word))
    if word.endswith("al") and len(word) > 7:
        word = word[:-2]
    if word.endswith("ly") and len(word) > 5:
        word = word[:-2]
    return _without_e(word)


def _singular(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_ending(word: str) -> str:
    for suffix in ("ing", "ed"):
        bare = word[: -len(suffix)]
        if word.endswith(suffix) and len(bare) >= 2 and _VOWEL.search(bare):
            is_doubled = bare[-1] == bare[-2] and bare[-1] not in "lsz"
            return bare[:-1] if is_doubled else bare
    return word


def _without_e(word: str) -> str:
    if word.endswith("e") and len(word) > 3 and word[-2] != "e":
        return word[:-1]
    if word.endswith("y") and len(word) > 3 and word[-2] not in "aeiou":
        return word[:-1] + "i"
    return word
