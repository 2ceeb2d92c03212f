"""Whether a picture that came by mail is an identity paper, and of which kind: by what stands around it and on it. Pure.

It errs towards the vault: there a case's people still see it, with a reason. A screenshot that nobody calls a paper stays.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kefu.files.vault_kinds import PaperKind
from kefu.trust import shield
from kefu.trust.shield import Sort

MAX_CHARS = 4_000
PATTERNS = Path(__file__).with_name("vault_signs.txt")
_KINDS = ("selfie", "passport", "id_back", "id_front", "address", "funds")  # in the order they count
LEAST_SIDE_PX, FLATTEST = 300, 1.75  # a photo of a paper; phones' screens are longer


@dataclass(frozen=True, slots=True)
class Clues:
    """`asked`: of which kinds papers are asked for in this conversation just now; `about_papers`: its category is one in which
    papers are sent; `said`: subject and text; `shown`: what was read on the picture."""

    said: str
    name: str
    width: int
    height: int
    asked: tuple[PaperKind, ...] = ()
    about_papers: bool = False
    shown: str = ""


def paper_in(clues: Clues) -> PaperKind | None:
    """None for what stays an attachment like any other."""
    said, name = clues.said[:MAX_CHARS], clues.name[:200]
    printed, is_screen = _printed(clues.shown), _of("screen").search(name.replace("_", " ")) is not None
    named, worded = _kind(name), _kind(said)
    if printed or (named and not is_screen):
        return printed or named
    says_so = _says_so().search(said) is not None
    if clues.asked and not (is_screen and not says_so):
        return worded if worded in clues.asked else clues.asked[0]
    if is_screen:
        return None
    if says_so or ((worded or clues.about_papers) and _is_hinted(clues, worded)):
        return worded or PaperKind.OTHER
    return None


def is_worth_reading(clues: Clues) -> bool:
    """Whether what stands on the picture should be read: that takes seconds."""
    said = f"{clues.name} {clues.said[:MAX_CHARS]}"
    return paper_in(clues) is None and (clues.about_papers or bool(clues.asked) or _kind(said) is not None)


def mentions(text: str) -> bool:
    """Whether papers are spoken of at all."""
    return _kind(text[:MAX_CHARS]) is not None


def _kind(text: str) -> PaperKind | None:
    plain = text.replace("_", " ")
    return next((kind for kind, pattern in _papers().items() if pattern.search(plain)), None)


@cache
def _lines() -> Mapping[str, str]:
    """Section -> its patterns as one."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in PATTERNS.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:-1].isidentifier():
            lines = found.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return {section: "|".join(patterns) for section, patterns in found.items()}


@cache
def _of(section: str) -> re.Pattern[str]:
    return re.compile(_lines()[section], re.IGNORECASE)


@cache
def _papers() -> Mapping[PaperKind, re.Pattern[str]]:
    lines = _lines()
    alone = r"(?<![a-z])(?:%s)(?![a-z])"
    return {kind: re.compile(alone % lines[kind], re.IGNORECASE) for kind in map(PaperKind, _KINDS)}


@cache
def _says_so() -> re.Pattern[str]:
    """Within a clause, in either order."""
    lines = _lines()
    papers, sends, between = "|".join(lines[kind] for kind in _papers()), lines["sends"], r"[^.!?。！？\n]"
    either = rf"(?:{sends}){between}{{0,40}}(?:{papers})|(?:{papers}){between}{{0,24}}(?:{sends}|below\b|以下)"
    return re.compile(either, re.IGNORECASE)


def _printed(shown: str) -> PaperKind | None:
    """By numbers with a check digit and the lines machines read, as the shield knows them, and by what is printed on all."""
    if not shown:
        return None
    has_number = any(each.sort is Sort.PAPER for each in shield.found(shown[:MAX_CHARS], is_txid=True, weighs=False))
    if not has_number and not _of("printed").search(shown):
        return None
    return _kind(shown) or (PaperKind.PASSPORT if re.search(r"p<", shown, re.IGNORECASE) else PaperKind.ID_FRONT)


def _is_hinted(clues: Clues, worded: PaperKind | None) -> bool:
    """Papers are mentioned, and this has the shape of a photo of one."""
    short, long = sorted((clues.width, clues.height))
    return (
        worded is not None and short >= LEAST_SIDE_PX and long <= FLATTEST * short and clues.name[-4:].lower() != ".png"
    )
