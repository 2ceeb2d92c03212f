"""Text to terms, the same for what is kept and what is asked, on every engine. Pure, and linear in the text's length.

Chinese (Japanese, Korean) becomes characters and pairs of characters, English words their stems, codes stay whole.
A term has letters and digits alone, so nothing typed is ever an engine's syntax; what begins with "_" is ours.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from kefu.search.stems import stem

TABLES = Path(__file__).parent / "tables"
CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_RUN = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+(?:'[^\W\d_{CJK}]{{1,2}}(?![^\W_{CJK}]))?")
_JOINED = re.compile(
    r"(?<![a-z0-9])[a-z0-9]++(?:[-_.:/][a-z0-9]++){1,15}"
)  # from the beginning of a word alone: linear
_LETTERS = re.compile(r"[a-z]{3,}")
_HIDDEN = re.compile("[\x00\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
MOST_TERM_CHARS = 128
LEAST_CODE_CHARS = 6
LEAST_PREFIX_CHARS = 8  # of a code, from which on its beginning finds it


class Kind(Enum):
    WORD = "word"
    CODE = "code"
    SINGLE = "single"  # one character
    PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Term:
    """`word` is what stood there, folded; of a code in parts with what separates them."""

    text: str
    kind: Kind
    word: str

    @property
    def is_stop(self) -> bool:
        if self.kind is Kind.WORD:
            return self.word.replace("'", "") in STOP_WORDS
        return self.kind is not Kind.CODE and all(char in STOP_CHARS for char in self.text)


def fold(text: str) -> str:
    """One writing for what means the same: width, case, traditional characters, hidden marks."""
    folded = unicodedata.normalize("NFKC", _HIDDEN.sub("", text)).casefold().replace("\u2019", "'")
    return folded.translate(SIMPLIFIED)


def runs(folded: str) -> Iterator[re.Match[str]]:
    """Stretches of one script, in order."""
    return _RUN.finditer(folded)


def is_cjk(run: str) -> bool:
    return "\u3040" <= run[0] <= "\ud7af" and not run[0].isascii()


def terms(text: str) -> list[Term]:
    """All of a text, in order, each as often as it stands there."""
    folded = fold(text)
    found: list[Term] = []
    for match in runs(folded):
        run = match.group()
        if is_cjk(run):
            found.extend(Term(char, Kind.SINGLE, char) for char in run)
            found.extend(Term(run[at : at + 2], Kind.PAIR, run[at : at + 2]) for at in range(len(run) - 1))
        else:
            found.extend(_of_word(run))
    found.extend(_joined_codes(folded))
    return found


def texts(text: str) -> list[str]:
    """The same as bare strings."""
    return [term.text for term in terms(text)]


def of_codes(codes: Sequence[str]) -> list[str]:
    """Codes given as such: whole, and without what separates their parts."""
    whole = ["".join(char for char in fold(code) if char.isalnum())[:MOST_TERM_CHARS] for code in codes]
    return [code for code in whole if code]


def scope(token: str) -> str:
    """An opaque token as a term that no text can make."""
    return "_s" + "".join(
        char if char.isascii() and char.isalnum() and not char.isupper() else f"_{ord(char):x}_" for char in token
    )


def is_code(run: str) -> bool:
    """Looks like an id: digits among letters, or a long number."""
    has_digit = any(char.isdigit() for char in run)
    return has_digit and len(run) >= LEAST_CODE_CHARS


def _of_word(run: str) -> list[Term]:
    bare = run.replace("'", "") if not run.endswith("'s") else run[:-2]
    bare = bare[:MOST_TERM_CHARS]
    if is_code(bare):
        parts = list(_LETTERS.findall(bare)) if len(bare) <= 12 else []
        return [Term(bare, Kind.CODE, bare), *(Term(stem(part), Kind.WORD, part) for part in parts)]
    if any(char.isdigit() for char in bare):
        parts = _LETTERS.findall(bare)
        return [Term(bare, Kind.WORD, bare), *(Term(stem(part), Kind.WORD, part) for part in parts)]
    return [Term(stem(bare), Kind.WORD, bare)]


def _joined_codes(folded: str) -> Iterator[Term]:
    """ORD-2024-0012 also as ord20240012; TRC-20 as trc20."""
    for match in _JOINED.finditer(folded):
        joined = re.sub(r"[^a-z0-9]", "", match.group())[:MOST_TERM_CHARS]
        if any(char.isdigit() for char in joined) and not joined.isdigit():
            yield Term(joined, Kind.CODE if len(joined) >= LEAST_CODE_CHARS else Kind.WORD, match.group())


def _table_of_pairs(name: str) -> dict[int, str]:
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()[1:]
    chars = "".join(lines)
    return {ord(chars[at]): chars[at + 1] for at in range(0, len(chars), 2)}


def _stops() -> tuple[frozenset[str], frozenset[str]]:
    lines = (TABLES / "stop.txt").read_text(encoding="utf-8").splitlines()[1:]
    return frozenset(word for line in lines[:-1] for word in line.split()), frozenset(lines[-1])


SIMPLIFIED = _table_of_pairs("simplified.txt")
STOP_WORDS, STOP_CHARS = _stops()
