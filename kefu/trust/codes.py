"""A proof code as people read it, copy it and type it again: `K7QM-3XTE-9PA4`. No Django here.

31 characters, none like another (no 0 and O, no 1, I and L). Eleven of them carry 54.5 bits; the last one checks: since
31 is prime, one wrong character and two changed about are always noticed, without asking anything.
"""

import re
from dataclasses import dataclass

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CARRIES, GROUP = 11, 4
_BASE = len(ALPHABET)
_MANY: int = _BASE**CARRIES
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_SPACES = "\u200b\u200c\u200d\u2060\ufeff"  # what copying brings along unseen
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212\uff0d"
_GROUPED = re.compile(
    rf"(?<![0-9A-Za-z])[0-9A-Za-z]{{4}}[{_DASHES}][0-9A-Za-z]{{4}}[{_DASHES}][0-9A-Za-z]{{4}}(?![0-9A-Za-z])"
)
_ALONE = re.compile(r"[0-9A-Za-z]{4}\s*[0-9A-Za-z]{4}\s*[0-9A-Za-z]{4}")
MOST_CHARS = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """A code in a text, in its usual form, and the words that stood around it.

    `is_well_formed` is false where it cannot be one of ours, whoever has it: it was mistyped, or made up.
    """

    code: str
    words: str
    is_well_formed: bool


def number_of_digest(digest: bytes) -> int:
    """What a code carries, of a keyed digest: at least 16 bytes, so that no code is likelier than another."""
    return int.from_bytes(digest[:16], "big") % _MANY


def of_number(number: int) -> str:
    """The code in its usual form."""
    characters = ""
    for _ in range(CARRIES):
        number, value = divmod(number, _BASE)
        characters += ALPHABET[value]
    return shown(characters + _check(characters))


def number_of(code: str) -> int:
    """What a well-formed code carries."""
    number = 0
    for character in reversed(code.replace("-", "")[:CARRIES]):
        number = number * _BASE + _VALUES[character]
    return number


def shown(characters: str) -> str:
    return f"{characters[:GROUP]}-{characters[GROUP : 2 * GROUP]}-{characters[2 * GROUP :]}"


def is_well_formed(code: str) -> bool:
    bare = code.replace("-", "")
    known = len(bare) == CARRIES + 1 and all(character in _VALUES for character in bare)
    return known and _check(bare[:-1]) == bare[-1]


def find(text: str) -> Found | None:
    """The last code in a text (it stands below the words it proves); alone, it may be written without dashes."""
    text = text[:MOST_CHARS].translate(dict.fromkeys(map(ord, _SPACES)))
    alone = _ALONE.fullmatch(text.strip())
    if alone:
        code = shown("".join(alone.group().split()).upper())
        return Found(code, "", is_well_formed(code)) if is_well_formed(code) else None
    grouped = list(_GROUPED.finditer(text))
    if not grouped:
        return None
    code = shown(re.sub(f"[{_DASHES}]", "", grouped[-1].group()).upper())
    words = text[: grouped[-1].start()] + text[grouped[-1].end() :]
    return Found(code, words.strip(), is_well_formed(code))


def _check(characters: str) -> str:
    """Weights 2 to 12, one for each place, all different and none 0 or 1 in this field."""
    total = 0
    for weight, each in enumerate(characters, start=2):
        total += weight * _VALUES[each]
    return ALPHABET[total % _BASE]
