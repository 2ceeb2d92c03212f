"""A stranger's page cut into what stands in it: words, and tags that open or close. In one pass, whatever the code is. Pure.

No tree is built: a parser that builds one takes time by the square of open tags, or ends the process with them. Every search
begins where the last one ended, and none looks further than its bound.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

MOST_CHARS = 1_000_000
MOST_TAGS = 40_000
MOST_VALUE_CHARS = 4_000

_QUOTED = rf"\"[^\"]{{0,{MOST_VALUE_CHARS}}}+\"|'[^']{{0,{MOST_VALUE_CHARS}}}+'"
_TAG = re.compile(rf"<(/?)([a-zA-Z][a-zA-Z0-9:-]{{0,30}})((?:[^>\"']|{_QUOTED}){{0,{MOST_VALUE_CHARS}}}+)")
_ATTRIBUTE = re.compile(
    rf"([a-zA-Z][a-zA-Z-]{{0,19}})\s{{0,20}}=\s{{0,20}}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]{{1,{MOST_VALUE_CHARS}}}))"
)
_LONG_NUMBER = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{7,});?")  # int() refuses thousands of digits
# What stands between these is never shown: a browser runs it, loads it, or reads it by other rules.
_SKIPPED = frozenset(
    {
        *("script", "style", "title", "textarea", "template", "noscript", "noembed", "noframes", "xmp", "plaintext"),
        *("svg", "math", "object", "applet", "iframe", "frameset", "select", "audio", "video", "canvas", "datalist"),
    }
)


@dataclass(frozen=True, slots=True)
class Words:
    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """`of`: attributes with their first value, names in small letters, entities read."""

    name: str
    closes: bool = False
    of: Mapping[str, str] = field(default_factory=dict)


class Cut(Exception):
    """There is more than is looked at."""


def tokens(code: str) -> Iterator[Words | Tag]:
    """Cut at the end of what is looked at, where there is more."""
    bare = _LONG_NUMBER.sub("", code[:MOST_CHARS].replace("\x00", ""))
    at = tags = 0
    while at < len(bare):
        begins = bare.find("<", at)
        if begins < 0:
            begins = len(bare)
        if begins > at:
            yield Words(html.unescape(bare[at:begins]))
        if begins == len(bare):
            break
        tags += 1
        if tags > MOST_TAGS:
            raise Cut
        at, found = _after(bare, begins)
        if found is not None:
            yield found
    if len(code) > MOST_CHARS:
        raise Cut


def _after(code: str, at: int) -> tuple[int, Words | Tag | None]:
    """Where reading goes on after this `<`, and what it began."""
    if code.startswith("<!--", at):
        return _behind(code, "-->", at + 4), None
    if code.startswith(("<!", "<?"), at):
        return _behind(code, ">", at + 2), None
    found = _TAG.match(code, at)
    if found is None:
        return at + 1, Words("<")
    end = _behind(code, ">", found.end())
    slash, name, attributes = found.groups()
    name = name.lower()
    if slash:
        return end, Tag(name, closes=True)
    if name in _SKIPPED:
        closing = re.compile(rf"</{name}(?![a-zA-Z0-9:-])", re.IGNORECASE).search(code, end)
        return (_behind(code, ">", closing.end()) if closing else len(code)), None
    return end, Tag(name, of=_attributes(attributes))


def _attributes(written: str) -> dict[str, str]:
    told: dict[str, str] = {}
    for name, first, second, bare in _ATTRIBUTE.findall(written):
        told.setdefault(name.lower(), html.unescape(first or second or bare))
    return told


def _behind(code: str, sign: str, at: int) -> int:
    found = code.find(sign, at)
    return len(code) if found < 0 else found + len(sign)
