"""`{{ fact:... }}`, `{{ table:... }}` and `{{ brand }}` as Markdown's tokens, and found in a text without parsing it."""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from kefu.exchange.rules import Named, named
from kefu.knowledge import checks_in_text

MAX_CHARS = 200
_INLINE = re.compile(r"\{\{ {0,4}(?:fact:([^{}\n]{1,180}?)|(brand)) {0,4}\}\}")
_TABLE = re.compile(r"\{\{ {0,4}table:([a-z_]{1,60}) {0,4}\}\} {0,4}\Z")
_ANY = re.compile(r"\{\{ {0,4}(fact|table):([^{}\n]{1,180}?) {0,4}\}\}")


def plugin(md: MarkdownIt) -> None:
    md.inline.ruler.before("link", "fact", _inline)
    md.block.ruler.before("paragraph", "fact_table", _table, {"alt": ["paragraph"]})


def named_in(text: str) -> list[Named]:
    """The facts and tables a text names, each once; a table is `Named("table", its name)`. What is unreadable is left out."""
    found: dict[Named, None] = {}
    for sort, rest in _ANY.findall(text):
        each = named(rest) if sort == "fact" else Named("table", rest.strip())
        if each is not None:
            found[each] = None
    return list(found)


def unreadable_in(text: str) -> list[str]:
    """What stands in double braces and is no fact's name, no table's, no check's and not the brand."""
    braced = re.findall(r"\{\{[^{}\n]{0,200}\}\}", text)
    return [each for each in braced if not _is_known(each)]


def without(text: str) -> str:
    """The text with its facts and the brand taken out: what is left in braces is something else's."""
    return _INLINE.sub("", text)


def filled(text: str, value: Callable[[Named], str], *, brand: str) -> str:
    """A line of plain text (a title, a summary) with its facts in it."""

    def one(match: re.Match[str]) -> str:
        if match[2]:
            return brand
        fact = named(match[1])
        return value(fact) if fact else match[0]

    return _INLINE.sub(one, text)


def _is_known(braced: str) -> bool:
    if checks_in_text.is_one(braced):
        return True
    match = _INLINE.fullmatch(braced)
    if match is not None:
        return bool(match[2]) or named(match[1]) is not None
    return _TABLE.match(braced) is not None


def _inline(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("{{", state.pos):
        return False
    match = _INLINE.match(state.src, state.pos, state.pos + MAX_CHARS)
    fact = named(match[1]) if match and match[1] else None
    if match is None or (fact is None and not match[2]):
        return False
    if not silent:
        token = state.push("brand" if match[2] else "fact", "", 0)
        token.meta = {"named": fact}
    state.pos = match.end()
    return True


def _table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    del end_line
    if state.is_code_block(start_line):
        return False
    begin, end = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line]
    if end - begin > MAX_CHARS or not state.src.startswith("{{", begin):
        return False
    match = _TABLE.match(state.src[begin:end])
    if match is None:
        return False
    if not silent:
        token = state.push("fact_table", "", 0)
        token.meta = {"name": match[1]}
        token.map = [start_line, start_line + 1]
        state.line = start_line + 1
    return True
