"""Writes the HTML of a parsed text. What it does not know it escapes; where a link or a picture may not lead, words remain."""

import re
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.translation import gettext, override
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from kefu.exchange import facts, flows, tables
from kefu.exchange.rules import Named
from kefu.kit.languages import screen_of
from kefu.knowledge import addresses, checks_in_text, markdown
from kefu.knowledge.markdown import Document, Target
from kefu.knowledge.media import Picture

Env = MutableMapping[str, Any]
_HAN_END, _HAN_START = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]\Z"), re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")


@dataclass(slots=True)
class Page:
    """What a text is written for."""

    locale: str
    brand: str
    pictures: Mapping[str, Picture]
    anchors: Sequence[str]
    begun: int = 0  # headings written so far
    open_links: list[str] = field(default_factory=list)  # how each link that is open ends


def written(document: Document, page: Page) -> str:
    """Not yet cleaned: `rendering` does that."""
    return str(_Writer().render(document.tokens, markdown.OPTIONS, {"page": page}))


class _Writer(RendererHTML):
    """markdown-it finds a token's rule by its name here."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        page: Page = env["page"]
        page.begun += 1
        return format_html('<{} id="{}">', _heading(tokens[idx].tag), page.anchors[page.begun - 1])

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return f"</{_heading(tokens[idx].tag)}>\n"

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        page: Page = env["page"]
        opening, closing = _link(markdown.target(str(tokens[idx].attrs.get("href", ""))), page)
        page.open_links.append(closing)
        return opening

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        page: Page = env["page"]
        return page.open_links.pop()

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        token, page = tokens[idx], env["page"]
        to = markdown.target(str(token.attrs.get("src", "")))
        picture = page.pictures.get(to.name) if to is not None and to.scheme == "media" else None
        if picture is None:
            return str(conditional_escape(token.content))
        shown = _video(picture, token.content) if picture.is_video else _still(picture, token.content)
        return _framed(shown, str(token.attrs.get("title", "")))

    def paragraph_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return "" if tokens[idx].hidden or _is_picture_alone(tokens[idx + 1]) else "<p>"

    def paragraph_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        if tokens[idx].hidden:
            return "\n" if idx + 1 < len(tokens) and tokens[idx + 1].type != "list_item_close" else ""
        return "\n" if _is_picture_alone(tokens[idx - 1]) else "</p>\n"

    def ordered_list_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        if idx and tokens[idx - 1].type == "container_steps_open":
            return '<ol class="steps">\n'
        start = tokens[idx].attrs.get("start")
        return format_html('<ol start="{}">\n', int(start)) if start is not None else "<ol>\n"

    def softbreak(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        """Lines broken within Chinese join without a space."""
        before, after = tokens[idx - 1].content if idx else "", tokens[idx + 1].content if idx + 1 < len(tokens) else ""
        return "" if _HAN_END.search(before) and _HAN_START.match(after) else "\n"

    def fact(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        named: Named = tokens[idx].meta["named"]
        found = facts.value(named.name, named.args, env["page"].locale)
        if isinstance(found, facts.Unknown):
            return '<span class="fact fact--unknown">—</span>'
        return format_html('<span class="fact">{}</span>', found.text)

    def brand(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return str(conditional_escape(env["page"].brand))

    def check(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return checks_in_text.written(tokens[idx].meta["key"], locale=env["page"].locale)

    def fact_table(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        found = tables.table(str(tokens[idx].meta["name"]), env["page"].locale)
        if found is None:
            return '<p><span class="fact fact--unknown">—</span></p>\n'
        head = format_html_join("", '<th scope="col">{}</th>', ((column,) for column in found.columns))
        rows = format_html_join(
            "\n", "<tr>{}</tr>", ((format_html_join("", "<td>{}</td>", ((c,) for c in row)),) for row in found.rows)
        )
        return format_html(
            '{}<table class="facts"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>\n',
            _scroll(env["page"].locale),
            head,
            rows,
        )

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return f"{_scroll(env['page'].locale)}<table>\n"

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return _cell("th", tokens[idx], ' scope="col"')

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return _cell("td", tokens[idx], "")

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return format_html("<pre><code>{}</code></pre>\n", tokens[idx].content)

    def container_before_open(self, *given: Any) -> str:
        return '<section class="before">\n'

    def container_steps_open(self, *given: Any) -> str:
        return '<section class="steps-section">\n'

    def container_result_open(self, *given: Any) -> str:
        return '<section class="result">\n'

    def container_note_open(self, *given: Any) -> str:
        return '<div class="box box--note">\n'

    def container_warning_open(self, *given: Any) -> str:
        return '<div class="box box--warning">\n'

    def container_danger_open(self, *given: Any) -> str:
        return '<div class="box box--danger">\n'

    def _section_close(self, *given: Any) -> str:
        return "</section>\n"

    def _box_close(self, *given: Any) -> str:
        return "</div>\n"

    container_before_close = container_steps_close = container_result_close = _section_close
    container_note_close = container_warning_close = container_danger_close = _box_close


def _heading(tag: str) -> str:
    """The page's own title is its h1."""
    return "h2" if tag == "h1" else tag


def _link(to: Target | None, page: Page) -> tuple[str, str]:
    href = _href(to, page.locale) if to is not None else None
    if to is None or href is None:
        return '<span class="no-link">', "</span>"
    if to.scheme in {"http", "https"}:
        return format_html('<a class="external" href="{}" rel="noopener nofollow">', href), "</a>"
    return format_html('<a href="{}">', href), "</a>"


def _href(to: Target, locale: str) -> str | None:
    if to.scheme == "article":
        return addresses.article(to.name, locale) + to.anchor
    if to.scheme == "page":
        return addresses.page(to.name, locale)
    if to.scheme == "exchange":
        return flows.address(to.name)
    if to.scheme == "anchor":
        return to.anchor
    return None if to.scheme == "media" else to.name


def _still(picture: Picture, alt: str) -> str:
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy" decoding="async">',
        picture.address,
        alt or picture.alt,
        picture.width,
        picture.height,
    )


def _video(picture: Picture, title: str) -> str:
    tracks = format_html_join(
        "",
        '<track kind="captions" src="{}" srclang="{}" label="{}"{}>',
        ((each.address, each.locale, each.label, _DEFAULT if each.is_default else "") for each in picture.captions),
    )
    return format_html(
        '<video controls="" preload="none" src="{}" poster="{}" width="{}" height="{}" aria-label="{}">{}</video>',
        picture.address,
        picture.poster,
        picture.width,
        picture.height,
        title or picture.alt,
        tracks,
    )


_DEFAULT = format_html(' default=""{}', "")


def _framed(shown: str, caption: str) -> str:
    told = format_html("<figcaption>{}</figcaption>", caption) if caption else ""
    return format_html('<figure class="figure">{}{}</figure>', shown, told)


def _is_picture_alone(inline: Token) -> bool:
    children = inline.children or []
    return len(children) == 1 and children[0].type == "image"


def _scroll(locale: str) -> str:
    with override(screen_of(locale)):
        return format_html('<div class="table-scroll" tabindex="0" role="region" aria-label="{}">', gettext("Table"))


def _cell(tag: str, token: Token, more: str) -> str:
    style = str(token.attrs.get("style", ""))
    sides = {"text-align:right": ' class="end"', "text-align:center": ' class="center"'}
    return f"<{tag}{more}{sides.get(style, '')}>"
