"""How a mail looked: its page as it came, its fields and texts as a reader of sources wants them. Pure, within bounds."""

import re
from collections.abc import Iterator

from kefu.channels.contract import Original
from kefu.channels.email import bodies
from kefu.channels.email.payloads import ReadMail
from kefu.kit import charsets, mailparse, mailwords
from kefu.kit.mailparse import Part

MOST_PAGE_CHARS = 1_000_000
MOST_HEAD_CHARS, MOST_LINE_CHARS = 64_000, 4_000
MOST_TEXT_CHARS = 400_000
MOST_PART_BYTES = 4 * 1024 * 1024  # as it travels: a longer text is not decoded once more only to be cut
MOST_TO = 50

# A picture written into the page itself: what files go through, these do not, so they are not kept.
_DATA = re.compile(r"data:[\w/+.-]{0,80}(?:;[\w=-]{1,60}){0,4},[^\"'\s)>]*", re.IGNORECASE)
_SHOWS_MORE = re.compile(r"<(?:img|table|a|picture|h[1-6]|ul|ol)[\s>]", re.IGNORECASE)


def original(mail: mailparse.Mail, read: ReadMail) -> Original:
    """`read`: the same mail as it was read for its words."""
    page = "\n".join(_letters(each) for each in bodies.shown(mail.parts) if each.kind == "text/html")
    page = _without_data(page)[:MOST_PAGE_CHARS]
    return Original(
        page=page if _says_more(page, read) else "",
        head=tuple(_head(mail)),
        parts=tuple(_parts(mail.parts)),
        to=tuple(each.address for each in (*read.to, *read.cc))[:MOST_TO],
    )


def _says_more(page: str, read: ReadMail) -> bool:
    """More than its words: a page that only repeats them is not worth looking at."""
    if _SHOWS_MORE.search(page) is not None:
        return True
    told = {*read.text.split(), *read.quoted.split(), *read.subject.split()}
    return not told.issuperset(each for each in read.html.split() if each != ">")


def _head(mail: mailparse.Mail) -> Iterator[str]:
    room = MOST_HEAD_CHARS
    for name, value in mail.fields:
        line = f"{'-'.join(map(str.capitalize, name.split('-')))}: {mailwords.field(value)}"[:MOST_LINE_CHARS]
        room -= len(line)
        if room < 0:
            yield "[…]"
            return
        yield line


def _parts(parts: tuple[Part, ...]) -> Iterator[str]:
    """Texts as they are read, and of a file its kind, its name and how large it is as it travels."""
    room = MOST_TEXT_CHARS
    for part in parts:
        if part.is_attached or not part.kind.startswith("text/"):
            name = " ".join(part.name.split())[:200]
            yield f"[{part.kind}; {len(part.raw)} bytes] {name}".rstrip()
            continue
        text = bodies.safe(_without_data(_letters(part)))
        is_whole = len(text) <= room
        yield f"[{part.kind}]\n{text[:room]}" + ("" if is_whole else "\n[…]")
        room -= len(text[:room])


def _letters(part: Part) -> str:
    if len(part.raw) > MOST_PART_BYTES:
        return "[…]"
    return charsets.decoded(part.content(), part.charset).text.replace("\x00", "")


def _without_data(text: str) -> str:
    return _DATA.sub("data:,", text)
