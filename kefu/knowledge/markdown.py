"""Markdown as editors write it, parsed within bounds. `rendering` makes HTML of it, `lints` says what is wrong with it.

CommonMark and tables; no raw HTML; addresses of a closed list of schemes. Bounds are held before anything is parsed, so
that no text takes longer than a reader waits.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from kefu.knowledge import checks_in_text, facts_in_text
from kefu.knowledge.errors import TextTooMuch

MAX_CHARS, MAX_LINES, MAX_LINE_CHARS = 30_000, 1_500, 4_000
MAX_MARKS_A_LINE, MAX_MARKS, MAX_COLUMNS, MAX_NESTING = 120, 1_500, 24, 12
MAX_CELLS, MAX_FACTS, MAX_FACT_TABLES = 1_200, 150, 8
BOXES = ("note", "warning", "danger")
PARTS = ("before", "steps", "result")

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_OWN = re.compile(r"(article|page|exchange|media):([A-Za-z0-9][A-Za-z0-9._/-]{0,119})(#[\w-]{1,120})?\Z")
_HOST = re.compile(r"https?://([^/?#\\]+)", re.IGNORECASE)
_UNDER_HEAD = re.compile(r"[>|:\- \t]*\Z")  # the line between a table's head and its rows
_MARKS = re.compile(r"[\[\]*_`<&!\\~]")
_OPENING = re.compile(r"[ ]{0,3}(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])")


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed text: its tokens in order."""

    body: str
    tokens: Sequence[Token]

    def inline(self) -> Iterator[Token]:
        """Every token within a line, in order."""
        for token in self.tokens:
            yield from token.children or ()


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: `scheme` is article, page, exchange, media, http, https, mailto, or `anchor`."""

    scheme: str
    name: str
    anchor: str = ""


def parse(body: str) -> Document:
    """TextTooMuch if it is beyond the bounds."""
    check_bounds(body)
    return _parsed(body)


@lru_cache(maxsize=4)
def _parsed(body: str) -> Document:
    """Once for all who read it within a request: what is wrong with it, where that is, how it is shown."""
    return Document(body, _MD.parse(body))


def check_bounds(body: str) -> None:
    """What a person writes is far below all of these; what is above them is refused with its reason."""
    lines = body.split("\n")
    if len(body) > MAX_CHARS or len(lines) > MAX_LINES:
        raise TextTooMuch(_("This text is too long: at most %(chars)d characters.") % {"chars": MAX_CHARS})
    if _cells(lines) > MAX_CELLS:
        raise TextTooMuch(_("The tables of this text are too long. Make two articles of it."))
    if body.count("{{") > MAX_FACTS or body.count("table:") > MAX_FACT_TABLES:
        raise TextTooMuch(_("This text names too many facts."))
    if len(checks_in_text.named_in(body)) > checks_in_text.MAX_CHECKS:
        raise TextTooMuch(_("This text shows too many checks: at most %(most)d.") % {"most": checks_in_text.MAX_CHECKS})
    marks = 0
    for line in lines:
        found = len(_MARKS.findall(line))
        marks += found
        if len(line) > MAX_LINE_CHARS or found > MAX_MARKS_A_LINE:
            raise TextTooMuch(_("A line is too long, or has too many marks such as [ and *. Break it up."))
        if line.count("|") > MAX_COLUMNS + 1:
            raise TextTooMuch(_("A table has at most %(columns)d columns.") % {"columns": MAX_COLUMNS})
        if _depth(line) > MAX_NESTING:
            raise TextTooMuch(_("Quotes and lists stand too deep in each other."))
    if marks > MAX_MARKS:
        raise TextTooMuch(_("This text has too many marks such as [ and *."))


def target(href: str) -> Target | None:
    """None for an address that texts must not lead to."""
    own = _OWN.match(href)
    if own is not None:
        return Target(own[1], own[2], own[3] or "")
    if href.startswith("#"):
        return Target("anchor", "", href)
    scheme = _SCHEME.match(href)
    if scheme is None or scheme[1].lower() not in {"http", "https", "mailto"}:
        return None
    if scheme[1].lower() != "mailto" and not host(href):
        return None
    return Target(scheme[1].lower(), href)


def host(href: str) -> str:
    """The host of a web address, with its port. Empty where a name stands before it (`bank.example@evil.example`)."""
    found = _HOST.match(href)
    return found[1].lower() if found is not None and "@" not in found[1] else ""


def _cells(lines: Sequence[str]) -> int:
    """At most how many cells the tables have: a row that is too short is filled up."""
    cells, columns = 0, 0
    for line in lines:
        if not line.strip(" >\t"):
            columns = 0
        elif ("|" in line or ":" in line) and _UNDER_HEAD.match(line):
            columns = max(columns, line.count("|") + 1)
        cells += max(columns, line.count("|"))
    return cells


def _depth(line: str) -> int:
    """How many quotes and lists a line opens or stands in."""
    depth, at = (len(line) - len(line.lstrip(" "))) // 4, 0
    while (match := _OPENING.match(line, at)) is not None and depth <= MAX_NESTING:
        depth, at = depth + 1, match.end()
    return depth


def _made() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False, "maxNesting": 20})
    md.enable("table").disable(["html_block", "html_inline"])
    md.validateLink = lambda url: target(url) is not None  # type: ignore[method-assign]
    for name in (*PARTS, *BOXES):
        container_plugin(md, name=name)
    facts_in_text.plugin(md)
    checks_in_text.plugin(md)
    return md


_MD = _made()
OPTIONS = _MD.options
