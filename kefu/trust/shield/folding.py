"""A text as the rules read it: wide and ornamental letters plain, nothing invisible; and where each character stood. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from kefu.trust.letters import UNSEEN

_IS_HIDDEN = re.compile(f"[{UNSEEN}]")
_NO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
_IS_OF_NO_WIDTH, _OF_NO_WIDTH = re.compile(f"[{_NO_WIDTH}]"), dict.fromkeys(map(ord, _NO_WIDTH), " ")
_IS_STRANGE = re.compile(
    f"[{UNSEEN}\u0130\u00a0\u0660-\u0669\u06f0-\u06f9\u2000-\u200a\u202f\u2070-\u2089\u2460-\u249b\u3000\uff03-\uff06\uff0a\uff0b\uff0d\uff0e\uff10-\uff19\uff20-\uff3a\uff3e\uff3f\uff41-\uff5a\U0001d400-\U0001d7ff]"
)


def folded(text: str) -> tuple[str, Sequence[int] | None]:
    """The plain text, and the place of each of its characters in `text`; None where all stand where they stood."""
    if text.isascii() or not _IS_STRANGE.search(text):
        return text, None
    if not _IS_HIDDEN.search(text):
        return text.translate(_PLAIN), None
    kept = [(at, each) for at, each in enumerate(text) if not _IS_HIDDEN.match(each)]
    return "".join(each for _, each in kept).translate(_PLAIN), [at for at, _ in kept]


def spaced(text: str) -> str:
    """Each character of no width as a space, which it is where it stands between words; the same text where there is none."""
    return text.translate(_OF_NO_WIDTH) if not text.isascii() and _IS_OF_NO_WIDTH.search(text) else text


def lowered(text: str) -> str:
    """In small letters, each at its place."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(each.lower()[:1] for each in text)


def _plain_of(each: str) -> str:
    if each in "\u00a0\u202f\u3000" or "\u2000" <= each <= "\u200a":
        return " "
    plain = unicodedata.normalize("NFKC", each)
    return plain if len(plain) == 1 else plain.strip("().") if len(plain.strip("().")) == 1 else each


_PLAIN = (
    {
        code: _plain_of(chr(code))
        for first, last in (
            (0xA0, 0xA0),
            (0x660, 0x669),
            (0x6F0, 0x6F9),
            (0x2000, 0x200A),
            (0x202F, 0x202F),
            (0x2070, 0x2089),
            (0x2460, 0x249B),
            (0x3000, 0x3000),
            (0xFF03, 0xFF06),  # signs that stand in passwords; not those that divide a sentence
            (0xFF0A, 0xFF0B),
            (0xFF0D, 0xFF0E),
            (0xFF10, 0xFF19),
            (0xFF20, 0xFF3A),
            (0xFF3E, 0xFF3F),
            (0xFF41, 0xFF5A),
            (0x1D400, 0x1D7FF),
        )
        for code in range(first, last + 1)
    }
    | {0x130: "I"}
    | {code: chr(code - 0x660 + 48) for code in range(0x660, 0x66A)}
    | {code: chr(code - 0x6F0 + 48) for code in range(0x6F0, 0x6FA)}
)
