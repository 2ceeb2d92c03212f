"""`{{ check:... }}` alone in a paragraph, as a token of Markdown and as the block that stands there; pages draw its form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext, override
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from kefu.exchange.diagnoses import registry
from kefu.exchange.diagnoses.definition import Definition
from kefu.exchange.diagnoses.wording import Wording
from kefu.kit.languages import screen_of
from kefu.knowledge import addresses

MAX_CHECKS = 3
_KEY = r"[a-z][a-z0-9-]{0,59}"
_ALONE = re.compile(rf"\{{\{{ {{0,4}}check:({_KEY}) {{0,4}}\}}\}} {{0,4}}\Z")
_ANY = re.compile(rf"\{{\{{ {{0,4}}check:({_KEY}) {{0,4}}\}}\}}")
BLOCK = re.compile(rf'<div class="check-card" data-check="({_KEY})">.*?</div>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Placed:
    """The words of a check that a text places."""

    key: str
    title: str
    intro: str


def plugin(md: MarkdownIt) -> None:
    md.block.ruler.before("paragraph", "check", _block, {"alt": ["paragraph"]})


def named_in(text: str) -> list[str]:
    """The keys a text names, as often as it does, whether there is such a check or not."""
    return _ANY.findall(text)


def is_one(braced: str) -> bool:
    return _ANY.fullmatch(braced) is not None


def known() -> frozenset[str]:
    return frozenset(each.key for each in registry.CHECKS)


def words(key: str, *, locale: str) -> Placed | None:
    """None for a check that is none of ours."""
    found = registry.check(key)
    if found is None:
        return None
    told = Wording(found, locale=locale)
    return Placed(key, told.of("title"), told.of("intro"))


def placed_in(text: str, *, locale: str) -> list[Placed]:
    found = (words(key, locale=locale) for key in dict.fromkeys(named_in(text)))
    return [each for each in found if each is not None]


def written(key: str, *, locale: str) -> str:
    """What stands there wherever no form can: in print, in the chat, in a reader of feeds. Nothing for an unknown one."""
    check = words(key, locale=locale)
    if check is None:
        return ""
    with override(screen_of(locale)):
        go = gettext("Check it now")
    return format_html(
        '<div class="check-card" data-check="{}"><p><strong>{}</strong></p><p>{}</p><p><a href="{}">{}</a></p></div>\n',
        key, check.title, check.intro, addresses.check(key, locale), go,
    )  # fmt: skip


def besides(slug: str, html: str) -> Sequence[Definition]:
    """The checks that belong to an article and that its text does not place itself."""
    placed = set(BLOCK.findall(html))
    return [each for each in registry.for_article(slug) if each.key not in placed]


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    del end_line
    if state.is_code_block(start_line):
        return False
    begin, end = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line]
    if not state.src.startswith("{{", begin):
        return False
    match = _ALONE.match(state.src[begin:end])
    if match is None:
        return False
    if not silent:
        token = state.push("check", "", 0)
        token.meta = {"key": match[1]}
        token.map = [start_line, start_line + 1]
        state.line = start_line + 1
    return True
