"""A mail's page as a document for one viewer, to stand in a frame on the content origin: it runs nothing and leads nowhere."""

import base64
import hashlib
from dataclasses import dataclass
from html import escape

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kefu.conversations.originals import Opened
from kefu.files import links as addresses
from kefu.files import uploads
from kefu.files.kinds import PICTURES, Variant
from kefu.kit.errors import NotFound
from kefu.people.access import Viewer
from kefu.ui import mailed
from kefu.ui.mailpage import links, words
from kefu.ui.mailpage.cleaning import Cleaned, Manner, cleaned
from kefu.ui.mailpage.links import Link

PAGE_FOLDER, PICTURE_FOLDER = "h", "i"
PLAIN, PICTURES_TOO = "plain", "pictures"
_STYLE = (
    "body{margin:12px;font:15px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;overflow-wrap:anywhere}"
    "img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}"
    ".k-link{text-decoration:underline}.k-to{color:#555;font-size:13px}.k-bad{color:#a31515;font-weight:600}"
    ".k-ours{color:#1b6b2f}.k-picture{border:1px dashed #777;padding:1px 6px;color:#555;font-size:13px}"
    ".k-cut{border-top:1px solid #777;color:#555}"
)
STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()


@dataclass(frozen=True, slots=True)
class Outline:
    """What stands around the frame. `pictures`: how many lie elsewhere and can be loaded; `pixels`: never loaded."""

    links: tuple[Link, ...]
    pictures: int
    pixels: int
    is_cut: bool


def outline(opened: Opened) -> Outline:
    found = _cleaned(opened, Manner(judge=links.judged, told=words.told))
    told = tuple(
        Link(
            mailed.masked_of(each.address, opened.told.sender),
            each.host,
            mailed.masked_of(each.words, opened.told.sender),
            each.marks,
            each.is_ours,
        )
        for each in found.links
    )
    return Outline(told, len(found.outside), found.pixels, found.is_cut)


def address(opened: Opened, *, viewer: Viewer, with_pictures: bool) -> str:
    """Where the document is, for this viewer's session and some minutes."""
    return addresses.address(PAGE_FOLDER, opened.id, PICTURES_TOO if with_pictures else PLAIN, viewer=viewer)


def document(opened: Opened, *, viewer: Viewer, with_pictures: bool) -> str:
    """Words in the active language. Its own pictures stand in it; those that lie elsewhere only where they were asked for."""

    def inside(name: str) -> str:
        return _own_picture(opened, name, viewer)

    def outside(number: int) -> str:
        return addresses.address(PICTURE_FOLDER, opened.id, str(number), viewer=viewer) if with_pictures else ""

    manner = Manner(
        judge=links.judged,
        told=words.told,
        inside=inside,
        outside=outside,
        placeholder=_("Picture"),
        origin=settings.CONTENT_URL,
    )
    found = _cleaned(opened, manner)
    return written(mailed.masked_of(found.html, opened.told.sender), is_cut=found.is_cut)


def written(body: str, *, is_cut: bool = False) -> str:
    """The document around what two locks have cleaned; for a response of its own, and for no template."""
    end = f'<p class="k-cut">{escape(_("There is more, which is not shown."))}</p>' if is_cut else ""
    return (
        f'<!doctype html><html lang="{escape(get_language() or "en")}"><head><meta charset="utf-8">'
        f"<title>{escape(_('A mail as it was sent'))}</title><style>{_STYLE}</style></head><body>{body}{end}</body></html>"
    )


def outside_picture(opened: Opened, number: int) -> str:
    """The address of the nth picture that lies elsewhere. NotFound."""
    found = _cleaned(opened, Manner(judge=lambda href, said: Link(href, "", said), told=lambda _link: "")).outside
    if not 0 <= number < len(found):
        raise NotFound
    return found[number]


def _cleaned(opened: Opened, manner: Manner) -> Cleaned:
    return cleaned(opened.whole.page, manner)


def _own_picture(opened: Opened, name: str, viewer: Viewer) -> str:
    """One that came along, if it still stands in the message."""
    upload = opened.whole.pictures.get(name, "")
    files = getattr(opened.entry.data, "files", ())
    if not any(each.id == upload and each.media_type in PICTURES for each in files):
        return ""
    try:
        return uploads.link(upload, viewer=viewer, variant=Variant.FULL)
    except NotFound:
        return ""
