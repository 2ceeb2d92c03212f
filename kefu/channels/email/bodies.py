"""What a mail says, from its parts: the plain text, the page, and which of them tells its new words best. Pure, within bounds."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from kefu.channels.email import markup, quoting
from kefu.channels.email.quoting import Divided, Shows
from kefu.kit import charsets, text
from kefu.kit.mailparse import MOST_TEXT_BYTES, Part

MOST_CHARS = 500_000
MOST_MARKS = 30  # combining marks on one letter (UAX 15, stream-safe): to order more takes time by the square
_OTHERS = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS},}}")
_MANY_LINES = re.compile(r"\n(?:[ \t\u00a0]{0,200}\n){2,}")
_SHOWS = "support|view|display|enable|read|支持|查看|显示"
_NEEDS_HTML = re.compile(rf"(?:{_SHOWS}).{{0,60}}html|html.{{0,60}}(?:{_SHOWS})", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Body:
    """`is_cut`: there was more; `is_lost`: some letters could not be read. `page` holds the marks of `markup`."""

    plain: str
    page: str
    is_cut: bool
    is_lost: bool

    @property
    def page_text(self) -> str:
        return self.page.replace(f"{markup.CUT}\n", "").replace(markup.CUT, "")


def body(parts: Sequence[Part]) -> Body:
    """Of the parts that show text (`shown`), in their order."""
    plain, cut_plain, lost_plain = _joined([each for each in parts if each.kind == "text/plain"])
    page, cut_page, lost_page = _joined([each for each in parts if each.kind == "text/html"])
    return Body(plain, page, cut_plain or cut_page, lost_plain or lost_page)


def shown(parts: Sequence[Part]) -> list[Part]:
    """Those that are read as the mail's own words: not what is attached, and of named ones only where there is nothing else."""
    texts = [each for each in parts if each.kind in ("text/plain", "text/html") and not each.is_attached]
    return [each for each in texts if not each.name] or texts[:1]


def new_words(body: Body, *, own: Sequence[str], shows: Shows) -> Divided:
    """From the plain text, unless there is none or only the page shows where the quote begins."""
    from_plain = quoting.divide(body.plain, own=own, shows=shows)
    if not body.page or (from_plain.is_cut and from_plain.new):
        return from_plain
    from_page = quoting.divide(body.page, own=own, shows=shows)
    is_empty = not from_plain.new or (len(body.plain) < 400 and _NEEDS_HTML.search(body.plain) is not None)
    return from_page if (is_empty or from_page.is_cut) and from_page.new else from_plain


def _joined(parts: Sequence[Part]) -> tuple[str, bool, bool]:
    told: list[str] = []
    room, is_cut, is_lost = MOST_CHARS, False, False
    for part in parts:
        content = part.content(most=MOST_TEXT_BYTES + 1)
        letters = charsets.decoded(content[:MOST_TEXT_BYTES], part.charset)
        each = _read(letters.text, part)
        is_cut = is_cut or len(content) > MOST_TEXT_BYTES or len(each) > room
        is_lost = is_lost or letters.is_lost
        told.append(each[:room])
        room -= len(told[-1])
        if room <= 0:
            break
    return "\n".join(filter(None, told)), is_cut, is_lost


def _read(written: str, part: Part) -> str:
    written = markup.as_text(written) if part.kind == "text/html" else written.replace(markup.CUT, "")
    plain = safe(written)
    if part.params.get("format", "").lower() == "flowed" and part.kind == "text/plain":
        plain = _unwrapped(plain, delsp=part.params.get("delsp", "").lower() == "yes")
    return plain


def safe(written: str) -> str:
    """No control characters, line ends as \\n, no more than one empty line together, no towers of marks."""
    bounded = _OTHERS.sub(_without_towers, written)
    return _MANY_LINES.sub("\n\n", text.clean_body(bounded, strip=False)).strip("\n")


def _without_towers(found: re.Match[str]) -> str:
    kept, height = [], 0
    for sign in found.group():
        height = height + 1 if unicodedata.combining(sign) else 0
        if height <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def _unwrapped(plain: str, *, delsp: bool) -> str:
    """Lines that end in a space go on in the next (RFC 3676); quoted ones stay as they are."""
    told: list[list[str]] = []
    goes_on = False
    for line in plain.split("\n"):
        if line.startswith(">") or line == "-- ":
            told.append([line])
            goes_on = False
            continue
        bare = line.removeprefix(" ")
        ends_soft = bare.endswith(" ")
        here = bare[:-1] if ends_soft and delsp else bare
        if goes_on:
            told[-1].append(here)
        else:
            told.append([here])
        goes_on = ends_soft
    return "\n".join(map("".join, told))
