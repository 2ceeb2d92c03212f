"""Pictures and videos that editors put into articles. The bytes are the files room's: remade, without metadata, kept.

An upload comes in by the files room as any other (in one piece or many); `add` makes it everybody's, under a name.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kefu.files import showing
from kefu.files.kinds import PICTURES, FileRef, MediaType
from kefu.files.uploads import Opened
from kefu.kit import clock, ids
from kefu.kit.errors import NotFound
from kefu.kit.text import clean_line
from kefu.knowledge import approval, locales, media
from kefu.knowledge.errors import BadMedia, ShownAlready
from kefu.knowledge.kinds import OPEN, WAITING, State
from kefu.knowledge.models import ArticleText, Media, Revision
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.trust import journal

MAX_ALT_CHARS, MAX_CAPTIONS_BYTES, MOST = 300, 256 * 1024, 500
VIDEOS = frozenset({MediaType.MP4, MediaType.WEBM})
_SHOWN = re.compile(r"\(media:([A-Za-z0-9.-]+)")
_NAME = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class NewMedia:
    """`alts`: in each language what is to be seen; each of `locales.required()` needs one, others may have one.

    A video also has `poster` (a picture's name) and `captions` (locale -> an upload's id of a WebVTT file).
    """

    name: str
    alts: Mapping[str, str]
    poster: str = ""
    captions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MediaCard:
    """`used_in`: how many texts and open drafts show it; None where nobody asked."""

    public_id: str
    name: str
    alts: Mapping[str, str]
    picture: media.Picture
    bytes: int
    used_in: int | None
    added_at: datetime


def add(viewer: Viewer, upload_id: str, new: NewMedia) -> MediaCard:
    """Make an own upload that waits a picture or video of articles. BadMedia, FileNotReady."""
    require(viewer, Capability.EDIT_ARTICLES)
    alts = _alts(new.alts)
    if not _NAME.match(new.name) or len(new.name) > 80 or media.bundled(new.name):
        raise BadMedia(_("A name is made of small letters, digits, hyphens and dots, and is not taken yet."))
    for locale, each in new.captions.items():
        _check_captions(viewer, locale, each)
    with transaction.atomic():
        file = showing.publish(viewer, upload_id)
        row = _row(file, new, alts)
        row.added_by_id = viewer.id
        if file.media_type in VIDEOS:
            row.poster = _poster(new.poster)
            row.captions = {locale: showing.publish(viewer, each).id for locale, each in new.captions.items()}
            if not row.captions:
                raise BadMedia(_("A video needs captions in one language at least, as a WebVTT file."))
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise BadMedia(_("This name is taken. Please choose another one.")) from error
        _journal(viewer, row, "media_added")
    return _card(row, locales.of_reader(viewer.locale), used_in=0)


def describe(viewer: Viewer, public_id: str, alts: Mapping[str, str]) -> MediaCard:
    """Other words for what is to be seen: of what is out or waits a reviewer's, for they show at once. ShownAlready."""
    require(viewer, Capability.EDIT_ARTICLES)
    row, said = _row_for(public_id), _alts(alts)
    if not approval.may_review(viewer) and _uses([row.name], opened=WAITING)[row.name]:
        raise ShownAlready
    told = [f"{row.name} {locale}: {text}" for locale, text in said.items() if text != row.alts.get(locale)]
    row.alts = said
    with transaction.atomic():
        row.save(update_fields=["alts"])
        for each in told:
            _journal(viewer, row, "media_described", each)
    return _card(row, locales.of_reader(viewer.locale))


def remove(viewer: Viewer, public_id: str) -> None:
    """BadMedia while a text or a poster shows it."""
    require(viewer, Capability.REVIEW_ARTICLES)
    row = _row_for(public_id)
    if _uses([row.name])[row.name] or Media.objects.filter(poster=row).exists():
        raise BadMedia(_("Articles show this. Take it out of them first."))
    with transaction.atomic():
        for upload in (row.upload, *row.captions.values()):
            showing.take_back(upload)
        _journal(viewer, row, "media_removed")
        row.delete()


def every(viewer: Viewer, *, query: str = "", limit: int = MOST, is_counted: bool = True) -> list[MediaCard]:
    """Newest first; those whose name holds the query. Their uses are counted together, if they are wanted: three queries."""
    require(viewer, Capability.EDIT_ARTICLES)
    found = Media.objects.filter(name__icontains=query).select_related("poster").order_by("-added_at", "-id")
    rows = list(found[: min(limit, MOST)])
    uses = _uses([row.name for row in rows]) if is_counted else None
    spoken = locales.of_reader(viewer.locale)
    return [_card(row, spoken, used_in=None if uses is None else uses[row.name]) for row in rows]


def opened(public_id: str, name: str) -> tuple[Opened, str]:
    """The bytes behind an address of `addresses.media`, and their type. For everybody; NotFound."""
    row = Media.objects.filter(public_id=public_id).first() if ids.is_public_id(public_id) else None
    if row is None:
        raise NotFound
    if name == row.name:
        return showing.opened(row.upload), row.media_type
    captions = row.captions.get(name.removesuffix(".vtt")) if name.endswith(".vtt") else None
    if captions is None:
        raise NotFound
    return showing.opened(captions), "text/vtt"


def is_webvtt(file: BinaryIO) -> bool:
    """Captions as browsers read them: UTF-8, its first line, an empty one, and a cue (W3C WebVTT, 4.1).

    By plain searches: what is sent decides how long it is, and must not decide how long we look at it.
    """
    raw = file.read(MAX_CAPTIONS_BYTES + 1)
    if len(raw) > MAX_CAPTIONS_BYTES:
        return False
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return False
    header, _, cues = text.partition("\n\n")
    first = header.partition("\n")[0]
    return (first == "WEBVTT" or first.startswith(("WEBVTT ", "WEBVTT\t"))) and "-->" in cues


def _row(file: FileRef, new: NewMedia, alts: dict[str, str]) -> Media:
    if file.media_type not in PICTURES | VIDEOS:
        raise BadMedia(_("Articles show JPEG, PNG, WebP and GIF pictures, and MP4 and WebM videos."))
    return Media(
        name=new.name,
        upload=file.id,
        alts=alts,
        media_type=file.media_type,
        bytes=file.bytes,
        width=file.width,
        height=file.height,
    )


def _poster(name: str) -> Media:
    """A video's size on the page is its poster's."""
    poster = Media.objects.filter(name=name, media_type__in=[each.value for each in PICTURES]).first()
    if poster is None:
        raise BadMedia(_("A video needs a poster: add a picture first, and name it."))
    return poster


def _check_captions(viewer: Viewer, locale: str, upload_id: str) -> None:
    """Before anything is written, so that nobody waits for it."""
    if locale not in locales.every():
        raise BadMedia(_("Captions are in a language that articles are written in."))
    with showing.waiting(viewer, upload_id).file as bytes_of:
        if not is_webvtt(bytes_of):
            raise BadMedia(_("These captions are no WebVTT file."))


def _alts(alts: Mapping[str, str]) -> dict[str, str]:
    said = {
        locale: clean_line(text, max_chars=MAX_ALT_CHARS) for locale, text in alts.items() if locale in locales.every()
    }
    missing = [locales.name(locale) for locale in locales.required() if not said.get(locale)]
    if missing:
        told = _("Say what is to be seen in %(languages)s too: some readers only hear it.")
        raise BadMedia(told % {"languages": ", ".join(missing)})
    approval.refuse_unguarded(*said.values())
    return {locale: text for locale, text in said.items() if text}


def _card(row: Media, locale: str, *, used_in: int | None = None) -> MediaCard:
    picture = media.shown(row, locale)
    return MediaCard(row.public_id, row.name, row.alts, picture, row.bytes, used_in, row.added_at)


def _uses(names: Sequence[str], *, opened: Set[State] = OPEN) -> Counter[str]:
    """Of each how many bodies show it, each body counted once. Only those with a picture are read, and all names at once."""
    found = Counter[str]()
    if not names:
        return found
    wanted = set(names)
    mark = "(media:" if len(names) > 1 else f"(media:{names[0]}"
    out = ArticleText.objects.filter(published__isnull=False, body__contains=mark)
    in_work = Revision.objects.filter(state__in=sorted(opened), body__contains=mark)
    for rows in (out, in_work):
        for body in rows.values_list("body", flat=True).iterator(chunk_size=500):
            found.update(wanted.intersection(_SHOWN.findall(body)))
    return found


def _row_for(public_id: str) -> Media:
    row = Media.objects.filter(public_id=public_id).first() if ids.is_public_id(public_id) else None
    if row is None:
        raise NotFound
    return row


def _journal(viewer: Viewer, row: Media, action: str, detail: str = "") -> None:
    told = (detail or row.name)[:200]
    journal.write([journal.Act(clock.now(), "agent", viewer.id, action, "media", row.pk or 0, told)])
