"""What a parsed text says besides its HTML: headings, parts, plain text, links, pictures. Reads tokens, makes none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from kefu.exchange import facts, tables
from kefu.exchange.rules import Named
from kefu.knowledge import markdown
from kefu.knowledge.markdown import Document, Target

MAX_ANCHOR_CHARS = 60
_BLOCKS = frozenset({"inline", "fence", "code_block", "fact_table"})


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Image:
    """`name` is what stands after `media:`; empty for any other address."""

    name: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose language facts are worded in."""

    locale: str
    brand: str


def headings(document: Document, reader: Reader) -> list[Heading]:
    ids = iter(anchors(document))
    return [Heading(level, _words(inline, reader), next(ids)) for level, inline in _headings(document)]


def anchors(document: Document) -> list[str]:
    """An id for each heading, from its words as written: a fact that changes moves no address. Equal ones are counted."""
    seen: dict[str, int] = {}
    made = []
    for _level, inline in _headings(document):
        name = re.sub(r"[^\w]+", "-", inline.content.lower()).strip("-_")[:MAX_ANCHOR_CHARS] or "part"
        seen[name] = seen.get(name, 0) + 1
        made.append(f"s-{name}" if seen[name] == 1 else f"s-{name}-{seen[name]}")
    return made


def plain(document: Document, reader: Reader) -> str:
    """All words, a line for each block."""
    return "\n".join(filter(None, (_block(token, reader) for token in document.tokens)))


def items(document: Document, part_name: str, reader: Reader) -> list[str]:
    """The list items of a part (`before`, `steps`), each as plain text."""
    found: list[list[str]] = []
    depth = 0
    for token in inside(document, part_name):
        if token.type == "list_item_open":
            depth += 1
            if depth == 1:
                found.append([])
        elif token.type == "list_item_close":
            depth -= 1
        elif found and depth:
            found[-1].append(_block(token, reader))
    return [" ".join(filter(None, words)) for words in found]


def part(document: Document, name: str, reader: Reader) -> str:
    return " ".join(filter(None, (_block(token, reader) for token in inside(document, name))))


def inside(document: Document, name: str) -> Iterator[Token]:
    """The tokens within every container of this name."""
    depth = 0
    for token in document.tokens:
        if token.type == f"container_{name}_close":
            depth -= 1
        if depth:
            yield token
        if token.type == f"container_{name}_open":
            depth += 1


def targets(document: Document) -> list[Target]:
    """Where its links lead, in order."""
    hrefs = (str(token.attrs.get("href", "")) for token in document.inline() if token.type == "link_open")
    return [found for found in map(markdown.target, hrefs) if found is not None]


def images(document: Document) -> list[Image]:
    found = []
    for token in document.inline():
        if token.type == "image":
            to = markdown.target(str(token.attrs.get("src", "")))
            name = to.name if to is not None and to.scheme == "media" else ""
            found.append(Image(name, token.content.strip(), str(token.attrs.get("title", ""))))
    return found


def media_in(document: Document) -> list[str]:
    return list(dict.fromkeys(image.name for image in images(document) if image.name))


def heading_levels(document: Document) -> list[int]:
    return [level for level, _inline in _headings(document)]


def _headings(document: Document) -> Iterator[tuple[int, Token]]:
    for number, token in enumerate(document.tokens):
        if token.type == "heading_open":
            yield int(token.tag[1:]), document.tokens[number + 1]


def _block(token: Token, reader: Reader) -> str:
    if token.type not in _BLOCKS:
        return ""
    if token.type == "inline":
        return _words(token, reader)
    if token.type == "fact_table":
        found = tables.table(str(token.meta["name"]), reader.locale)
        return "\n".join(" ".join(row) for row in found.rows) if found else ""
    return token.content.strip()


def _words(inline: Token, reader: Reader) -> str:
    return "".join(_word(token, reader) for token in inline.children or ()).strip()


def _word(token: Token, reader: Reader) -> str:
    if token.type == "fact":
        named: Named = token.meta["named"]
        found = facts.value(named.name, named.args, reader.locale)
        return found.text if isinstance(found, facts.FactValue) else "—"
    if token.type == "brand":
        return reader.brand
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    return token.content
