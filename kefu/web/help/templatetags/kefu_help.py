"""What the help centre's templates say in one word: a drawing, an address, structured data, a day, marked words."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path

from django import template
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from kefu.knowledge import addresses
from kefu.knowledge.kinds import Kind, Reason

register = template.Library()

SPRITES = ("help/icons.svg", "help/areas.svg")  # of our own pages, and of the areas that come with Kefu
STATIC = Path(__file__).resolve().parents[1] / "static"
ANY = "book-open"
_BREAKS_OUT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
_KINDS = {
    Kind.GUIDE: pgettext_lazy("kind of article", "Guide"),
    Kind.ANSWER: pgettext_lazy("kind of article", "Answer"),
    Kind.NOTICE: pgettext_lazy("kind of article", "Notice"),
    Kind.RULE: pgettext_lazy("kind of article", "Rule"),
}
_REASONS = {
    Reason.UNCLEAR: gettext_lazy("It is hard to follow"),
    Reason.NOT_MY_QUESTION: gettext_lazy("It does not answer my question"),
    Reason.WRONG: gettext_lazy("It does not work as described"),
    Reason.OUTDATED: gettext_lazy("It is out of date"),
    Reason.OTHER: gettext_lazy("Another reason"),
}


@register.simple_tag
@lru_cache(maxsize=256)
def symbol(name: str, kind: str = "") -> SafeString:
    """A drawing from these pages' own sprites; one that is in none becomes a book. Its text stands beside it."""
    drawn = _drawn()
    shown = name if name in drawn else ANY
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" icon--{kind}" if kind else "",
        static(drawn[shown]),
        shown,
    )


@cache
def _drawn() -> Mapping[str, str]:
    """Icon -> the sprite it stands in."""
    found: dict[str, str] = {}
    for sprite in SPRITES:
        for name in re.findall(r'id="([a-z0-9-]+)"', (STATIC / sprite).read_text(encoding="utf-8")):
            found.setdefault(name, sprite)
    return found


@register.simple_tag
def article_address(slug: str, locale: str) -> str:
    return addresses.article(slug, locale)


@register.simple_tag
def section_address(slug: str, locale: str) -> str:
    return addresses.section(slug, locale)


@register.simple_tag
def check_address(key: str, locale: str) -> str:
    return addresses.check(key, locale)


@register.filter
def kind_name(kind: str) -> str:
    return str(_KINDS[Kind(kind)])


@register.simple_tag
def reasons() -> Mapping[str, str]:
    return {reason.value: str(words) for reason, words in _REASONS.items()}


@register.filter
def day(on: date | datetime) -> SafeString:
    """As people write it: 28 November 2026, 2026年11月28日. By UTC, whoever reads: the page is the same for all."""
    local = on.astimezone(UTC).date() if isinstance(on, datetime) else on
    written = formats.date_format(local, pgettext("format of a day, as Django's date filter takes it", "j F Y"))
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), written)


@register.simple_tag
def structured_data(data: object) -> SafeString:
    """One block of JSON-LD. Browsers do not run it; what could end the element is written as escapes."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_BREAKS_OUT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  nothing in it can end the element
