"""The language of a text by its letters: enough to choose the words of a first answer. Pure."""

import re

_LOOKED_AT = 4_000
_OF_LETTERS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),  # before Chinese: what is Japanese has both
    ("ko", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LEAST_SHARE = 0.2  # of the letters: addresses and names of coins are written in Latin ones everywhere


def guessed(text: str, *, otherwise: str) -> str:
    """A language's tag. Latin letters are those of `otherwise`, or of English where that one is written in others."""
    said = text[:_LOOKED_AT]
    counts = {tag: len(letters.findall(said)) for tag, letters in _OF_LETTERS}
    total = sum(counts.values()) + len(_LATIN.findall(said))
    for tag, count in counts.items():
        if count and count >= total * (_LEAST_SHARE if tag != "ja" else _LEAST_SHARE / 2):
            return tag
    known = {tag for tag, _letters in _OF_LETTERS}
    return "en" if total and otherwise.split("-", maxsplit=1)[0] in known else otherwise
