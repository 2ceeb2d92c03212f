"""WordPiece over the uncased vocabulary of BERT: what MiniLM reads. Pure, and linear in the text's length.

Devlin et al. 2018, arXiv 1810.04805: accents away, signs apart, then the longest known pieces from the left.
"""

import unicodedata
from functools import cache

from kefu.search.analyse import TABLES

UNKNOWN, BEGIN, END = 100, 101, 102
MOST_WORD_CHARS = 60


def ids(text: str, *, most: int) -> list[int]:
    """At most `most`, the marks of beginning and end among them."""
    found = [number for word in _words(text) for number in _pieces(word)]
    return [BEGIN, *found[: most - 2], END]


def _words(text: str) -> list[str]:
    bare = [char for char in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(char) != "Mn"]
    return "".join(
        f" {char} " if _is_sign(char) else char for char in bare if char.isprintable() or char.isspace()
    ).split()


def _is_sign(char: str) -> bool:
    is_ascii_sign = char.isascii() and not char.isalnum() and not char.isspace()
    return is_ascii_sign or unicodedata.category(char).startswith("P") or "\u3400" <= char <= "\u9fff"


def _pieces(word: str) -> list[int]:
    known = _vocabulary()
    found: list[int] = []
    start = 0
    while start < len(word) <= MOST_WORD_CHARS:
        prefix = "##" if start else ""
        for end in range(len(word), start, -1):
            number = known.get(prefix + word[start:end])
            if number is not None:
                found.append(number)
                start = end
                break
        else:
            return [UNKNOWN]
    return found or [UNKNOWN]


@cache
def _vocabulary() -> dict[str, int]:
    lines = (TABLES / "wordpieces.txt").read_text(encoding="utf-8").split("\n")
    return {piece: number for number, piece in enumerate(lines)}
