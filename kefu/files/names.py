"""A file's name as people see it: text, and never a path, a type or a trick. Nothing is stored under it."""

import re
import unicodedata

from kefu.files.kinds import PICTURES, SUFFIXES, MediaType

MAX_CHARS = 120

# what no reader sees: bidirectional marks, joiners, tags, private use, line and paragraph separators, unassigned
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_FOLDERS = re.compile(r"[/\\\u2044\u2215\u29f8\uff0f\uff3c]")


def cleaned(given: str, *, media_type: MediaType) -> str:
    """One line of at most 120 visible characters that ends in a suffix of what the file really is."""
    name = seen(given)
    suffixes = SUFFIXES[media_type]
    stem = name
    suffix = next((s for s in suffixes if name.lower().endswith(s)), suffixes[0])
    if name.lower().endswith(suffix):
        stem = name[: -len(suffix)]
    fallback = "picture" if media_type in PICTURES else "file"
    return (stem.strip(". ") or fallback)[: MAX_CHARS - len(suffix)] + suffix


def seen(given: str) -> str:
    """What a reader would see of it: one line, without folders, marks and blanks."""
    name = unicodedata.normalize("NFC", given[:4_096])
    name = "".join(" " if c.isspace() else c for c in name if c.isspace() or _is_seen(c))
    return " ".join(_FOLDERS.split(name)[-1].split()).strip(". ")


def suffixes(written: str) -> frozenset[str]:
    """A set of endings, as they stand in a text with blanks between."""
    return frozenset(written.split())


def suffix_of(given: str) -> str:
    """The ending that a system would go by, in small letters, with its dot; empty without one."""
    _stem, dot, ending = seen(given).lower().rpartition(".")
    return dot + ending


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN and character not in _BLANKS
