"""A stranger's page made anew from what is on a list: words, tables, colours; nothing in it runs, loads, asks or leads away.

Two locks: what is written here holds only tags and attributes that this file names, with values it has checked; and nh3
cleans that once more. What is written is balanced and not deep, because the second lock builds a tree.
"""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

import nh3

from kefu.ui.mailpage import looks
from kefu.ui.mailpage.links import Link
from kefu.ui.mailpage.tokens import Cut, Tag, Words, tokens

MOST_DEPTH, MOST_PICTURES, MOST_LINKS = 100, 60, 200
MOST_WRITTEN_CHARS = 4_000_000
_VOID = frozenset({"br", "hr", "wbr", "col"})
_CELLS = frozenset({"td", "th"})
_TABLES = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup"})
_PLAIN = frozenset(
    {
        *(
            "p",
            "div",
            "span",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "blockquote",
            "pre",
        ),
        *(
            "b",
            "strong",
            "i",
            "em",
            "u",
            "s",
            "strike",
            "del",
            "ins",
            "small",
            "big",
            "sub",
            "sup",
            "code",
            "tt",
            "kbd",
        ),
        *("center", "font", "address", "article", "section", "header", "footer", "main", "figure", "figcaption", "bdo"),
    }
)
_KNOWN = _PLAIN | _VOID | _TABLES
_ENDS = {
    "p": frozenset({"p"}),
    "li": frozenset({"li", "p"}),
    "dt": frozenset({"dt", "dd", "p"}),
    "dd": frozenset({"dt", "dd", "p"}),
    "td": frozenset({"td", "th", "p"}),
    "th": frozenset({"td", "th", "p"}),
    "tr": frozenset({"tr", "td", "th", "p"}),
}
_OWN_CLASSES = {"span": {"k-link", "k-to", "k-bad", "k-ours", "k-picture"}}
_ATTRIBUTES = frozenset(
    {
        *("style", "align", "valign", "width", "height", "border", "cellpadding", "cellspacing", "size", "start"),
        *("colspan", "rowspan", "bgcolor", "color", "dir"),
    }
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How the page is shown to one viewer. `judge`: a link's address and words; `told`: what stands behind its words.

    `inside`: address of a picture the mail brought along, by what it calls it; `outside`: of the nth one that lies elsewhere.
    Either is empty where it is not shown. `placeholder`: what stands in its place.
    """

    judge: Callable[[str, str], Link]
    told: Callable[[Link], str]
    inside: Callable[[str], str] = lambda _name: ""
    outside: Callable[[int], str] = lambda _number: ""
    placeholder: str = ""
    origin: str = ""  # where the addresses of pictures lead, all of them


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`outside`: addresses of pictures that lie elsewhere, each once; `pixels`: how many are there to tell on the reader."""

    html: str
    links: tuple[Link, ...]
    outside: tuple[str, ...]
    pixels: int
    is_cut: bool


@dataclass
class _Page:
    manner: Manner
    out: list[str] = field(default_factory=list)
    size: int = 0
    open: list[str] = field(default_factory=list)
    too_deep: int = 0
    links: dict[tuple[str, str], Link] = field(default_factory=dict)
    outside: dict[str, int] = field(default_factory=dict)
    pixels: int = 0
    leads_to: str = ""
    said: list[str] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.size += len(text)
        if self.size > MOST_WRITTEN_CHARS:
            raise Cut
        self.out.append(text)


def cleaned(code: str, manner: Manner) -> Cleaned:
    """Whatever the code is; pure but for what `manner` does."""
    page, is_cut = _Page(manner), False
    try:
        for each in tokens(code):
            _take(each, page)
    except Cut:
        is_cut = True
    page.size = 0
    while page.open:
        _end(page.open.pop(), page)
    written = _locked("".join(page.out), manner.origin)
    return Cleaned(written, tuple(page.links.values()), tuple(page.outside), page.pixels, is_cut)


def _take(each: Words | Tag, page: _Page) -> None:
    if isinstance(each, Words):
        if page.leads_to:
            page.said.append(each.text[:200])
        page.write(html.escape(each.text))
    elif each.closes:
        _close(each.name, page)
    elif each.name == "img":
        _picture(each.of, page)
    elif each.name == "a":
        _begin_link(each.of.get("href", ""), page)
    elif each.name in _KNOWN:
        _open(each, page)


def _open(tag: Tag, page: _Page) -> None:
    if tag.name in _VOID:
        page.write(f"<{tag.name}{_written(looks.of(tag.of))}>")
        return
    ends = _ENDS.get(tag.name, frozenset())
    while page.open and page.open[-1] in ends:
        page.write(f"</{page.open.pop()}>")
    if len(page.open) >= MOST_DEPTH:
        page.too_deep += 1
        return
    page.open.append(tag.name)
    page.write(f"<{tag.name}{_written(looks.of(tag.of))}>")


def _close(name: str, page: _Page) -> None:
    if page.too_deep and name in _PLAIN | _TABLES:
        page.too_deep -= 1
        return
    for at in range(len(page.open) - 1, -1, -1):
        if page.open[at] == name:
            while len(page.open) > at:
                _end(page.open.pop(), page)
            return
        if page.open[at] in _CELLS and name not in _TABLES:
            return  # what is open outside a cell is not closed within it


def _end(name: str, page: _Page) -> None:
    if name != "a":
        page.write(f"</{name}>")
        return
    link = page.manner.judge(page.leads_to, "".join(page.said)[:400])
    if len(page.links) < MOST_LINKS:
        page.links.setdefault((link.address, link.words), link)
    page.leads_to, page.said = "", []
    page.write("</span>")
    kind = "k-bad" if link.marks else "k-ours" if link.is_ours else ""
    told = page.manner.told(link)
    if told:
        page.write(f'<span class="k-to {kind}"> [{html.escape(told)}]</span>')


def _begin_link(address: str, page: _Page) -> None:
    """No link: words that look like one. It leads nowhere by a click; where it would stands behind it."""
    if not address.strip() or address.strip().startswith("#") or page.leads_to or len(page.open) >= MOST_DEPTH:
        return
    page.leads_to, page.said = address, []
    page.open.append("a")
    page.write('<span class="k-link">')


def _picture(of: Mapping[str, str], page: _Page) -> None:
    source = of.get("src", "").strip()
    if source.lower().startswith("cid:"):
        address = page.manner.inside(unquote(source[4:]).strip(" <>"))
    elif looks.is_pixel(of):
        page.pixels += _is_outside(source)
        return
    elif _is_outside(source):
        address = _outside(source, page)
    else:
        address = ""
    if address:
        page.write(f'<img src="{html.escape(address)}"{_written(_said(of) | _sides(of))}>')
    elif source:
        page.write(f'<span class="k-picture">{html.escape(_said(of)["alt"] or page.manner.placeholder)}</span>')


def _outside(source: str, page: _Page) -> str:
    if source not in page.outside and len(page.outside) >= MOST_PICTURES:
        return ""
    return page.manner.outside(page.outside.setdefault(source, len(page.outside)))


def _is_outside(source: str) -> bool:
    return source.lower().startswith(("http://", "https://", "//"))


def _said(of: Mapping[str, str]) -> dict[str, str]:
    return {"alt": " ".join(of.get("alt", "").split())[:200]}


def _sides(of: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in looks.of(of).items() if name in {"width", "height", "style", "align"}}


def _written(of: Mapping[str, str]) -> str:
    return "".join(f' {name}="{html.escape(value)}"' for name, value in of.items())


def _locked(written: str, origin: str) -> str:
    """The second lock. Of a picture's address only one on the host for such things stays."""

    def kept(tag: str, name: str, value: str) -> str | None:
        return None if name == "src" and not (origin and value.startswith(f"{origin}/")) else value

    return nh3.clean(
        written,
        tags=set(_PLAIN | _VOID | _TABLES | {"img"}),
        attributes={"*": set(_ATTRIBUTES), "img": {"src", "alt"}},
        attribute_filter=kept,
        allowed_classes=_OWN_CLASSES,
        clean_content_tags={"script", "style"},
        url_schemes={"http", "https"},
        link_rel=None,
    )
