"""A text as safe HTML for one language, with what search engines, feeds and lists need of it beside.

Two locks: the renderer writes only what it knows and escapes the rest, and nh3 cleans the result against a short list.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import nh3
from django.conf import settings
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

import kefu
from kefu.exchange import facts
from kefu.exchange.rules import Named
from kefu.knowledge import checks_in_text, facts_in_text, html, markdown, media, outline
from kefu.knowledge.markdown import Document
from kefu.knowledge.media import Picture
from kefu.knowledge.outline import Heading

CACHED_S = 300
_NAMED = re.compile(r"media:([A-Za-z0-9][A-Za-z0-9._/-]{0,119})")  # more than are shown, perhaps: in code, say
_TAGS = {
    *(
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "code",
        "em",
        "strong",
        "br",
        "hr",
        "a",
    ),
    *("img", "figure", "figcaption", "video", "track", "div", "section", "span"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "ol": {"start"},
    "th": {"scope"},
    "video": {"src", "poster", "controls", "preload", "width", "height", "aria-label"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "div": {"tabindex", "role", "aria-label", "data-check"},
}
_CLASSES = {
    "a": {"external"},
    "ol": {"steps"},
    "div": {"box", *(f"box--{name}" for name in markdown.BOXES), "table-scroll", "check-card"},
    "section": {"before", "steps-section", "result"},
    "span": {"fact", "fact--unknown", "no-link"},
    "figure": {"figure"},
    "th": {"end", "center"},
    "td": {"end", "center"},
    "table": {"facts"},
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """`html` is safe to show. `steps`, `before` and `result` are plain text, for structured data."""

    html: SafeString
    toc: Sequence[Heading]
    plain: str
    before: Sequence[str]
    steps: Sequence[str]
    result: str


def rendered(body: str, *, locale: str) -> Rendered:
    """TextTooMuch if it is beyond what is parsed."""
    document = markdown.parse(body)
    return _rendered(document, locale, media.pictures(outline.media_in(document), locale=locale))


def _rendered(document: Document, locale: str, pictures: Mapping[str, Picture]) -> Rendered:
    page = html.Page(
        locale=locale,
        brand=settings.BRAND_NAME,
        pictures=pictures,
        anchors=outline.anchors(document),
    )
    cleaned = nh3.clean(
        html.written(document, page),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        clean_content_tags={"script", "style"},
    )
    read = outline.Reader(locale=locale, brand=settings.BRAND_NAME)
    return Rendered(
        html=mark_safe(cleaned),  # noqa: S308  the line above cleaned it
        toc=outline.headings(document, read),
        plain=outline.plain(document, read),
        before=outline.items(document, "before", read),
        steps=outline.items(document, "steps", read),
        result=outline.part(document, "result", read),
    )


def rendered_revision(revision_id: int, body: str, *, locale: str) -> Rendered:
    """The same of a published revision, whose words never change.

    Kept until a fact, the words of a picture or of a check, or we ourselves do.
    """
    pictures = media.pictures(list(dict.fromkeys(_NAMED.findall(body))), locale=locale)
    placed = checks_in_text.placed_in(body, locale=locale)
    named = repr((sorted(pictures.items()), placed))
    shown = hashlib.sha256(named.encode()).hexdigest()[:16] if pictures or placed else ""
    key = f"kefu.article:{kefu.__version__}:{revision_id}:{locale}:{facts.version()}:{shown}"
    found = cache.get(key)
    if not isinstance(found, Rendered):
        found = _rendered(markdown.parse(body), locale, pictures)
        cache.set(key, found, CACHED_S)
    return found


def with_forms(html: SafeString, form: Callable[[str], SafeString]) -> SafeString:
    """A rendered text with a form in the place of each check, by its key."""
    return mark_safe(checks_in_text.BLOCK.sub(lambda match: form(match[1]), html))  # noqa: S308  both are safe


def plain(body: str, *, locale: str) -> str:
    """All its words, for the search room."""
    return outline.plain(markdown.parse(body), outline.Reader(locale=locale, brand=settings.BRAND_NAME))


def line(text: str, *, locale: str) -> str:
    """A title or a summary with its facts in it, as plain text."""
    if "{{" not in text:
        return text
    return facts_in_text.filled(text, lambda named: fact_text(named, locale), brand=settings.BRAND_NAME)


def fact_text(named: Named, locale: str) -> str:
    found = facts.value(named.name, named.args, locale)
    return found.text if isinstance(found, facts.FactValue) else "—"
