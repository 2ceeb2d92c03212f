"""What guard, shield and look-alikes know of letters alike: which are not seen, and what each is drawn like. Pure, no Django."""

from pathlib import Path


def _from_to(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


def _drawn_like() -> dict[str, str]:
    found = {}
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()[1:]:
        target, _, sources = line.partition(" ")
        found.update(dict.fromkeys(sources, target))
    return found


UNSEEN = (
    "\u00ad\u034f\u180e\ufeff"
    + _from_to(0x200B, 0x200F)
    + _from_to(0x202A, 0x202E)
    + _from_to(0x2060, 0x2064)
    + _from_to(0x2066, 0x206F)
    + _from_to(0xFE00, 0xFE0F)
)  # hyphens that may stand, joiners, directions, selectors: no words are set apart by them
FILLERS = "\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # letters drawn as nothing, some as wide as a letter
DRAWN_LIKE = _drawn_like()  # UTS #39: a character -> what it is drawn like

# Arabic blessings in one character, taken apart into eighteen and eight; no other gives more than seven
_WHOLE_PHRASES = "\ufdfa\ufdfb"


def without_phrases(text: str) -> str:
    """Each of them as one letter, so that what is taken apart stays within seven times its length."""
    for phrase in _WHOLE_PHRASES:
        text = text.replace(phrase, "\u0635")
    return text
