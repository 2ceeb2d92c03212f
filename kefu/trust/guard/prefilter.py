"""The one look at every text: is there anything that the rules should read? Most texts end here. Pure."""

from enum import IntFlag
from pathlib import Path

from kefu.trust.guard import folding, links
from kefu.trust.guard.words import listed
from kefu.trust.signs import Signs


class Read(IntFlag):
    """Which rules a text is for."""

    NONE = 0
    SECRETS = 1
    SCREENS = 2
    MONEY = 4
    LINKS = 8
    WOKEN = 64  # by a word that was chosen from written asks: what was learned reads it


WAKES = Path(__file__).with_name("wakes.txt")
_MONEY, _LINKS = int(Read.MONEY), int(Read.LINKS)
_HIDES, _DOTTED = 16, 32
_LONG_BYTES = 25  # as addresses are
_SHAPE = bytes(97 if each in b"abcdefghijklmnopqrstuvwxyz0123456789_-" else 32 for each in range(256))


def _stems() -> dict[str, int]:
    """Letters alone, in each form in which they are written -> the kinds of rules that they are for."""
    found: dict[str, int] = {}
    for section, kind in (("secrets", Read.SECRETS), ("screens", Read.SCREENS), ("money", Read.MONEY)):
        for word in {word for line in listed("stems")[section] for word in folding.small(line).split()}:
            for form in folding.old_forms(folding.bare(word)):
                found[form] = found.get(form, 0) | kind
    for word in WAKES.read_text(encoding="utf-8").split():
        found[word] = found.get(word, 0) | Read.WOKEN
    return found


_STEMS = Signs(_stems())
_MARKS = Signs(
    dict.fromkeys((" to me", " to us", " to my", " to our", "0x"), _MONEY)
    | dict.fromkeys(links.SIGNS, _LINKS)
    | dict.fromkeys((".", "点", "。"), _DOTTED)
    | dict.fromkeys(folding.HIDING, _HIDES)
)


def by_stems(text: str) -> bool:
    """Whether the words that were written down make anything but links be looked for."""
    return bool(read(text) & (Read.SECRETS | Read.SCREENS | Read.MONEY))


def read(text: str) -> Read:
    """What to look for in a text."""
    small = folding.small(text)
    raw = small.encode("utf-8", "replace")
    marks = _MARKS.seen(raw)
    if marks & _HIDES:
        small = folding.seen(small)
        raw = small.encode("utf-8", "replace")
        marks = _MARKS.seen(raw)
    kinds = marks & (_MONEY | _LINKS) | _STEMS.seen(folding.letters(small, raw))
    if marks & _DOTTED and not kinds & _LINKS and links.may_have(small, raw):
        kinds |= _LINKS
    if not kinds & _MONEY and raw.translate(_SHAPE).find(b"a" * _LONG_BYTES) >= 0:
        kinds |= _MONEY
    return Read(kinds)
