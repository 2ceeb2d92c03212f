"""What templates say in one word: an icon, a moment, a face, a key, a code, the import map."""

import json
import re
import zlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, gettext, gettext_lazy

from kefu.files.kinds import FileRef, accepted
from kefu.ui import keys
from kefu.ui.kept import pieces

if TYPE_CHECKING:
    from kefu.people.directory import AgentCard
    from kefu.ui.thread import ShownEntry

register = template.Library()

TONES = 6
GROUP_CHARS = 4
FIRST_CJK = 0x2E80
# a TxID, a hash, an address: long, Latin, with a digit in it, and not a part of a web address
LONG_CODE = re.compile(r"(?<![\w/.=&%-])((?=[A-Za-z]*\d)[A-Za-z0-9]{26,128})(?![\w/])", re.ASCII)
THEMES = frozenset({"light", "dark"})
TOOLS = {  # view, words, drawing, a class of its own
    "report": ("desk:entry-report", gettext_lazy("Report this request"), "hand", " entry__report"),
    "remove": ("desk:redactions", gettext_lazy("Remove this message"), "eraser", ""),
}


@register.simple_tag
@lru_cache(maxsize=256)  # a page has hundreds, of a few dozen sorts
def icon(name: str, kind: str = "") -> SafeString:
    """A drawing from the sprite. It says nothing to a screen reader: its text or label stands beside it."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" icon--{kind}" if kind else "",
        static("ui/icons.svg"),
        name,
    )


@register.simple_tag
def kept(template_name: str, **values: Hashable) -> SafeString:
    """As `include ... with ... only`, without the request: what was rendered of the same values is taken from memory."""
    return pieces.html(template_name, tuple(values.items()))


@register.simple_tag
def place_of(entry: "ShownEntry") -> SafeString:
    """Where an entry stands and since when, as attributes that scripts read."""
    at = timezone.localtime(entry.at).isoformat()
    if entry.place == "own":
        return format_html('id="entry-{0}" data-seq="{0}" data-kind="{1}" data-at="{2}"', entry.seq, entry.kind, at)
    told = (entry.conversation, entry.seq, entry.kind, at)
    return format_html('data-of="{}" data-of-seq="{}" data-kind="{}" data-at="{}"', *told)


@register.simple_tag
def tool(name: str, entry: "ShownEntry") -> SafeString:
    """A button on an entry that opens a dialog, one of `TOOLS`; without scripts it leads to a page."""
    before, between, after = _tool(name, entry.conversation, get_language())
    return SafeString(f"{before}{entry.seq}{between}{entry.seq}{after}")


@lru_cache(maxsize=512)  # an entry has two, and a thread a hundred entries
def _tool(name: str, conversation: str, language: str | None) -> tuple[str, ...]:
    del language  # the words are in it
    view, words, drawing, more = TOOLS[name]
    link = format_html(
        '<a class="entry__tools{0} button button--quiet button--icon" href="{1}?target=SEQ" data-hx-get="{1}?target=SEQ"'
        ' data-hx-target="#dialog" data-hx-swap="innerHTML" aria-label="{2}" title="{2}">{3}</a>',
        *(more, reverse(view, args=[conversation]), words, icon(drawing)),
    )
    return tuple(link.split("SEQ"))


@register.simple_tag
def colleagues(
    agents: Sequence["AgentCard"], field: str, *, prefix: str = "", but: str = "", ticked: int | None = None
) -> SafeString:
    """The lines of a menu, each of which sends `prefix` and a colleague's public id as `field`."""
    return _joined(
        _colleague(field, f"{prefix}{each.public_id}", each.name, each.id == ticked)
        for each in agents
        if each.public_id != but
    )


@lru_cache(maxsize=4_096)
def _colleague(field: str, value: str, name: str, is_ticked: bool) -> SafeString:
    return format_html(
        '<button class="menu__item" type="submit" name="{}" value="{}" data-name="{}">{}{}{}</button>',
        *(field, value, name, avatar(name, "small"), name),
        format_html('<span class="push">{}</span>', icon("check")) if is_ticked else "",
    )


@register.simple_tag
def acts(name: str, offered: Sequence[tuple[str, str]]) -> SafeString:
    """The lines of a menu, each of which does `name:value`."""
    return _joined(_act(f"{name}:{value}", str(label)) for value, label in offered)


@lru_cache(maxsize=1_024)
def _act(act: str, label: str) -> SafeString:
    return format_html(
        '<button class="menu__item" type="submit" name="act" value="{}">{}</button>', act, capfirst(label)
    )


def _joined(pieces: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(pieces))


@register.simple_tag
def options(offered: Sequence[tuple[str, str]], chosen: str, *, capitals: bool = False) -> SafeString:
    """The options of a select, of which `chosen` is the one it shows."""
    return _joined(_option(value, str(label), capitals, value == chosen) for value, label in offered)


@lru_cache(maxsize=2_048)
def _option(value: str, label: str, capitals: bool, is_chosen: bool) -> SafeString:
    shown = capfirst(label) if capitals else label
    return format_html('<option value="{}"{}>{}</option>', value, SafeString(" selected" if is_chosen else ""), shown)


@register.filter
def as_json(file: FileRef) -> str:
    """A file's reference for a script, to stand in an attribute (which escapes it)."""
    return json.dumps(asdict(file), ensure_ascii=False)


@register.simple_tag
def accepted_files() -> str:
    """What a file field offers to choose."""
    return accepted()


@register.simple_tag
def moment(at: datetime | None, style: str = "relative") -> SafeString | str:
    """A time element: `relative`, `until`, `short`, `clock`, `day` or `exact`. In the viewer's zone; scripts word the near."""
    if at is None:
        return ""
    written = timezone.localtime(at)
    return format_html(
        '<time class="time" data-time="{}" datetime="{}">{}</time>',
        style,
        at.isoformat(timespec="seconds"),
        written.strftime("%H:%M" if style == "clock" else "%Y-%m-%d %H:%M"),
    )


@register.simple_tag
@lru_cache(maxsize=2_048)  # the same few people all along a page
def avatar(name: str, size: str = "") -> SafeString:
    return format_html(
        '<span class="avatar{}" data-tone="{}" aria-hidden="true">{}</span>',
        f" avatar--{size}" if size else "",
        zlib.crc32(name.encode()) % TONES,
        initials(name),
    )


def initials(name: str) -> str:
    """Two letters of a Latin name, the last character or two of a Chinese one."""
    words = name.split()
    if not words:
        return "?"
    if ord(words[0][0]) >= FIRST_CJK:
        return words[0][-2:] if len(words[0]) > 2 else words[0][-1:]
    latin = [word for word in words if ord(word[0]) < FIRST_CJK]
    return "".join(word[0] for word in (latin[0], *latin[1:][-1:])).upper()


@register.simple_tag
def key(name: str, kind: str = "") -> SafeString:
    """The hint on a button: the key that presses it, from the one map. A screen reader hears the list of keys instead."""
    return keycap(keys.key_named(name).keys[0], kind)


@register.simple_tag
def key_writing(name: str, kind: str = "") -> SafeString:
    """The same for where somebody types: there the letter alone is a letter."""
    return keycap(keys.key_named(name).keys[-1], kind)


@register.simple_tag
def keycap(combination: str, kind: str = "") -> SafeString:
    more = f" {kind}" if kind else ""
    return format_html('<kbd class="key{}" data-caps aria-hidden="true">{}</kbd>', more, keys.caps(combination))


@register.simple_tag
def key_groups() -> Sequence[tuple[str | Promise, Sequence[keys.Key]]]:
    return keys.groups()


@register.simple_tag
def code(text: str) -> SafeString:
    """A long id, grouped for the eye and copied whole."""
    groups = (text[at : at + GROUP_CHARS] for at in range(0, len(text), GROUP_CHARS))
    return format_html(
        '<span class="code" data-copy="{}"><span class="code__text">{}</span>'
        '<button class="code__copy" type="button" aria-label="{}">{}</button></span>',
        text,
        format_html_join("", "<span>{}</span>", ((group,) for group in groups)),
        gettext("Copy"),
        icon("copy"),
    )


@register.filter
def with_codes(text: str) -> SafeString:
    """Plain text in which transaction ids and addresses stand as codes. All of it is escaped."""
    pieces = LONG_CODE.split(text)
    return format_html_join("", "{}", ((code(piece) if at % 2 else piece,) for at, piece in enumerate(pieces)))


@register.filter
def with_mentions(text: str, names: Sequence[str]) -> SafeString:
    """The same, in which the colleagues a note calls stand out."""
    called = "|".join(re.escape(f"@{name}") for name in sorted(names, key=len, reverse=True))
    pieces = re.split(f"({called})", text, flags=re.IGNORECASE)
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<span class="mention">{}</span>', piece) if at % 2 else with_codes(piece),)
            for at, piece in enumerate(pieces)
        ),
    )


@register.filter
def theme(cookies: Mapping[str, str]) -> str:
    """The chosen theme, or nothing where the system decides."""
    chosen = cookies.get("kefu-theme", "")
    return chosen if chosen in THEMES else ""


@register.filter
def zone(cookies: Mapping[str, str]) -> str:
    """The time zone the browser told; nothing before it did."""
    return cookies.get("kefu-zone", "")


@register.filter
def value_of(values: Mapping[str, object], name: str) -> object:
    """What stands under a name that the template holds in a variable; nothing if nothing does."""
    return values.get(name, "")


@register.filter
def language_name(code: str) -> str:
    """A language by its own name: 简体中文, English; the code itself where we do not know it."""
    try:
        return str(get_language_info(code.lower())["name_local"])
    except KeyError:
        return code
