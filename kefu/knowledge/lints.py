"""What is wrong with a text before a reader sees it: errors keep it from being submitted, warnings are for its editor.

`check` asks nobody: what links and facts there are is handed in (`Known`), by `checks` from the tables or from a folder.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kefu.kit import addresses
from kefu.knowledge import markdown, outline
from kefu.knowledge.errors import TextTooMuch
from kefu.knowledge.kinds import CHECKED_FOR, Kind
from kefu.knowledge.markdown import Document, Target

MAX_TITLE_CHARS, MAX_SUMMARY_CHARS, MAX_KEYWORDS, MAX_KEYWORD_CHARS = 120, 300, 20, 80
LONG_CHARS = 12_000


class Rule(StrEnum):
    NO_TITLE = "no_title"
    NO_SUMMARY = "no_summary"
    NO_BODY = "no_body"
    TOO_MUCH = "too_much"  # beyond what is parsed
    NO_ALT = "no_alt"
    BAD_IMAGE = "bad_image"  # not one of ours: nothing is loaded from elsewhere
    BROKEN_LINK = "broken_link"
    UNKNOWN_FACT = "unknown_fact"
    UNKNOWN_CHECK = "unknown_check"
    NO_BEFORE = "no_before"
    NO_STEPS = "no_steps"
    NO_RESULT = "no_result"
    TOP_HEADING = "top_heading"  # headings begin at ##
    HEADING_JUMP = "heading_jump"
    PRIVATE_LINK = "private_link"  # to this machine or within a house: no reader gets there
    PLAIN_LINK = "plain_link"  # without encryption
    HIDDEN_HOST = "hidden_host"  # a name and @ before the host: it stays text
    STRAY_MARK = "stray_mark"  # ** or ::: that stayed text
    LONG = "long"
    CHECKED_LONG_AGO = "checked_long_ago"


WARNINGS = frozenset(
    {Rule.NO_SUMMARY, Rule.HEADING_JUMP, Rule.STRAY_MARK, Rule.LONG, Rule.CHECKED_LONG_AGO}
    | {Rule.PLAIN_LINK, Rule.HIDDEN_HOST}
)
_WITHIN = frozenset({"localhost", "local", "internal", "lan", "home", "corp", "intranet", "localdomain", "arpa"})
_HIDDEN_HOST = re.compile(r"https?:[\\/]*[^\s/?#\\()<>@]{1,200}@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lint:
    """`what` names the link, fact or picture; screens word the rule in their reader's language."""

    rule: Rule
    what: str = ""

    @property
    def is_error(self) -> bool:
        return self.rule not in WARNINGS


@dataclass(frozen=True, slots=True)
class Known:
    """What texts may name. `unknown_facts` finds those that are not there."""

    slugs: Collection[str]
    pages: Collection[str]
    flows: Collection[str]
    media: Collection[str]
    unknown_facts: Callable[[str], Sequence[str]]
    checks: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Text:
    title: str
    summary: str
    body: str
    kind: Kind
    checked_on: date | None = None


def check(text: Text, known: Known, *, today: date) -> list[Lint]:
    """Everything that is wrong, errors first."""
    found = list(_words(text, today))
    try:
        document = markdown.parse(text.body)
    except TextTooMuch as error:
        return [Lint(Rule.TOO_MUCH, str(error.message)), *found]
    found += [
        Lint(Rule.UNKNOWN_FACT, each) for each in known.unknown_facts(f"{text.title}\n{text.summary}\n{text.body}")
    ]
    found += [*_images(document, known), *_links(document, known), *_headings(document), *_stray(document)]
    found += _checks(document, known)
    if text.kind is Kind.GUIDE:
        found += _parts(document)
    return sorted(found, key=lambda lint: not lint.is_error)


def _words(text: Text, today: date) -> Iterator[Lint]:
    if not text.title.strip():
        yield Lint(Rule.NO_TITLE)
    if not text.summary.strip():
        yield Lint(Rule.NO_SUMMARY)
    if not text.body.strip():
        yield Lint(Rule.NO_BODY)
    if len(text.body) > LONG_CHARS:
        yield Lint(Rule.LONG, str(len(text.body)))
    if text.checked_on is not None and text.checked_on < today - CHECKED_FOR:
        yield Lint(Rule.CHECKED_LONG_AGO, text.checked_on.isoformat())


def _images(document: Document, known: Known) -> Iterator[Lint]:
    for image in outline.images(document):
        if not image.alt:
            yield Lint(Rule.NO_ALT, image.name)
        if not image.name or image.name not in known.media:
            yield Lint(Rule.BAD_IMAGE, image.name)


def _links(document: Document, known: Known) -> Iterator[Lint]:
    anchors = set(outline.anchors(document))
    for to in outline.targets(document):
        if to.scheme in {"http", "https"}:
            yield from _outside(to)
        elif not _is_there(to, anchors, known):
            yield Lint(Rule.BROKEN_LINK, f"{to.scheme}:{to.name}" if to.name else to.anchor)


def _checks(document: Document, known: Known) -> Iterator[Lint]:
    for token in document.tokens:
        if token.type == "check" and token.meta["key"] not in known.checks:
            yield Lint(Rule.UNKNOWN_CHECK, token.meta["key"])


def _outside(to: Target) -> Iterator[Lint]:
    if not _is_outside(markdown.host(to.name)):
        yield Lint(Rule.PRIVATE_LINK, to.name)
    elif to.scheme == "http":
        yield Lint(Rule.PLAIN_LINK, to.name)


def _is_outside(host: str) -> bool:
    """By its name alone: nothing is resolved. A last part of digits is an address, however it is written."""
    name = re.sub(r":\d*\Z", "", host).rstrip(".")
    if name.startswith("["):
        return addresses.is_outside(name.strip("[]"))
    last = name.rpartition(".")[2]
    if re.fullmatch(r"\d+|0x[0-9a-f]*", last):
        return name.count(".") == 3 and addresses.is_outside(name)
    return "." in name and last not in _WITHIN


def _is_there(to: Target, anchors: Collection[str], known: Known) -> bool:
    among: dict[str, Collection[str]] = {"article": known.slugs, "page": known.pages, "exchange": known.flows}
    if to.scheme in among:
        return to.name in among[to.scheme]
    if to.scheme == "anchor":
        return to.anchor[1:] in anchors
    return to.scheme != "media"


def _headings(document: Document) -> Iterator[Lint]:
    before = 1
    for level, heading in zip(outline.heading_levels(document), outline.anchors(document), strict=True):
        if level == 1:
            yield Lint(Rule.TOP_HEADING, heading)
        elif level > before + 1:
            yield Lint(Rule.HEADING_JUMP, heading)
        before = level


def _stray(document: Document) -> Iterator[Lint]:
    """What its writer meant as a mark: an unclosed container, `**` beside Chinese punctuation, a link of no known scheme."""
    for token in document.inline():
        if token.type == "text":
            for hidden in _HIDDEN_HOST.findall(token.content):
                yield Lint(Rule.HIDDEN_HOST, hidden)
            for mark in ("**", ":::", "](", "{{"):
                if mark in token.content:
                    yield Lint(Rule.STRAY_MARK, token.content.strip()[:60])
                    break


def _parts(document: Document) -> Iterator[Lint]:
    missing = {"before": Rule.NO_BEFORE, "steps": Rule.NO_STEPS, "result": Rule.NO_RESULT}
    for name, rule in missing.items():
        if not any(token.type == "inline" for token in outline.inside(document, name)):
            yield Lint(rule)
